"""Links, bare addresses and pictures: where they lead, and which are refused."""

from __future__ import annotations

import pytest

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import ArticleLink, Body, ImageLink
from dr_evidence_site.parse.markdown import body


def parsed(text: str) -> tuple[Body, list[Diagnostic]]:
    return body(text, path="content/articles/a.md", first_line=1, audiences=("patient",))


def html(text: str) -> str:
    result, _ = parsed(text)
    return "".join(
        part if isinstance(part, str) else f"«{part.target}»" if isinstance(part, ArticleLink | ImageLink) else "@"
        for part in result.parts
    )


@pytest.mark.parametrize(
    ("address", "target", "fragment"),
    [
        ("b.md", "content/articles/b.md", ""),
        ("b.md#harms", "content/articles/b.md", "harms"),
        ("./b.md", "content/articles/b.md", ""),
        ("../pages/about.md", "content/pages/about.md", ""),
        ("../../README.md", "README.md", ""),
        ("#harms", "content/articles/a.md", "harms"),
        ("#h%C3%A4rte", "content/articles/a.md", "härte"),
        ("<b c.md>", "content/articles/b c.md", ""),
        ("b%20c.md", "content/articles/b c.md", ""),
        ("ä.md", "content/articles/ä.md", ""),
        ("b.md#x#y", "content/articles/b.md", "x#y"),
    ],
)
def test_a_link_to_a_source_file_is_a_hole(address: str, target: str, fragment: str) -> None:
    result, diagnostics = parsed(f"[x]({address})")
    assert diagnostics == []
    [hole] = [part for part in result.parts if isinstance(part, ArticleLink)]
    assert (hole.target, hole.fragment) == (target, fragment)
    assert html(f"[x]({address})") == f'<p><a href="«{target}»">x</a></p>\n'


@pytest.mark.parametrize(
    "address",
    ["http://x.y", "https://x.y/z?a=1&b=2#c", "HTTPS://X.Y", "http://[::1]/", "https://x.y/%20", "https://ä.de/ö"],
)
def test_a_web_address_is_kept(address: str) -> None:
    _, diagnostics = parsed(f"[x](<{address}>)")
    assert diagnostics == []
    assert ' rel="external">x</a>' in html(f"[x](<{address}>)")


def test_a_mail_address_is_kept() -> None:
    assert html("[x](mailto:a@b.org)") == '<p><a href="mailto:a@b.org">x</a></p>\n'


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("javascript:alert(1)", "LNK001"),
        ("JaVaScRiPt:alert(1)", "LNK001"),
        ("&#106;avascript:x", "LNK001"),
        ("java&#10;script:x", "LNK001"),
        ("data:text/html,x", "LNK001"),
        ("vbscript:x", "LNK001"),
        ("file:///etc/passwd", "LNK001"),
        ("//x.y/z", "LNK001"),
        ("/b.md", "LNK001"),
        (r"\\\\x.y\b.md", "LNK002"),
        ("b.html", "LNK001"),
        ("b.md?x", "LNK001"),
        ("", "LNK001"),
        ("#", "LNK001"),
        ("http:b", "LNK001"),
        ("http://", "LNK001"),
        ("C:/b.md", "LNK001"),
        ("../../../b.md", "LNK002"),
        ("%2e%2e/%2e%2e/%2e%2e/b.md", "LNK002"),
        ("..%5C..%5Cb.md", "LNK002"),
        ("b%00.md", "LNK002"),
    ],
)
def test_a_refused_link_is_reported_and_its_words_are_kept(address: str, code: str) -> None:
    result, diagnostics = parsed(f"[x](<{address}>)")
    assert [fault.code for fault in diagnostics] == [code]
    assert result.parts == ("<p><a>x</a></p>\n",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x][b]\n\n[b]: http://x.y 'T'", '<p><a href="http://x.y" rel="external" title="T">x</a></p>\n'),
        ("[b][]\n\n[b]: http://x.y", '<p><a href="http://x.y" rel="external">b</a></p>\n'),
        ("[b]\n\n[B]: http://x.y", '<p><a href="http://x.y" rel="external">b</a></p>\n'),
        ("[*x* [y]][b]\n\n[b]: http://x.y", '<p><a href="http://x.y" rel="external"><em>x</em> [y]</a></p>\n'),
        ("[x][a\\]b]\n\n[a\\]b]: c.md", '<p><a href="«content/articles/c.md»">x</a></p>\n'),
        ("![x][b]\n\n[b]: c.png", '<p><img src="«content/articles/c.png»" alt="x" loading="lazy"></p>\n'),
        (r"\![b]" "\n\n[b]: c.md", '<p>!<a href="«content/articles/c.md»">b</a></p>\n'),
        ("[x [y](c.md) z][b]\n\n[b]: d.md", None),
        ("[x](b.md 'A &lt; \"B\"')", '<p><a href="«content/articles/b.md»" title="A &lt; &quot;B&quot;">x</a></p>\n'),
        ("[x]( b.md )", '<p><a href="«content/articles/b.md»">x</a></p>\n'),
        ("[x] (b.md)", "<p>[x] (b.md)</p>\n"),
        ("[![x](b.png)](c.md)", None),
    ],
)
def test_links_by_label_and_with_titles(text: str, expected: str | None) -> None:
    _, diagnostics = parsed(text)
    assert diagnostics == []
    if expected is not None:
        assert html(text) == expected


