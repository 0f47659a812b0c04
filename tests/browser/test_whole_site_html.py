"""The files of whole sites, without a browser: strict HTML, and every address and reference in them leads somewhere."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import special_site
import whole_site
from whole_site import MIRRORED, OWN, PROJECT, SPECIAL, Built

from html_tree import Tree

SITES = (OWN, SPECIAL, MIRRORED)
Whole = Mapping[str, Built]

IDREFS = (
    "for", "form", "list", "headers", "popovertarget", "commandfor", "itemref", "aria-labelledby", "aria-describedby",
    "aria-controls", "aria-owns", "aria-details", "aria-flowto", "aria-activedescendant", "aria-errormessage",
)  # fmt: skip
ADDRESSES = {
    "a": "href",
    "area": "href",
    "link": "href",
    "script": "src",
    "img": "src",
    "form": "action",
    "use": "href",
}

_TREES: dict[Path, Tree] = {}


def tree(place: Path) -> Tree:
    """The page, parsed strictly: an error of syntax raises."""
    if place not in _TREES:
        _TREES[place] = Tree.of(place)
    return _TREES[place]


def elements(site: Built) -> Iterator[tuple[str, Element]]:
    for path in site.pages():
        for element in tree(site.folder / path).root.iter():
            yield path, element


def said(site: Built) -> list[tuple[str, str]]:
    """Each code and file once; what is said of claims and wording has tests of its own."""
    return sorted({(code, path) for code, path in site.said if not code.startswith(("CLM", "WRD"))})


def test_the_program_says_of_the_sites_what_is_expected_and_nothing_else(whole: Whole) -> None:
    assert said(whole[OWN]) == []
    assert said(whole[SPECIAL]) == special_site.EXPECTED
    assert said(whole[MIRRORED]) == special_site.EXPECTED_MIRRORED


def test_the_special_site_has_every_kind_of_page(whole: Whole) -> None:
    """A template that no page of it uses is not tested."""
    made = set(whole[SPECIAL].pages())
    assert set(special_site.KINDS.values()) <= made
    templates = {path.name for path in (whole_site.ROOT / "templates").glob("*.html")} - {"base.html"}
    templates.remove("moved.html")  # leads on by itself: tests/browser/test_moved.py
    assert templates == {
        "article.html", "home.html", "topic.html", "references.html", "people.html", "standing.html", "search.html",
        "status.html", "404.html",
    }  # fmt: skip
    more = {"about.html", "topics/hostile.html", "topics/pain-sleep-x.html", "search.ar.html", "search.fr.html"}
    assert made == {*special_site.KINDS.values(), *more}


@pytest.mark.parametrize("name", SITES)
def test_every_page_is_strict_html_with_unique_ids_and_nothing_inline(whole: Whole, name: str) -> None:
    site = whole[name]
    for path in site.pages():
        page = tree(site.folder / path)
        ids = [element.get("id") for element in page.root.iter() if element.get("id") is not None]
        assert len(ids) == len(set(ids)), (path, sorted({i for i in ids if ids.count(i) > 1}))
        assert all(identifier and not re.search(r"\s", identifier) for identifier in ids), path
        assert len(page.all(".//h1")) == 1, path
        assert len(page.all(".//main")) == 1, path
        assert page.all(".//style") == [], path
        for element in page.root.iter():
            inline = [key for key in element.attrib if key == "style" or key.startswith("on") or key == "srcdoc"]
            assert inline == [], (path, element.tag, inline)
        for script in page.all(".//script"):
            if script.get("type") == "application/ld+json":
                assert isinstance(json.loads(script.text or ""), dict), path
            else:
                assert script.get("src") and not script.text, path


@pytest.mark.parametrize("name", SITES)
def test_every_page_has_a_title_a_language_and_a_policy_of_its_own(whole: Whole, name: str) -> None:
    site = whole[name]
    titles = {}
    for path in site.pages():
        page = tree(site.folder / path)
        title = page.one("head/title").text or ""
        assert title.strip(), path
        assert titles.setdefault(title, path) == path, title
        assert page.root.get("lang") and page.root.get("dir") in {"ltr", "rtl"}, path
        (policy,) = (m for m in page.all("head/meta") if m.get("http-equiv") == "Content-Security-Policy")
        words = policy.get("content") or ""
        assert words.startswith("default-src 'none'; ") and "unsafe-inline" not in words, path
        assert ("unsafe" in words) is path.startswith("search."), path


@pytest.mark.parametrize("name", SITES)
def test_references_within_a_page_lead_to_its_elements(whole: Whole, name: str) -> None:
    site = whole[name]
    ids = {path: {e.get("id") for e in tree(site.folder / path).root.iter()} for path in site.pages()}
    checked = 0
    for path, element in elements(site):
        for attribute in IDREFS:
            for word in (element.get(attribute) or "").split():
                assert word in ids[path], (path, element.tag, attribute, word)
                checked += 1
        if element.get("data-copy"):
            assert (element.get("data-copy") or "").lstrip("#") in ids[path], path
    assert checked > 50


def resolve(site: Built, page: str, address: str, base: str) -> str | None:
    """What is wrong with an address on a page; None when it leads out of the site or to something that is there."""
    if address.startswith("#"):
        known = any(e.get("id") == unquote(address[1:]) for e in tree(site.folder / page).root.iter())
        return None if known else f"no such anchor: {address}"
    target = urlsplit(urljoin(base, address))
    if f"{target.scheme}://{target.netloc}" != special_site.BASE_URL:
        return None if target.scheme in {"https", "http", "mailto", "data"} else f"scheme {target.scheme}"
    home = f"{PROJECT}/{site.name}/"
    if not target.path.startswith(home):
        return f"leaves the site: {target.path}"
    path = posixpath.normpath(unquote(target.path[len(home) :]) or "index.html")
    place = site.folder / ("index.html" if path == "." else path)
    if not place.is_file():
        return f"no such file: {path}"
    fragment = unquote(target.fragment)
    if fragment and place.suffix == ".html" and not any(e.get("id") == fragment for e in tree(place).root.iter()):
        return f"no such anchor: {path}#{fragment}"
    return None


def addresses(page: Tree) -> Iterator[tuple[str, str]]:
    for element in page.root.iter():
        value = element.get(ADDRESSES.get(str(element.tag), ""))
        if value is not None:
            yield str(element.tag), value
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield str(element.tag), candidate.split()[0]
        if element.tag == "meta" and (element.get("property") or "") in {"og:url", "og:image"}:
            yield "meta", element.get("content") or ""


@pytest.mark.parametrize("name", SITES)
def test_every_link_and_file_of_every_page_is_there(whole: Whole, name: str) -> None:
    site = whole[name]
    home = f"{special_site.BASE_URL}{PROJECT}/{site.name}/"
    faults, checked = [], 0
    for path in site.pages():
        for tag, address in addresses(tree(site.folder / path)):
            checked += 1
            fault = resolve(site, path, address, home + path)
            if fault:
                faults.append((path, tag, address, fault))
    assert faults == []
    assert checked > 300


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("lost", ["nowhere", "articles/nowhere.html", "a/b/c/d.html"])
def test_the_page_for_lost_readers_works_at_any_depth(whole: Whole, name: str, lost: str) -> None:
    site = whole[name]
    home = f"{special_site.BASE_URL}{PROJECT}/{site.name}/"
    page = tree(site.folder / "404.html")
    links = list(addresses(page))
    assert len(links) > 10
    assert [(a, f) for _, a in links if (f := resolve(site, "404.html", a, home + lost))] == []


@pytest.mark.parametrize("name", SITES)
def test_addresses_in_the_files_for_machines_lead_somewhere(whole: Whole, name: str) -> None:
    site = whole[name]
    found = []
    for file in ("sitemap.xml", "feed.xml", "robots.txt", "llms.txt", "articles.json"):
        place = site.folder / file
        if not place.is_file():
            continue
        if place.suffix == ".xml":
            ElementTree.parse(place)
        text = place.read_text(encoding="utf-8")
        found += re.findall(rf"{re.escape(special_site.BASE_URL)}[^\s\"<>)\]]*", text)
    assert [(a, f) for a in found if (f := resolve(site, "", a.replace("&amp;", "&"), a))] == []


@pytest.mark.parametrize("name", SITES)
def test_links_to_other_sites_give_away_no_page_and_open_no_window(whole: Whole, name: str) -> None:
    for path, element in elements(whole[name]):
        if element.tag == "a":
            assert element.get("target") is None, path
            assert element.get("ping") is None, path
        if element.tag == "meta" and element.get("name") == "referrer":
            assert element.get("content") in {"no-referrer", "same-origin", "strict-origin"}, path


def test_the_headers_of_the_host_agree_with_the_pages(whole: Whole) -> None:
    for name in SITES:
        site = whole[name]
        headers = whole_site.headers_for(site.folder, "/articles/any.html")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in whole_site.headers_for(site.folder, "/assets/theme.0123456789.css")["Cache-Control"]
        # Policies of all matching rules hold at once: two of them would forbid what one alone forbids.
        assert "," not in headers["Content-Security-Policy"]
