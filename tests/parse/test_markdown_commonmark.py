"""CommonMark and GFM where the dialect does not change them, by examples of each section of the two specifications.

Left out are raw HTML (shown as text here), links with addresses that the dialect refuses, and headings of the first
level (shown as the second). What is added to the HTML for the page (`tabindex`, `id`, `rel`, `scope`) is taken off.
"""

from __future__ import annotations

import re

import pytest

from dr_evidence_site.parse.markdown import body

EXAMPLES = {
    # tabs, precedence, breaks
    "tab as indented code": ("\tx\ty", "<pre><code>x\ty\n</code></pre>"),
    "tab in a list": ("- a\n\n\tb", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
    "tab behind a quotation mark": (">\t\ta", "<blockquote>\n<pre><code>  a\n</code></pre>\n</blockquote>"),
    "blocks before inlines": ("- `a\n- b`", "<ul>\n<li>`a</li>\n<li>b`</li>\n</ul>"),
    "thematic breaks": ("***\n---\n_ _ _", "<hr>\n<hr>\n<hr>"),
    "no thematic break": ("+++\n\n--\n\na ---", "<p>+++</p>\n<p>--</p>\n<p>a ---</p>"),
    "break within a list": ("- a\n***\n- b", "<ul>\n<li>a</li>\n</ul>\n<hr>\n<ul>\n<li>b</li>\n</ul>"),
    # headings
    "atx levels": ("## a\n### b\n###### c", "<h2>a</h2>\n<h3>b</h3>\n<h6>c</h6>"),
    "seven marks are none": ("####### a", "<p>####### a</p>"),
    "no space is none": ("#a\n\n#5", "<p>#a</p>\n<p>#5</p>"),
    "escaped mark": ("\\## a", "<p>## a</p>"),
    "closing marks": (
        "## a ##\n### b ### c\n## d#\n## e \\##",
        "<h2>a</h2>\n<h3>b ### c</h3>\n<h2>d#</h2>\n<h2>e ##</h2>",
    ),
    "empty heading": ("##\n### ###", "<h2></h2>\n<h3></h3>"),
    "setext over lines": ("a\nb\n---", "<h2>a\nb</h2>"),
    "setext not lazy": ("> a\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>"),
    # code
    "indented code": ("    a\n      b\n\n    c", "<pre><code>a\n  b\n\nc\n</code></pre>"),
    "indented code is no paragraph's continuation": ("a\n    b", "<p>a\nb</p>"),
    "fence": ("```\n<\n >\n```", "<pre><code>&lt;\n &gt;\n</code></pre>"),
    "tilde fence with info": ("~~~ python x=1\na\n~~~", '<pre><code class="language-python">a\n</code></pre>'),
    "longer fence": ("````\n```\n````", "<pre><code>```\n</code></pre>"),
    "unclosed fence": ("```\na", "<pre><code>a</code></pre>"),
    "indented fence": ("  ```\n  a\n b\n  ```", "<pre><code>a\nb\n</code></pre>"),
    "backtick in the info": ("``` a`b ```", "<p><code>a`b</code></p>"),
    # paragraphs
    "leading spaces": ("  a\n b", "<p>a\nb</p>"),
    "blank lines": ("\n\na\n\n\nb\n\n", "<p>a</p>\n<p>b</p>"),
    # quotations
    "quotation": ("> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>"),
    "lazy continuation": ("> a\nb", "<blockquote>\n<p>a\nb</p>\n</blockquote>"),
    "two quotations": (">a\n\n>b", "<blockquote>\n<p>a</p>\n</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>"),
    "nested quotations": (
        "> > a",
        "<blockquote>\n<blockquote>\n<p>a</p>\n</blockquote>\n</blockquote>",
    ),
    "quotation within a paragraph": ("a\n> b", "<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>"),
    # lists
    "bullets": ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    "a change of bullet begins a list": ("- a\n+ b", "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>"),
    "loose list": ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
    "start number": ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    "only 1 interrupts a paragraph": ("a\n14. b\n1. c", "<p>a\n14. b</p>\n<ol>\n<li>c</li>\n</ol>"),
    "ten digits are none": ("1234567890. a", "<p>1234567890. a</p>"),
    "nested list": (
        "- a\n  - b\n    - c",
        "<ul>\n<li>a\n<ul>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>",
    ),
    "code in an item": ("-     a", "<ul>\n<li>\n<pre><code>a\n</code></pre>\n</li>\n</ul>"),
    "empty item": ("- a\n-\n- c", "<ul>\n<li>a</li>\n<li></li>\n<li>c</li>\n</ul>"),
    "list and quotation": ("- > a", "<ul>\n<li>\n<blockquote>\n<p>a</p>\n</blockquote>\n</li>\n</ul>"),
    # definitions of links
    "definition over lines": ("[a]:\nhttp://x.y\n'b\nc'\n\n[a]", '<p><a href="http://x.y" title="b\nc">a</a></p>'),
    "the first definition counts": ("[a]\n\n[a]: http://b.c\n[a]: http://d.e", '<p><a href="http://b.c">a</a></p>'),
    "no definition within a paragraph": (
        "a\n[b]: http://x.y z",
        '<p>a\n[b]: <a href="http://x.y">http://x.y</a> z</p>',
    ),
    "a definition shows nothing": ("[a]: http://x.y", ""),
    # inlines
    "escapes": (
        r"\!\"\#\$\%\&\'\*\+\,\-\.\/\:\;\<\=\>\?\[\\\]\^\_\`\{\|\}\~",
        "<p>!&quot;#$%&amp;'*+,-./:;&lt;=&gt;?[\\]^_`{|}~</p>",
    ),
    "no escapes": (r"\a\3\é", r"<p>\a\3\é</p>"),
    "escaped line end": ("a\\\nb", "<p>a<br>\nb</p>"),
    "entities": ("&nbsp;&amp;&copy;&#35;&#X22;&#0;", "<p>\N{NO-BREAK SPACE}&amp;©#&quot;\N{REPLACEMENT CHARACTER}</p>"),
    "no entities": ("&x; &#; &copy &hi?;", "<p>&amp;x; &amp;#; &amp;copy &amp;hi?;</p>"),
    "entities are no markup": ("&#42;a&#42;", "<p>*a*</p>"),
    "code span": ("`` a`b ``", "<p><code>a`b</code></p>"),
    "code span over lines": ("`a\n  b`", "<p><code>a   b</code></p>"),
    "no escapes in code": (r"`a\`b`", r"<p><code>a\</code>b`</p>"),
    "unequal backticks": ("```a``", "<p>```a``</p>"),
    "emphasis": (
        "*a* _b_ **c** __d__ ***e***",
        "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em></p>",
    ),
    "no emphasis": ("a * b * c, a_b_c, * a*", "<p>a * b * c, a_b_c, * a*</p>"),
    "emphasis in words": ("a*b*c", "<p>a<em>b</em>c</p>"),
    "nested emphasis": ("*a **b** c*", "<p><em>a <strong>b</strong> c</em></p>"),
    "rule of three": ("*a**b*", "<p><em>a**b</em></p>"),
    "emphasis closes first": ("*a _b* c_", "<p><em>a _b</em> c_</p>"),
    "code before emphasis": ("*a `*` b*", "<p><em>a <code>*</code> b</em></p>"),
    "link": ('[a](http://x.y "b")', '<p><a href="http://x.y" title="b">a</a></p>'),
    "link in angle brackets": ("[a](<http://x.y/b c>)", '<p><a href="http://x.y/b%20c">a</a></p>'),
    "link with parentheses": ("[a](http://x.y/(b))", '<p><a href="http://x.y/(b)">a</a></p>'),
    "link before emphasis": ("*[a*](http://x.y)", '<p>*<a href="http://x.y">a*</a></p>'),
    "full reference": ("[a *b*][C]\n\n[c]: http://x.y", '<p><a href="http://x.y">a <em>b</em></a></p>'),
    "collapsed reference": ("[*a*][]\n\n[*a*]: http://x.y", '<p><a href="http://x.y"><em>a</em></a></p>'),
    "shortcut reference": ("[a] b\n\n[a]: http://x.y", '<p><a href="http://x.y">a</a> b</p>'),
    "label, case folded": ("[ẞ]\n\n[SS]: http://x.y", '<p><a href="http://x.y">ẞ</a></p>'),
    "no space between": (
        "[a] [b]\n\n[a]: http://x.y\n[b]: http://z.y",
        '<p><a href="http://x.y">a</a> <a href="http://z.y">b</a></p>',
    ),
    "autolink": ("<http://x.y/?a=b&c>", '<p><a href="http://x.y/?a=b&amp;c">http://x.y/?a=b&amp;c</a></p>'),
    "mail autolink": ("<a.b+c@d-e.org>", '<p><a href="mailto:a.b+c@d-e.org">a.b+c@d-e.org</a></p>'),
    "hard break": ("a  \nb", "<p>a<br>\nb</p>"),
    "no hard break at the end": ("a  ", "<p>a</p>"),
    "soft break": ("a \n b", "<p>a\nb</p>"),
    # GFM
    "table": (
        "| a | b |\n| :-: | --: |\n| c | d |",
        '<table>\n<thead>\n<tr>\n<th class="align-center">a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td class="align-center">c</td>\n<td class="align-right">d</td>\n</tr>\n</tbody>\n</table>',
    ),
    "table without outer pipes, pipes escaped": (
        "a | b\n-|-\n`c\\|d` | **e \\| f**",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td><code>c|d</code></td>\n<td><strong>e | f</strong></td>\n</tr>\n</tbody>\n</table>",
    ),
    "table with short and long rows": (
        "| a | b |\n|---|---|\n| c |\n| d | e | f |\n\ng",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n<td></td>\n</tr>\n"
        "<tr>\n<td>d</td>\n<td>e</td>\n</tr>\n</tbody>\n</table>\n<p>g</p>",
    ),
    "columns that do not match": ("| a | b |\n|---|\n| c |", "<p>| a | b |\n|---|\n| c |</p>"),
    "strikethrough": ("~~a~~ ~~b\n\nc~~", "<p><s>a</s> ~~b</p>\n<p>c~~</p>"),
    # definition lists
    "definition list": (
        "a\n: b\n: c\n\nd\n: e",
        "<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dd>c</dd>\n<dt>d</dt>\n<dd>e</dd>\n</dl>",
    ),
}


def html(text: str) -> str:
    result, _ = body(text, path="content/articles/a.md", first_line=1, audiences=("patient", "clinician"))
    shown = "".join(part for part in result.parts if isinstance(part, str))
    shown = re.sub(r' (?:tabindex="0"|id="[^"]*"|rel="external"|scope="col"|/(?=>))', "", shown)
    return re.sub(r'<div class="table"[^>]*>\n(.*?)\n</div>', r"\1", shown, flags=re.DOTALL).strip()


@pytest.mark.parametrize(("text", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_specification_is_kept(text: str, expected: str) -> None:
    assert html(text) == expected


def test_html_is_shown_as_text() -> None:
    assert html("<div>\n*a*\n</div>\n\nb <i>c</i> <!-- d --> &lt;e>") == (
        "<p>&lt;div&gt;\n<em>a</em>\n&lt;/div&gt;</p>\n<p>b &lt;i&gt;c&lt;/i&gt; &lt;!-- d --&gt; &lt;e&gt;</p>"
    )
