"""Citations in Markdown, against Pandoc: what is cited, how, and with which notes."""

from __future__ import annotations

import random
import re

import pytest
from pandoc import Cited, Item, cites_within_a_note, ours, pandocs

from dr_evidence_site.model.article import Body, Citation
from dr_evidence_site.parse.markdown import body

# One case a line; "⏎" stands for a line break.
AGREEING = r"""
Blah blah [@doe99; @smith2000; @smith2004].
Blah blah [see @doe99, pp. 33-35 and *passim*; @smith04, chap. 1].
[@smith{ii, A, D-Z}, with a suffix]
[@smith, {pp. iv, vi-xi, (xv)-(xvii)} with suffix here]
[@smith{}, 99 years later]
Smith says blah [-@smith04].
@smith04 says blah.
@smith04 [p. 33] says blah.
@Foo_bar.baz.
@{Foo_bar.baz.}
@Foo_bar--baz
[@{https://example.com/bib?name=foobar&date=2000}, p.  33]
[@https://example.com/bib?name=foobar&date=2000, p. 33]
@item1 [p. 30] says blah
@item1 [p. 30, with suffix] x
@item1 [-@item2 p. 30; see also @item3] x
[see @item1 p. 34-35]
[see @item1 p. 34-35; @item3 {ch. 3}]
[@item1 and nowhere else]
[@item3, p. 3], @item1 [p. 4]
[-@a; @b]
[@a; -@b]
[see -@a]
-@a
-@a [p. 3]
x-@a
x @a.
x @a, y
(@a)
(-@a)
"@a"
'@a'
a@b
a.@b
.@b
..@b
-.@b
_@b
a_@b
*@b*
**@b**
*x @b*
@a:b
@a::b
@a/b
@a//b
@a:/b
@a:/
@a://b
@a-
@a--b
@a-b
@a_b
@a_
@_a
@a__b
@a*b
@a*
@*
[@*]
@*a
@1
@1a
@-a
@.a
@é
@日本
@a?b
@a?
@a~b
@a<b
@a>b
@a<b>
@a&b
@a&amp;b
@a%b
@a#b
@a$b
@a+b
@a!b
@a,b
@a;b
@a(b)
@a[b]
@a [b]
@a  [b]
@a⏎[b]
@a [b
@a [b](x)
@a[b](x)
@a [b] (x)
@a [b](
@a [b]{.patient}
@a [b]{x}
@a [b]{
@a [b][c]
@a [b] [c]
@a [^b]
@a [@b]
@a[@b]
@a [see @b]
@a [p. 3; @b]
@a [p. 3; @b, p. 4]
@a [p. 3; see]
@a [p. 3; see; @b]
@a [see @b; @c]
@a []
@a [ ]
@a [-@b]
@a [;@b]
@a [; @b]
@a [@b;]
@a [p. 3;]
[@a;]
[@a; ]
[;@a]
[; @a]
[@a;;@b]
[@a; ; @b]
[@a; see]
[see; @a]
[see @a; b]
[see]
[@]
[-@]
[@a
@a]
[@a]]
[[@a]]
[[@a]
[ @a ]
[ @a; @b ]
[⏎@a⏎]
[@a;⏎@b]
[@a,⏎p. 3]
[see⏎@a]
[@a] [@b]
[@a][@b]
[@a][b]
[@a](x
[@a] (x)
[@a]{.patient}
[@a]{#x}
[@a]{x}
[@a] {.patient}
[@a]:
[@a]^x^
\@a
\[@a]
[\@a]
[@a\]
[@a\; b]
[@a \] b]
[@a\;; @b]
`@a`
[`@a`]
[`@a` @b]
[@a `x; y`]
[@a `x]`]
[@a `x] y
[@a *x; y*]
[*@a*]
[*see* @a]
[*see @a*]
[@a [x]]
[@a [x; y]; @b]
[@a [x; y]]
[see [x] @a]
[see [x; y] @a]
[@a, [p. 3]]
[@a [p. 3]]
[@a (p. 3)]
[@a p. 3]
[@a.]
[@a, ]
[@a,]
[@a:]
[@a: p. 3]
[@a{p. 3}]
[@a {p. 3}]
[@a{p. 3} x]
[@a, {x; y}]
[@{a}]
[@{a b}]
@{a}
@{a}b
@{a{b}c}
@{a}{b}
@{{a}}
@{a\}b}
@{a;b}
[@{a;b}; @c]
[@{a]b}]
@{a]b}
@{a*b}*c*
@{a`b}`
[@{a@b}]
@{@a}
-@{a}
x@{a}
[-@{a}]
@@a
@@@a
[@@a]
@a@b
@a-@b
@a -@b
--@a
- @a
[--@a]
[x-@a]
[x -@a]
[see-@a]
[e.g.@a]
[e.g. @a]
[(@a)]
[(see @a)]
[@a)]
[[see @a]; @b]
\-@a
1@a
1 @a
é@a
_ @a
,@a
;@a
:@a
/@a
<a@b.c>
<@a>
<http://x.y/@a>
<http://x.y/> @a
[x](http://x.y/@a)
[x](<@a>)
[x ![y](z.png) @a]
[@a <http://x.y/;z>]
[@a [x](http://y.z/;a)]
[@a [x](y "t;u")]
[see [x](y) @a]
![@a]
!@a
![@a; @b]
@a!
!\[@a]
@a [p. 3]{.patient}
@a [p. 3](http://x.y)
[@a]\
[@a]  ⏎x
~~@a~~
~~[@a]~~
~@a~
&copy;@a
&@a
&amp;@a
#@a
$@a
%@a
+@a
=@a
^@a
|@a
*@a
**@a
**@a*
`x`@a
[x]@a
x]@a
x)@a
)@a
[x](y)@a
x\@a
\\@a
x\\@a
x&nbsp;@a
x @a
“@a”
—@a
x—@a
…@a
x…@a
²@a
½@a
x’@a
x'@a
@a.b.c
@a..b
@a.b.
@a's
@a’s
@a/b/c
@a/
@a//
@a:
@a;
@a?x=1&y=2
@a#x
@doi:10.1000/182
[@doi:10.1000/182, p. 3]
[@10.1000/182]
@10.1002/14651858.CD000227.pub4
[see e.g. @a; cf. @b, p. 3; also -@c, chap. 2]
[@a, p. 3; @a, p. 4]
[@a; @a]
text[@a]text
text @a [p. 3]text
@a [p. 3].
@a: x
"""

