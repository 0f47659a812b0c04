"""Searching in a real browser: what is found, by whom, and that nothing leaves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import whole_site
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dr_evidence_site.build.report import Options
from dr_evidence_site.build.run import build
from dr_evidence_site.diagnostics import Severity

ARTICLE = """\
---
title: {title}
question: {question}
status: {status}
updated: 2026-01-{day:02}
audience: clinician
topics: [{topics}]
{more}
---
{body}
"""


def article(
    title: str, body: str, *, question: str = "", status: str = "submitted", topics: str = "general", day: int = 10, more: str = ""
) -> str:  # fmt: skip
    return ARTICLE.format(
        title=title, question=question or f"What of {title}?", status=status, topics=topics, day=day, more=more, body=body
    )  # fmt: skip


LIBRARY = (
    "@book{one2001, author = {One, Ann}, title = {A book}, publisher = {Press}, location = {London}, date = {2001}}\n"
)
APPROVED = "review: [{status: approved, date: 2026-02-01, by: example-reviewer}]"

FILES = {
    "site.yaml": "title: Searched\nbase_url: https://evidence.example.org/\n"
    "follow_up: {label: Write to us, url: 'mailto:evidence@example.org'}\nchecks: {REV007: ignore}\n",
    "references/library.bib": LIBRARY,
    "content/people.yaml": "example-reviewer: {name: Example Reviewer, roles: [reviewer], credentials: MD}\n",
    "content/pages/about.md": "---\ntitle: About us\n---\nThis place is about zonkeys.\n",
    "content/articles/stones.md": article(
        "Kidney stones",
        """\
Everyone reads of wombats. Vitamin C was not tested.

## Harms [of quokkas]{.patient}[of numbats]{.clinician}

Rare in both [@one2001].

::: patient
Drink enough water, as echidnas do.
:::

::: clinician
Thiazides are discussed, as are bettongs.
:::

## Amounts

| Who | How much |
|---|---|
| adults | [two bilbies]{.patient}[two potoroos]{.clinician} |

::: clinician
## For specialists

Nothing but quolls.
:::
""",
        question="Does water prevent kidney stones?",
        topics="kidneys, water",
    ),
    "content/articles/ears.md": article(
        "Ear infection",
        """\
Most ear infections in children get better without antibiotics.

## When to treat

Antibiotics help children under two with both ears infected [@one2001].

## Pain

Paracetamol lowers pain.
""",
        question="Do children with an ear infection need antibiotics?",
        topics="children",
        status="approved",
        more=APPROVED,
    ),
    "content/articles/bones.md": article(
        "Bones", "Vitamin D and calcium, and wombats.\n\n## Dose\n\nToo much causes kidney trouble.", topics="bones, water"
    ),
    "content/articles/gone.md": article(
        "Gone", "Platypuses and wombats.", status="withdrawn", more="review: [{status: withdrawn, date: 2026-02-01, by: example-reviewer}]"
    ),
    "content/articles/ears.fr.md": article(
        "Otite", "La plupart des otites guérissent sans antibiotiques.\n\n## Traitement\n\nLes antibiotiques aident les enfants de moins de deux ans.",
        question="Les enfants ont-ils besoin d’antibiotiques ?", topics="children", more="lang: fr",
    ),
    "content/articles/ears.ar.md": article(
        "التهاب الأذن", "معظم التهابات الأذن تتحسن من دون مضادات حيوية.\n\n## الألم\n\nالباراسيتامول يخفف الألم.",
        question="هل يحتاج الأطفال إلى المضادات الحيوية؟", topics="children", more="lang: ar",
    ),
    **{
        f"content/articles/many-{number:02}.md": article(f"Many {number}", "Marsupials everywhere.", day=1 + number)
        for number in range(13)
    },
}  # fmt: skip

PATIENT_ONLY = ("quokkas", "echidnas", "bilbies")
CLINICIAN_ONLY = ("numbats", "bettongs", "potoroos", "quolls", "thiazides")


def lay_down(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parent of the built site, which lies under a project path."""
    parent = tmp_path_factory.mktemp("search")
    sources = lay_down(parent / "sources", FILES)
    report = build(Options(sources, dt.date(2026, 6, 1)), parent / "www/project/searched")
    assert not report.failed(Severity.ERROR), report.diagnostics
    return parent


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with whole_site.served(place) as origin:
        yield f"{origin}/project/searched/"


