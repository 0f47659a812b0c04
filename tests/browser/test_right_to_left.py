"""An Arabic translation on an English site, in a browser: its words, its layout, and what keeps its own direction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dr_evidence_site.build import Options, build
from sites import LIBRARY, PEOPLE, TODAY

FRONT = (
    "status: submitted\nupdated: 2026-01-10\naudience: clinician\nauthors: [example-author]\nsearch_date: 2025-12-31\n"
)
ENGLISH = f"---\ntitle: Vitamin D\nquestion: Does it help?\n{FRONT}---\nText [@moyer2013].\n"
MORE = "".join(
    f"@book{{more{n}, author = {{More, Ann}}, title = {{Book {n}}}, publisher = {{P}}, date = {{2000}}}}\n"
    for n in (1, 2)
)
ARABIC = f"""\
---
title: فيتامين د وصحة العظام
question: ما فوائد فيتامين د لصحة العظام؟
{FRONT}topics: [صحة العظام]
---

::: bottom-line
لا يمنع فيتامين د وحده كسور العظام [@moyer2013].
:::

## الأضرار

زادت حصى الكلى [@moyer2013; @third2001; @more1; @more2] و [انظر @jackson2006, pp. 669-683]، كما قال @jackson2006.

| النتيجة | العدد |
|---|---|
| كسور | 12 |

::: caution
اسأل طبيبك أولًا. `HR 1.17`
:::
"""
NAMES = {"Vancouver", "AMA", "BibTeX", "RIS", "CSL-JSON", "CSL", "JSON", "Markdown", "Example", "Author"}


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    root = tmp_path_factory.mktemp("arabic")
    files = {
        "site.yaml": "base_url: https://evidence.example.org/\nsearch: false\n",
        "references/library.bib": LIBRARY + MORE,
        "content/people.yaml": PEOPLE,
        "content/articles/d.md": ENGLISH,
        "content/articles/d.ar.md": ARABIC,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    report = build(Options(root, TODAY, jobs=1, remember=False), root / "build")
    assert report.summary is not None, report.diagnostics
    return root / "build"


@pytest.fixture
def article(browser: Browser, arabic: Path) -> Iterator[Callable[..., Page]]:
    """Open the translation, or another page, in a window of the given width."""
    contexts = []

    def open_(width: int = 1280, path: str = "articles/d.ar.html") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto((arabic / path).as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def test_the_page_says_its_language_and_direction(article: Callable[..., Page]) -> None:
    page = article()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_every_word_of_the_interface_is_arabic(article: Callable[..., Page]) -> None:
    """What is left in Latin letters are names, and words that say themselves that they are in another language."""
    page = article()
    found = page.evaluate("""() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const foreign = '.source, .prose, .cite, .print-only bdi, pre, code, script, [lang]:not(html, [lang=ar])';
        const words = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode())
            if (!node.parentElement.closest(foreign)) words.push(node.textContent);
        for (const e of document.querySelectorAll('[aria-label], [title], [data-announce], [placeholder]'))
            if (!e.closest('[lang]:not(html, [lang=ar])'))
                for (const name of ['aria-label', 'title', 'data-announce', 'placeholder'])
                    words.push(e.getAttribute(name) || '');
        return words;
    }""")
    latin = {word for text in found for word in re.findall(r"[A-Za-z][A-Za-z-]+", text)}
    assert latin <= NAMES
    assert "المراجع" in page.locator("#page-references").inner_text()
    assert "10 يناير 2026" in page.locator(".facts").inner_text()


def test_words_of_the_site_that_are_not_arabic_are_marked(article: Callable[..., Page]) -> None:
    page = article()
    assert page.locator(".languages [lang=en]").inner_text() == "English"
    # A site without words of its own has them in Arabic, too.
    assert page.locator(".disclaimer[lang]").count() == 0
    assert "للتثقيف العام فقط" in page.locator(".disclaimer:visible").inner_text()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_layout_is_mirrored_and_nothing_runs_over_the_edge(article: Callable[..., Page], width: int) -> None:
    page, english = article(width), article(width, "articles/d.html")
    for one in (page, english):
        assert one.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert one.evaluate("scrollX") == 0

    def at_the_start(one: Page, selector: str, *, right: bool) -> bool:
        box = one.locator(selector).first.bounding_box()
        assert box
        return (width - box["x"] - box["width"] if right else box["x"]) < width / 4

    for selector in ("h1", ".site-title", "#page-references"):
        assert at_the_start(page, selector, right=True), selector
        assert at_the_start(english, selector, right=False), selector
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") in ("start", "right")


def test_the_numbers_of_a_citation_are_read_from_left_to_right(article: Callable[..., Page]) -> None:
    page = article()
    (plain,) = [c for c in page.locator("[id^=cite-]").all() if c.inner_text() == "[1–4]"]
    first, last = (link.bounding_box() for link in plain.locator("a").all())
    assert first and last
    assert first["x"] < last["x"]
    opening = plain.evaluate("""e => {
        const range = document.createRange();
        range.setStart(e.firstChild, 0);
        range.setEnd(e.firstChild, 1);
        return range.getBoundingClientRect().x;
    }""")
    assert opening < first["x"]


def test_a_citation_with_words_has_the_direction_of_its_words(article: Callable[..., Page]) -> None:
    page = article()
    (noted,) = [c for c in page.locator("[id^=cite-]").all() if "669" in c.inner_text()]
    assert noted.inner_text() == "[انظر 5, ص 669–683]"
    box, link = noted.bounding_box(), noted.locator("a").bounding_box()
    assert box and link
    assert link["x"] > box["x"] + box["width"] / 4
    assert "Jackson وآخرون" in page.locator(".prose").inner_text()


def test_references_and_code_keep_their_own_direction(article: Callable[..., Page]) -> None:
    page = article()
    sources = page.locator(".reference-list .source").all()
    assert len(sources) == 5
    assert {source.evaluate("e => getComputedStyle(e).direction") for source in sources} == {"ltr"}
    assert page.locator(".prose code").evaluate("e => getComputedStyle(e).direction") == "ltr"
    anchors = page.locator(".reference-list ol:not([start], [reversed]) > li").evaluate_all(
        "all => all.map((e) => e.id)"
    )
    assert anchors == [f"ref-{number}" for number in range(1, 6)]


def test_readers_go_from_one_language_to_the_other_and_back(article: Callable[..., Page]) -> None:
    page = article()
    page.get_by_role("link", name="English").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="العربية").click()
    assert page.evaluate("document.documentElement.lang") == "ar"


def test_a_list_shows_foreign_titles_in_their_own_direction(article: Callable[..., Page]) -> None:
    page = article(path="references.html")
    label = page.locator(".cited-by a[lang=ar]").first
    assert label.inner_text() == "فيتامين د وصحة العظام"
    assert label.evaluate("e => getComputedStyle(e).direction") == "rtl"