INVISIBLE = (
    "x\N{NO-BREAK SPACE}@a",
    "x\N{ZERO WIDTH SPACE}@a",
    "[@a,\N{NO-BREAK SPACE}p. 3]",
    "[see\N{NO-BREAK SPACE}@a]",
    "[@a]  \nx",
    "[@a\t]",
)


def group(*items: Item) -> list[Cited]:
    return [Cited(False, items)]


def in_text(*items: Item) -> list[Cited]:
    return [Cited(True, items)]


A, B, C = Item("a"), Item("b"), Item("c")
NOTHING: list[Cited] = []

# Where the dialect departs from Pandoc, with what it does instead.
IN_LINK = "nothing is cited inside links and pictures"
ATTRIBUTES = "braces hold an id or classes, nothing else; other braces are text"
EMPTY_KEY = "an empty key can name nothing"
SECOND_KEY = "a second key in one item is cited as an item of its own (CIT003)"
QUIRK = "Pandoc reads no key directly behind emphasis; a reader of the text sees no word there"
MARKED_UP = "a locator is plain text; one that is marked up stays in the suffix as it was written"
UNCLOSED = "in Pandoc an unclosed mark of emphasis swallows the closing bracket"
MAIL = "CommonMark's rule for addresses in angle brackets"
BARE_URL = "a bare web address is a link (GFM)"
UNBALANCED = "brackets pair; Pandoc lets a prefix run over a closing one"
ESCAPED_STOP = "a full stop is one, escaped or not"
CODE = "CommonMark's rule for runs of backticks of unequal length"

DEPARTURES: tuple[tuple[str, str, list[Cited]], ...] = (
    (IN_LINK, "[@a](x)", NOTHING),
    (IN_LINK, "[@a]()", NOTHING),
    (IN_LINK, "[see @a](http://x.y)", NOTHING),
    (IN_LINK, "![@a](x.png)", NOTHING),
    (IN_LINK, "![see @a](x.png)", NOTHING),
    (IN_LINK, "[![@a](x.png)]", NOTHING),
    (ATTRIBUTES, "[@a]{}", group(A)),
    (ATTRIBUTES, "[@a]{ }", group(A)),
    (ATTRIBUTES, "[@a]{key=val}", group(A)),
    (EMPTY_KEY, "[@{}]", NOTHING),
    (EMPTY_KEY, "@{}", NOTHING),
    (SECOND_KEY, "[@a@b]", group(A, B)),
    (SECOND_KEY, "[@a @b]", group(A, B)),
    (SECOND_KEY, "[@a, @b]", group(A, B)),
    (SECOND_KEY, "[@a, p. 3, @b]", group(Item("a", label="page", locator="3"), B)),
    (SECOND_KEY, "[@a and @b; @c]", group(Item("a", suffix="and"), B, C)),
    (SECOND_KEY, "[see *@a* and @b]", group(A, Item("b", prefix="see and"))),
    (SECOND_KEY, "[@a [see @b]]", group(Item("a", suffix=""), Item("b", prefix="see"))),
    (SECOND_KEY, "@a [p. 3 [@b]]", in_text(Item("a", label="page", locator="3"), B)),
    (QUIRK, "*x*@a", in_text(A)),
    (QUIRK, "**x**@a", in_text(A)),
    (QUIRK, "[*see*@a]", group(Item("a", prefix="see"))),
    (MARKED_UP, "[*see* @a p. **32**]", group(Item("a", prefix="see", suffix="p. 32"))),
    (MARKED_UP, "[@a, *p. 3*]", group(Item("a", suffix=", p. 3"))),
    (MARKED_UP, "[@a, *p.* 3]", group(Item("a", suffix=", p. 3"))),
    (UNCLOSED, "[@a *]", group(Item("a", suffix="*"))),
    (UNCLOSED, "[@a, table 2*]", group(Item("a", label="table", locator="2", suffix="*"))),
    (UNCLOSED, "@a [*b]", in_text(Item("a", suffix="*b"))),
    (MAIL, "<{x}@a>", NOTHING),
    (BARE_URL, "http://x.y/@foo", NOTHING),
    (BARE_URL, "https://x.y/?a=@foo;b", NOTHING),
    (UNBALANCED, "@a [)]@b]", [*in_text(Item("a", suffix=")")), *in_text(B)]),
    (UNBALANCED, "[[x]@b]", group(Item("b", prefix="[x]"))),
    (ESCAPED_STOP, r"\.@a", NOTHING),
    (CODE, "[``;`@a`&@b]", in_text(B)),
)