class Visit:
    """A fresh browser profile, with all that it asked for and complained of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.set_default_timeout(20_000)
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective));"
        )
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = context.new_page()
        self.address = address

    def search(self, words: str = "", *, audience: str = "patient", page: str = "search.html", **told: str) -> Page:
        told = {"q": words, **told} if words else told
        fragment = "&".join(f"{key}={quote(value)}" for key, value in told.items())
        place = f"{self.address}{page}?audience={audience}"
        if self.page.url.startswith(f"{place}#"):
            clear = "document.getElementById('search-status').textContent = ''"
            self.page.evaluate(f"fragment => {{ {clear}; location.hash = fragment; }}", fragment)
        else:
            self.page.goto(f"{place}#{fragment}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait for the search to be over."""
        status = self.page.locator("#search-status")
        expect(status).not_to_have_text("")
        expect(status).not_to_have_text("Searching …")

    def questions(self) -> list[str]:
        return self.page.locator(".search-result h3").all_inner_texts()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    made: list[tuple[BrowserContext, Visit]] = []

    def visit_(**options: object) -> Visit:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        made.append((context, Visit(context, address)))
        return made[-1][1]

    yield visit_
    for context, seen in made:
        context.close()
        assert seen.complaints == []
        assert [url for url in seen.asked if not url.startswith((address, "about:"))] == []


WATER = "Does water prevent kidney stones?"
EARS = "Do children with an ear infection need antibiotics?"


