"""Sitemap and robots: pages that may be listed, each with the day of its last real change."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

from exported_site import BASE, Built

from dr_evidence_site.exports.paths import SITEMAP, sitemaps
from dr_evidence_site.exports.sitemap import robots, sitemap
from dr_evidence_site.model.listing import ListedPage, Listing

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"


def addresses(text: str) -> dict[str, str | None]:
    root = ElementTree.fromstring(text.encode())
    assert root.tag == f"{S}urlset"
    assert all(child.tag == f"{S}url" for child in root)
    return {url.findtext(f"{S}loc") or "": url.findtext(f"{S}lastmod") for url in root}


def test_pages_with_the_days_of_real_changes(built: Built) -> None:
    assert addresses(built.text("sitemap.xml")) == {
        BASE: "2026-03-02",
        f"{BASE}references.html": None,
        f"{BASE}people.html": None,
        f"{BASE}topics/bone-health.html": "2026-03-01",
        f"{BASE}topics/r-d.html": "2026-02-01",
        f"{BASE}about.html": "2026-01-05",
        f"{BASE}editorial-policy.html": None,
        f"{BASE}articles/approved.html": "2026-02-01",
        f"{BASE}articles/approved.fr.html": "2026-02-02",
    }


def test_what_is_listed_may_be_indexed_and_what_is_not_asks_not_to_be(built: Built) -> None:
    listed = {address.removeprefix(BASE) or "index.html" for address in addresses(built.text("sitemap.xml"))}
    for path in sorted(path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*.html")):
        page = built.page(path)
        robots_ = [meta.get("content") for meta in page.all("head/meta") if meta.get("name") == "robots"]
        assert (robots_ == ["noindex"]) == (path not in listed), path
        (canonical,) = [link.get("href") for link in page.all("head/link") if link.get("rel") == "canonical"]
        assert canonical == BASE + ("" if path == "index.html" else path)


def test_versions_in_other_languages_name_each_other(built: Built) -> None:
    root = ElementTree.fromstring(built.text("sitemap.xml").encode())
    found = {
        url.findtext(f"{S}loc"): [(link.get("hreflang"), link.get("href")) for link in url.findall(f"{X}link")]
        for url in root
        if url.findall(f"{X}link")
    }
    versions = [("en", f"{BASE}articles/approved.html"), ("fr", f"{BASE}articles/approved.fr.html")]
    assert found == {address: versions for _, address in versions}


def test_robots(built: Built, homeless: Built) -> None:
    assert built.text("robots.txt") == f"User-agent: *\nAllow: /\nSitemap: {BASE}sitemap.xml\n"
    assert homeless.text("robots.txt") == robots("") == "User-agent: *\nAllow: /\n"
    assert not (homeless.folder / "sitemap.xml").exists()


def test_a_sitemap_that_is_too_long_has_parts() -> None:
    day = dt.date(2026, 1, 1)
    listing = Listing("S", "", "", "en", BASE, (), tuple(ListedPage(f"p{n}.html", "P", day) for n in range(5)))
    files = sitemaps(5, 2)
    assert files == [SITEMAP, "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    index = ElementTree.fromstring(sitemap(listing, SITEMAP, 2).encode())
    assert [place.text for place in index.iter(f"{S}loc")] == [BASE + path for path in files[1:]]
    parts = [list(addresses(sitemap(listing, path, 2))) for path in files[1:]]
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [address for part in parts for address in part] == [f"{BASE}p{n}.html" for n in range(5)]
    assert sitemaps(2, 2) == [SITEMAP]
