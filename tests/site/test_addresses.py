"""Links are relative to the page they stand on."""

from __future__ import annotations

import pytest

from dr_evidence_site.site.addresses import anywhere, place


@pytest.mark.parametrize(
    ("path", "target", "fragment", "href"),
    [
        ("index.html", "articles/a.html", "", "articles/a.html"),
        ("articles/a.html", "articles/b.html", "", "../articles/b.html"),
        ("articles/a.html", "index.html", "", "../index.html"),
        ("articles/a.html", "articles/a.html", "harms", "#harms"),
        ("articles/a.html", "people.html", "person-ä", "../people.html#person-%C3%A4"),
        ("topics/ernährung.html", "topics/ernährung.html", "", "../topics/ern%C3%A4hrung.html"),
        ("index.html", 'articles/a"b.html', "", "articles/a%22b.html"),
    ],
)
def test_href(path: str, target: str, fragment: str, href: str) -> None:
    assert place(path).href(target, fragment) == href


@pytest.mark.parametrize(
    ("base", "href"),
    [
        ("https://example.org/", "/index.html"),
        ("https://example.org/evidence/", "/evidence/index.html"),
        ("", "index.html"),
    ],
)
def test_the_page_for_lost_readers_links_from_the_root_of_the_site(base: str, href: str) -> None:
    assert anywhere("404.html", base).href("index.html") == href