def test_a_search_leads_to_the_passage_by_its_heading(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.search("paracetamol")
    assert seen.questions() == [EARS]
    result = page.locator(".search-result")
    assert result.locator("[data-status]").all_inner_texts() == ["Approved"]
    assert "10 January 2026" in result.locator(".card-facts").inner_text()
    assert result.locator(".search-heading").all_inner_texts() == ["Pain"]
    assert result.locator(".search-passage").all_inner_texts() == ["Paracetamol lowers pain."]
    assert result.locator("mark").all_inner_texts() == ["Paracetamol"]
    assert page.locator("#search-status").inner_text() == "Pages found: 1."
    result.locator(".search-heading a").click()
    page.wait_for_url("**/articles/ears.html?audience=patient#pain")
    page.go_back()
    seen.settle()
    assert seen.questions() == [EARS], "the words stay in the address"
    page.get_by_role("link", name="Sources of this page").click()
    page.wait_for_url("**/articles/ears.html?audience=patient#page-references")


def test_words_for_one_audience_are_not_found_or_shown_by_the_other(visit: Callable[..., Visit]) -> None:
    seen = visit()
    for audience, own, others in (
        ("patient", PATIENT_ONLY, CLINICIAN_ONLY),
        ("clinician", CLINICIAN_ONLY, PATIENT_ONLY),
    ):
        for word in own:
            seen.search(word, audience=audience)
            assert seen.questions() == [WATER], (audience, word)
        for word in others:
            page = seen.search(word, audience=audience)
            assert seen.questions() == [], (audience, word)
            assert page.locator("#search-status").inner_text().startswith("Nothing was found.")
        shown = ""
        for word in ("harms", "amounts", "adults two", "rare", "wombats", "kidney stones", f"{own[0]} {others[0]}"):
            shown += seen.search(word, audience=audience).locator("#search-results").inner_text().lower()
        assert own[0] in shown
        assert not [word for word in others if word in shown]


def test_the_choice_of_audience_changes_the_results_at_once(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.search("bettongs")
    assert seen.questions() == []
    page.get_by_label("Health professional").check()
    expect(page.locator(".search-result h3")).to_have_text([WATER])
    assert "audience=clinician" in (page.locator(".search-result h3 a").get_attribute("href") or "")
    page.get_by_label("Patient or carer").check()
    expect(page.locator(".search-result")).to_have_count(0)


def test_results_are_narrowed_by_topic_and_by_review_status(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.search("kidney")
    assert sorted(seen.questions()) == sorted([WATER, "What of Bones?"])
    page.get_by_label("Topic", exact=True).select_option("bones")
    expect(page.locator(".search-result h3")).to_have_text(["What of Bones?"])
    assert "topic=bones" in page.url
    page.get_by_label("Review status").select_option("approved")
    expect(page.locator("#search-status")).to_contain_text("Nothing was found.")
    page.get_by_label("Topic", exact=True).select_option("")
    expect(page.locator("#search-status")).to_contain_text("Nothing was found.")
    page.get_by_label("Review status").select_option("submitted")
    expect(page.locator(".search-result")).to_have_count(2)
    page.reload()
    expect(page.get_by_label("Review status")).to_have_value("submitted")
    expect(page.locator(".search-result")).to_have_count(2)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("platypuses", []),
        ("wombats", ["What of Bones?", WATER]),
        ("zonkeys", ["About us"]),
        ("vitamin calcium", ["What of Bones?"]),
        ("ANTIBIOTIC", [EARS]),
        ('"ear infections in children"', [EARS]),
        ('"children in ear infections"', []),
        ("wombatsandmore", []),
    ],
)
def test_what_is_found(visit: Callable[..., Visit], words: str, found: list[str]) -> None:
    seen = visit()
    seen.search(words)
    assert sorted(seen.questions()) == sorted(found)


def test_a_standing_page_has_no_review_status_and_no_sources(visit: Callable[..., Visit]) -> None:
    result = visit().search("zonkeys").locator(".search-result")
    assert result.locator("h3 a").get_attribute("href") == "about.html?audience=patient"
    assert result.locator(".status, .search-sources, time").count() == 0


def test_a_whole_question_finds_passages_that_have_some_of_its_words(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.search(question="My child has a bad ear infection, should we ask for antibiotics?", **{"from": "bones"})
    assert seen.questions() == [EARS]
    assert page.locator(".search-heading").all_inner_texts() == ["When to treat"]
    assert "They are not an answer to your own case." in page.locator("#search-status").inner_text()
    assert page.get_by_role("link", name="Write to us").first.is_visible()
    assert page.get_by_text("Please do not send personal health details.").is_visible()
    page.get_by_role("link", name="Back to the article").click()
    page.wait_for_url("**/articles/bones.html")


def test_a_question_is_asked_on_the_page_of_an_article(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.page
    page.goto(f"{seen.address}articles/bones.html")
    page.get_by_label("Ask it in your own words").fill("Does drinking water prevent stones in the kidney?")
    page.get_by_role("button", name="Find passages").click()
    seen.settle()
    assert seen.questions()[0] == WATER
    assert page.get_by_label("What would you like to know?").input_value().startswith("Does drinking")


def test_the_field_in_the_header_searches_from_every_depth_and_tells_no_server(visit: Callable[..., Visit]) -> None:
    seen = visit(viewport={"width": 1280, "height": 900})
    page = seen.page
    for path in ("index.html", "articles/bones.html", "topics/bones.html"):
        page.goto(seen.address + path)
        page.get_by_label("Search this site").fill("paracetamol & pain #1")
        page.keyboard.press("Enter")
        seen.settle()
        assert seen.questions() == [EARS]
        assert page.get_by_label("What would you like to know?").input_value() == "paracetamol & pain #1"
        assert page.get_by_label("Search this site").count() == 0
    assert not [url for url in seen.asked if "paracetamol" in url.split("#")[0]]


def test_only_the_search_page_asks_for_more_than_a_page_does(visit: Callable[..., Visit]) -> None:
    seen = visit()
    seen.page.goto(f"{seen.address}articles/bones.html")
    seen.page.wait_for_load_state("networkidle")
    assert not [url for url in seen.asked if "pagefind" in url or "/search." in url]
    seen.page.goto(f"{seen.address}search.html")
    seen.page.wait_for_load_state("networkidle")
    assert not [url for url in seen.asked if "pagefind" in url], "nothing is fetched before a search"


def test_more_results_come_at_a_button_with_the_keyboard_following(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.search("marsupials")
    assert page.locator("#search-status").inner_text() == "Pages found: 13."
    assert len(seen.questions()) == 10
    page.get_by_role("button", name="Show more results").press("Enter")
    expect(page.locator(".search-result")).to_have_count(13)
    assert not page.get_by_role("button", name="Show more results").is_visible()
    assert page.evaluate("[...document.querySelectorAll('.search-result a')].indexOf(document.activeElement)") == 10


def test_searching_works_by_keyboard_alone_and_is_announced(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.page
    page.goto(f"{seen.address}search.html")
    page.get_by_label("What would you like to know?").focus()
    page.keyboard.type("paracetamol")
    page.keyboard.press("Enter")
    seen.settle()
    assert page.locator("#search-status").get_attribute("role") == "status"
    assert page.evaluate("document.activeElement.id") == "search-words"
    page.keyboard.press("Tab")  # button
    for _ in range(2):
        page.keyboard.press("Tab")  # filters
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == EARS


def test_nothing_found_offers_topics_and_the_contact(visit: Callable[..., Visit]) -> None:
    page = visit().search("xylophones")
    assert page.get_by_role("navigation", name="Topics").get_by_role("link", name="bones").is_visible()
    assert page.get_by_role("link", name="Write to us").first.is_visible()


def test_a_search_that_cannot_be_started_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/pagefind.js", lambda route: route.abort())
    page.goto(f"{address}search.html#q=wombats")
    expect(page.locator("#search-status")).to_contain_text("The search could not be started.")
    assert page.get_by_role("navigation", name="Topics").is_visible()
    context.close()


def test_without_a_script_there_are_topics_and_questions_and_no_dead_field(visit: Callable[..., Visit]) -> None:
    seen = visit(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = seen.page
    for path in ("index.html", "articles/bones.html"):
        page.goto(seen.address + path)
        assert page.locator("form:visible").count() == 0
    page.locator(".site-nav").get_by_role("link", name="Search").click()
    assert page.locator("form:visible").count() == 0
    assert page.get_by_text("Search needs JavaScript").is_visible()
    assert page.get_by_role("link", name=EARS).is_visible()


def test_from_a_file_the_page_says_that_it_needs_a_server(browser: Browser, place: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((place / "www/project/searched/search.html").as_uri() + "#q=wombats")
    expect(page.locator("#search-status")).to_contain_text("served by a web server")
    assert page.locator("main form").count() == 0
    assert page.get_by_role("link", name=EARS).is_visible()
    context.close()


@pytest.mark.parametrize(
    ("page_name", "words", "question", "direction", "date"),
    [
        ("search.fr.html", "antibiotique", "Les enfants ont-ils besoin d’antibiotiques ?", "ltr", "10 janvier 2026"),
        ("search.ar.html", "الباراسيتامول", "هل يحتاج الأطفال إلى المضادات الحيوية؟", "rtl", "10 يناير 2026"),
    ],
)
def test_each_language_is_searched_on_its_own_page(
    visit: Callable[..., Visit], page_name: str, words: str, question: str, direction: str, date: str
) -> None:
    seen = visit()
    page = seen.page
    page.goto(f"{seen.address}{page_name}?audience=patient#q={quote(words)}")
    expect(page.locator(".search-result h3")).to_have_text([question])
    assert page.locator("html").get_attribute("dir") == direction
    assert date in page.locator(".search-result time").inner_text()
    link = page.locator(".languages").get_by_role("link", name="English")
    assert link.get_attribute("href") == "search.html"
    page.goto(f"{seen.address}articles/ears.{page_name.split('.')[1]}.html")
    assert (page.locator(".site-nav-search a").get_attribute("href") or "").endswith(page_name)


def test_a_french_word_is_not_found_among_english_texts(visit: Callable[..., Visit]) -> None:
    seen = visit()
    seen.search("guérissent")
    assert seen.questions() == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(visit: Callable[..., Visit], width: int) -> None:
    seen = visit(viewport={"width": width, "height": 700})
    page = seen.search("kidney")
    for path in ("", "articles/bones.html"):
        if path:
            page.goto(seen.address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_field_in_the_header_stands_there_before_the_script_does(browser: Browser, address: str) -> None:
    boxes = []
    for blocked in ("**/page.*.js", "**/nothing"):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.route(blocked, lambda route: route.abort())
        page.goto(f"{address}articles/bones.html")
        boxes.append(
            [page.locator(name).bounding_box() for name in (".site-header", ".site-search", ".site-search input")]
        )
        context.close()
    assert boxes[0] == boxes[1]
    assert None not in boxes[0]