def test_pandoc_finds_the_same_citations() -> None:
    cases = [*(line.replace("⏎", "\n") for line in AGREEING.strip("\n").split("\n")), *INVISIBLE]
    assert len(cases) > 250
    differing = {
        case: (found, expected)
        for case, expected in zip(cases, pandocs(cases), strict=True)
        if (found := ours(case)) != expected
    }
    assert differing == {}


def test_each_departure_from_pandoc_is_one_and_is_as_stated() -> None:
    pandoc = pandocs([text for _, text, _ in DEPARTURES])
    for (reason, text, expected), found in zip(DEPARTURES, pandoc, strict=True):
        assert ours(text) == expected, (reason, text)
        assert found != expected, (reason, text)


PIECES = (
    *("@a", "@b", "-@b", "@c", "@{k}", "@{x y}", ";", ",", " ", " ", " p. 3", "p. iv", "see ", "{p. 4}", "`;`", ". "),
    *(
        "x",
        "(",
        ")",
        "!",
        "-",
        "@",
        "\n",
        '"',
        "&amp;",
        "[",
        "]",
        " [x] ",
        "[see @b]",
        "[@c]",
        "{.patient}",
        "\\;",
        "/",
        "3",
    ),
)
# What the departures above are about, and what makes blocks.
APART = re.compile(r"\]-?@|\]\(|!\[|\n\s*\n|\n[-\s]|^[-\s]|\s$|\]\[|\n\[|`@|\.@|`\{|\[\]")


def random_citations(count: int) -> list[str]:
    """Strings made of pieces of citations, with balanced brackets."""
    source = random.Random(20251104)
    cases: list[str] = []
    while len(cases) < count:
        text = "".join(source.choices(PIECES, k=source.randint(2, 9)))
        text = source.choice(("[{}]", "[{}]", "{}", "@z [{}]")).format(text)
        if not APART.search(text) and balanced(text):
            cases.append(text)
    return cases


def balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return False
    return depth == 0


def test_pandoc_agrees_on_random_citations() -> None:
    cases = random_citations(1500)
    differing = {}
    compared = 0
    for case, expected in zip(cases, pandocs(cases), strict=True):
        found = ours(case)
        if cites_within_a_note(expected):
            # Each key is cited all the same, as an item of its own.
            assert {item.key for cited in found for item in cited.items} >= {
                item.key for cited in expected for item in cited.items
            }, case
            continue
        compared += 1
        if found != expected:
            differing[case] = (found, expected)
    assert differing == {}
    assert compared > 1000


def parsed(text: str) -> Body:
    return body(text, path="a.md", first_line=1, audiences=("patient", "clinician"))[0]


def only_citation(text: str) -> Citation:
    (citation,) = (part for part in parsed(text).parts if isinstance(part, Citation))
    return citation


@pytest.mark.parametrize(
    ("text", "prefix", "suffix"),
    [
        ("[*see* @a, and **more**]", "<em>see</em>", ", and <strong>more</strong>"),
        ("[a < b @a & c]", "a &lt; b", " &amp; c"),
        (r"[\*see\* @a\; b]", "*see*", "; b"),
        ("[see Smith &amp; Jones @a]", "see Smith &amp; Jones", ""),
        ("[see `x;y` @a]", "see <code>x;y</code>", ""),
        ("[@a <b>x</b>]", "", " &lt;b&gt;x&lt;/b&gt;"),
        ("[@a, at http://x.y/z.]", "", ', at <a href="http://x.y/z" rel="external">http://x.y/z</a>.'),
        ("[@a, [kidney stones]{.patient}]", "", ', <span data-for="patient">kidney stones</span>'),
        ("[@a [see @b]]", "", " "),
    ],
)
def test_notes_are_html(text: str, prefix: str, suffix: str) -> None:
    first = only_citation(text).items[0]
    assert (first.prefix, first.suffix) == (prefix, suffix.rstrip())


def test_words_for_one_audience_in_a_note_count_as_written_for_it() -> None:
    assert parsed("[@a, [stones]{.patient}]").audiences == {"patient"}


def test_a_footnote_or_definition_that_begins_with_a_key_is_not_lost() -> None:
    text = "[@a]: http://x.y\n\n[^1]: note\n"
    html = "".join(part for part in parsed(text).parts if isinstance(part, str))
    assert "http://x.y" in html
    assert "note" in html