def test_a_label_that_is_not_defined_is_text_and_a_definition_that_is_not_used_is_reported() -> None:
    text = "[x][c]\n\n[b]: http://x.y"
    assert html(text) == "<p>[x][c]</p>\n"
    assert [fault.code for fault in parsed(text)[1]] == ["MD011"]


@pytest.mark.parametrize(
    "use", ["[b]", "[b][]", "[x][B]", "![b]", "![x][b]", "# [b]", "[@a, [b]]", "[*b*][b]", "| [b] |\n|---|"]
)
def test_a_definition_that_is_used_anywhere_is_not_reported(use: str) -> None:
    _, diagnostics = parsed(f"{use}\n\n[b]: c.md")
    assert "MD011" not in {fault.code for fault in diagnostics}


def test_a_link_holds_no_link_but_a_picture() -> None:
    assert html("[x [y](c.md) z][b]\n\n[b]: d.md") == (
        '<p>[x <a href="«content/articles/c.md»">y</a> z]<a href="«content/articles/d.md»">b</a></p>\n'
    )
    assert html("[![x](b.png)](c.md)") == (
        '<p><a href="«content/articles/c.md»"><img src="«content/articles/b.png»" alt="x" loading="lazy"></a></p>\n'
    )


def external(address: str, text: str | None = None) -> str:
    return f'<a href="{address}" rel="external">{text or address}</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://x.y", external("http://x.y")),
        ("see https://x.y/z.", f"see {external('https://x.y/z')}."),
        ("www.x.org", external("http://www.x.org", "www.x.org")),
        ("www.x.org/a_b_c?d=e&f", external("http://www.x.org/a_b_c?d=e&amp;f", "www.x.org/a_b_c?d=e&amp;f")),
        ("(http://x.y/(z))", f"({external('http://x.y/(z)')})"),
        ("(http://x.y/z).", f"({external('http://x.y/z')})."),
        ("*http://x.y*", f"<em>{external('http://x.y')}</em>"),
        ("http://x.y/z&copy;", f"{external('http://x.y/z')}©"),
        ("http://x.y/z;", f"{external('http://x.y/z')};"),
        ("http://x.y<b", f"{external('http://x.y')}&lt;b"),
        ("http://x.y/z?!", f"{external('http://x.y/z')}?!"),
        ("http://localhost:80/x", external("http://localhost:80/x")),
        ("http://x.y/@foo", external("http://x.y/@foo")),
        ("[http://x.y z]{.patient}", f'<span data-for="patient">{external("http://x.y")} z</span>'),
        ("a@b.org", '<a href="mailto:a@b.org">a@b.org</a>'),
        ("a.b+c-d@f-g.org.", '<a href="mailto:a.b+c-d@f-g.org">a.b+c-d@f-g.org</a>.'),
        # "_" may be emphasis: rather no link than one to a part of the address.
        ("a_b@c.org", "a_b@c.org"),
        ("mailto:a@b.org", '<a href="mailto:a@b.org">mailto:a@b.org</a>'),
        ("<http://x.y>", external("http://x.y")),
        ("<a@b.org>", '<a href="mailto:a@b.org">a@b.org</a>'),
        ("xhttp://x.y", "xhttp://x.y"),
        ("http://", "http://"),
        ("http:/x.y", "http:/x.y"),
        ("http://a_b.org", "http://a_b.org"),
        ("www.", "www."),
        ("www x", "www x"),
        ("awww.x.org", "awww.x.org"),
        ("a@b", "a@b"),
        ("a@b.c-", "a@b.c-"),
        ("a@b.c_", "a@b.c_"),
        ("a@b@c.org", "a@b@c.org"),
        ("`http://x.y`", "<code>http://x.y</code>"),
        (r"http\://x.y", "http://x.y"),
        ("[http://x.y](http://z.y)", external("http://z.y", "http://x.y")),
    ],
)
def test_bare_addresses_are_links(text: str, expected: str) -> None:
    assert html(text) == f"<p>{expected}</p>\n"


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        ("![a *b*](c.png 'T')", '<img src="«content/articles/c.png»" alt="a b" title="T" loading="lazy">', []),
        ("![a](../images/c.png)", '<img src="«content/images/c.png»" alt="a" loading="lazy">', []),
        ("![](c.png)", '<img src="«content/articles/c.png»" alt="" loading="lazy">', ["LNK008"]),
        ('![a "b" <c>](d.png)', None, []),
        ("![a](http://x.y/z.png)", "a", ["LNK006"]),
        ("![a](//x.y/z.png)", "a", ["LNK006"]),
        ("![a](data:image/png;base64,x)", "a", ["LNK001"]),
        ("![a](/c.png)", "a", ["LNK001"]),
        ("![a](../../../c.png)", "a", ["LNK002"]),
        (
            "![see @a [@b; c] x@y](c.png)",
            '<img src="«content/articles/c.png»" alt="see @a [@b; c] x@y" loading="lazy">',
            [],
        ),
        ("![<b>](http://x.y/z.png)", "&lt;b&gt;", ["LNK006"]),
    ],
)
def test_pictures(text: str, expected: str | None, codes: list[str]) -> None:
    _, diagnostics = parsed(text)
    assert [fault.code for fault in diagnostics] == codes
    if expected is not None:
        assert html(text) == f"<p>{expected}</p>\n"


def test_a_description_is_escaped() -> None:
    assert 'alt="a &quot;b&quot; &lt;c&gt;"' in html('![a "b" <c>](d.png)')
