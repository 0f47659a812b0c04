"""Which web addresses a text links to, and where: as the page has them, and at the place of the link."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.model.article import Citation
from dr_evidence_site.parse import markdown
from dr_evidence_site.parse.markdown.web_links import web_links

AUDIENCES = ("patient", "clinician")


def found(text: str) -> list[tuple[str, int, int, int]]:
    links = web_links(text, path="a.md", first_line=1, audiences=AUDIENCES)
    return [(link.address, link.span.line, link.span.column, link.span.end_column) for link in links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [a](https://a.test/b#c).", [("https://a.test/b#c", 1, 5, 28)]),
        ("<http://a.test>", [("http://a.test", 1, 1, 16)]),
        ("Go to www.a.test now", [("http://www.a.test", 1, 7, 17)]),
        ("x\nhttps://a.test/ö?q=1&r=2, y", [("https://a.test/%C3%B6?q=1&r=2", 2, 1, 25)]),
        ("[a](HTTPS://A.test)", [("HTTPS://A.test", 1, 1, 20)]),
        ("[a](&#104;ttp://a.test)", [("http://a.test", 1, 1, 24)]),
        ("[a](http\\://a.test)", [("http://a.test", 1, 1, 20)]),
        ("[a][1] [1]\n\n[1]: https://a.test", [("https://a.test", 1, 1, 7), ("https://a.test", 1, 8, 11)]),
        ("## [a](https://a.test) b {.patient}", [("https://a.test", 1, 4, 23)]),
        ("| a | b |\n|--|--|\n| x | [c](https://a.test) |", [("https://a.test", 3, 7, 26)]),
        ("> - [c](https://a.test)", [("https://a.test", 1, 5, 24)]),
        ("::: patient\n[x [c](https://a.test)]{.patient}\n:::", [("https://a.test", 2, 4, 23)]),
        ("T [see [c](https://a.test) @moyer2013, also https://b.test/x].", [
            ("https://a.test", 1, 8, 27), ("https://b.test/x", 1, 45, 61),
        ]),
        ("[a](other.md) [b](mailto:a@b.test) a@b.test [c](ftp://a.test) [d](javascript:x)", []),
        ("`https://a.test` \\<https://a.test>", []),
        ("```\nhttps://a.test\n```", []),
        ("![a](https://a.test/b.png)", []),
        ("", []),
    ],
)  # fmt: skip
def test_addresses_and_places(text: str, expected: list[tuple[str, int, int, int]]) -> None:
    assert found(text) == expected


def test_lines_count_from_the_top_of_the_file() -> None:
    (link,) = web_links("a\r\n\r\nhttps://a.test", path="a.md", first_line=7, audiences=())
    assert (link.span.path, link.span.line) == ("a.md", 9)


_PIECES = st.sampled_from([
    "https://a.test", "[a](http://b.test/)", "www.c.test", "[@k, see https://d.test]", "[p http://e.test @k]",
    "<https://f.test>", "[g][1]", "\n[1]: https://h.test\n", "@k [p. 3 https://i.test]", "text", " ", "\n\n",
    "## ", "> ", "- ", "| ", "\n|--|\n", "::: patient\n", "\n:::\n", "]{.patient}", "`", "[", "](", ")", "*", "!", "&", "\\",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map("".join))
@settings(max_examples=150, deadline=None)
def test_they_are_those_of_the_page_and_lie_in_the_file(text: str) -> None:
    parts = markdown.body(text, path="a.md", first_line=1, audiences=AUDIENCES)[0].parts
    html = "".join(
        "".join(item.prefix + item.suffix for item in part.items) if isinstance(part, Citation) else str(part)
        for part in parts
        if isinstance(part, str | Citation)
    )
    shown = [unescape(address) for address in re.findall(r'<a href="([^"]*)" rel="external"', html)]
    links = web_links(text, path="a.md", first_line=1, audiences=AUDIENCES)
    assert sorted(link.address for link in links) == sorted(shown)
    lines = text.split("\n")
    for link in links:
        assert 1 <= link.span.line <= len(lines)
        assert 1 <= link.span.column <= len(lines[link.span.line - 1]) + 1
