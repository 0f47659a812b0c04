"""The feed: valid Atom (RFC 4287), approved articles only, and nothing in it that a reader could run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
import pytest
from exported_site import BASE, FILES, Built, build_site
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.exports import xml
from dr_evidence_site.exports.feed import feed
from dr_evidence_site.exports.paths import LONGEST_FEED
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.listing import ListedArticle, Listing

ATOM = "{http://www.w3.org/2005/Atom}"
_ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
_AT_MOST_ONCE = {
    "feed": ("subtitle", "generator", "icon", "logo", "rights"),
    "entry": ("summary", "content", "published", "rights", "source"),
}
_MANY = {"author", "category", "contributor", "link"}


def assert_is_atom(text: str) -> Element:
    """What RFC 4287 asks of a feed (sections 4.1.1, 4.1.2 and those of the elements)."""
    root = ElementTree.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        kind = element.tag.removeprefix(ATOM)
        names = [child.tag.removeprefix(ATOM) for child in element]
        assert set(names) <= {*_ONCE[kind], *_AT_MOST_ONCE[kind], *_MANY, "entry"}
        assert all(names.count(name) == 1 for name in _ONCE[kind])
        assert all(names.count(name) <= 1 for name in _AT_MOST_ONCE[kind])
        assert "author" in names or root.find(f"{ATOM}author") is not None
        links = [
            (link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        assert len(links) == len(set(links))
        if kind == "entry":
            assert "content" in names or any(rel == "alternate" for rel, _, _ in links)
        for name in ("id", "updated", "published"):
            for found in element.findall(f"{ATOM}{name}"):
                assert found.text
                if name == "id":
                    assert urlsplit(found.text).scheme and urlsplit(found.text).netloc
                else:
                    assert dt.datetime.fromisoformat(found.text.replace("Z", "+00:00")).tzinfo
        for author in element.findall(f"{ATOM}author"):
            assert [child.tag for child in author][:1] == [f"{ATOM}name"] and author[0].text
        for text_ in element.findall(f"{ATOM}title") + element.findall(f"{ATOM}summary"):
            assert text_.get("type", "text") in ("text", "html") and len(text_) == 0
    identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(identities) == len(set(identities))
    return root


def test_the_feed_is_valid_and_has_what_is_approved(built: Built) -> None:
    root = assert_is_atom(built.text("feed.xml"))
    assert root.findtext(f"{ATOM}title") == "Evidence & <summaries>"
    assert root.findtext(f"{ATOM}updated") == "2026-02-02T00:00:00Z"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "self": f"{BASE}feed.xml",
        "alternate": BASE,
    }
    assert [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")] == [
        f"{BASE}articles/approved.fr.html",
        f"{BASE}articles/approved.html",
    ]


def test_an_entry(built: Built) -> None:
    entry = assert_is_atom(built.text("feed.xml")).findall(f"{ATOM}entry")[1]
    assert entry.findtext(f"{ATOM}title") == "Vitamin D & <bones>"
    assert entry.findtext(f"{ATOM}published") == entry.findtext(f"{ATOM}updated") == "2026-02-01T00:00:00Z"
    assert [name.text for name in entry.findall(f"{ATOM}author/{ATOM}name")] == ["Jane van der Lee"]
    assert [term.get("term") for term in entry.findall(f"{ATOM}category")] == ["bone health", "R&D"]
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_the_summary_is_the_question_and_the_bottom_line_for_readers_who_have_not_chosen(built: Built) -> None:
    summary = assert_is_atom(built.text("feed.xml")).findall(f"{ATOM}entry/{ATOM}summary")[1]
    assert summary.get("type") == "html"
    fragment = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(summary.text)
    words = " ".join("".join(fragment.itertext()).split())
    assert words == (
        'Does vitamin D prevent "fractures"? It does not, see about and harms [1]. Numbers <checked> & found right.'
    )
    assert "HR 0.98" not in words
    links = [link.get("href") for link in fragment.iter("a")]
    assert links == [f"{BASE}about.html", f"{BASE}articles/approved.html#harms", f"{BASE}articles/approved.html#ref-1"]
    assert not [element for element in fragment.iter() if element.tag in ("script", "style", "iframe")]


def test_without_a_base_address_there_is_no_feed(homeless: Built) -> None:
    assert not (homeless.folder / "feed.xml").exists()
    assert "application/atom+xml" not in homeless.text("index.html")


def test_before_the_first_approval_there_is_no_feed(tmp_path: Path) -> None:
    files = {path: text for path, text in FILES.items() if "approved" not in path and "withdrawn" not in path}
    pending = files["content/articles/pending.md"].replace("(approved.md#harms)", "(bare.md)")
    site = build_site(tmp_path, files, **{"content/articles/pending.md": pending})
    assert not (site.folder / "feed.xml").exists()
    assert all("application/atom+xml" not in site.text(f"{path}.html") for path in ("index", "articles/bare"))


def test_every_page_leads_to_the_feed(built: Built) -> None:
    for path in ("index.html", "articles/pending.html", "topics/bone-health.html"):
        (link,) = [e for e in built.page(path).all("head/link") if e.get("type") == "application/atom+xml"]
        assert (built.folder / path).parent.joinpath(link.get("href") or "").resolve() == built.folder / "feed.xml"


def listed(number: int, title: str = "A title", question: str = "", note: str = "") -> ListedArticle:
    day = dt.date(2020, 1, 1) + dt.timedelta(number)
    return ListedArticle(
        f"a{number}", f"articles/a{number}.html", title, question, ReviewStatus.APPROVED, "en", day, day, day, day, None,
        topics=(title,), authors=(title,), note=note,
    )  # fmt: skip


def test_a_long_list_is_cut_to_the_newest() -> None:
    listing = Listing("S", "", "", "en", BASE, tuple(listed(number) for number in range(LONGEST_FEED + 5)))
    root = assert_is_atom(feed(listing, lambda slug: ""))
    found = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert found == [f"{BASE}articles/a{number}.html" for number in range(LONGEST_FEED + 4, 4, -1)]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_gives_well_formed_xml(title: str, other: str) -> None:
    listing = Listing(title, other, "", "en", BASE, (listed(1, title or "x", other, other),))
    text = feed(listing, lambda slug: f"<p>{title}</p>").encode("utf-8", "replace")
    ElementTree.fromstring(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\0b\x08\ud800\ufffe\uffff", "ab"),
        ("a\tb\nc", "a\tb\nc"),
        ("<&>", "&lt;&amp;&gt;"),
        ("]]>", "]]&gt;"),
        ("😀", "😀"),
    ],
)
def test_characters_that_xml_cannot_hold_are_dropped(text: str, expected: str) -> None:
    assert xml.text(text) == expected
