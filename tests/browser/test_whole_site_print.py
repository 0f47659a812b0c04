"""The printed page, as text of a PDF: what it must say, for the chosen audience and for no other."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import page_probes
import pypdf
import pytest
from playwright.sync_api import Page
from special_site import KINDS, LONG_ADDRESS
from whole_site import OWN

Visit = Callable[..., Page]


def printed(page: Page, paper: str = "A4") -> str:
    """The text of the printed page with white space taken out: lines may break anywhere in an address."""
    file = pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))
    return re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in file.pages))


def says(text: str, words: str) -> bool:
    return re.sub(r"\s+", "", words) in text


OTHER = {"patient": "clinician", "clinician": "patient"}
LABELS = {"patient": "Patient or carer", "clinician": "Health professional"}
DISCLAIMERS = {"patient": "Disclaimer for example patients.", "clinician": "Disclaimer for example professionals."}


@pytest.mark.parametrize(("audience", "paper"), [("patient", "A4"), ("clinician", "Letter")])
def test_print_has_all_of_the_chosen_version_and_nothing_of_the_other(visit: Visit, audience: str, paper: str) -> None:
    page = visit(KINDS["article approved"])
    page_probes.audience(page, audience)
    text = printed(page, paper)
    for words in (
        "Example treatment",
        "Educational purpose only.",
        "Approved",
        "1 February 2026",  # approved on
        "10 January 2026",  # updated on
        "1 January 2099",  # due
        "31 December 2025",  # searched up to
        "Example Reviewer <i>",
        LABELS[audience],
        DISCLAIMERS[audience],
        f"For example {audience}s",
        "Editorial policy",
        "made-up trial 30 <b>& more",
        "10.5555/example.of.a.rather.long.identifier.0001",
        LONG_ADDRESS,
        "Retracted",
        "Retracted in 2016: the data could not be shown.",
    ):
        assert says(text, words), words
    for words in (DISCLAIMERS[OTHER[audience]], f"Example {OTHER[audience]}s", f"For example {OTHER[audience]}s"):
        assert not says(text, words), words
    for words in ("Skip to main content", "On this page", "Which best describes you?", "Copy"):
        assert not says(text, words), words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("article under review", "Human review is pending"),
        ("article withdrawn", "This page has been withdrawn."),
        ("article overdue", "Review overdue."),
        ("article plain", "Human review is pending"),
    ],
)
def test_print_says_how_far_the_review_has_come(visit: Visit, kind: str, words: str) -> None:
    assert says(printed(visit(KINDS[kind])), words)


def test_print_is_light_even_where_the_screen_is_dark(visit: Visit) -> None:
    page = visit(KINDS["article approved"], color_scheme="dark")
    page.evaluate("document.querySelector('#theme-dark')?.click()")
    page.emulate_media(media="print")
    assert page_probes.text_contrast(page) == []
    assert page.evaluate(
        """() => {
          const probe = new OffscreenCanvas(1, 1).getContext('2d');
          probe.fillStyle = getComputedStyle(document.querySelector('main p')).color;
          probe.fillRect(0, 0, 1, 1);
          return Math.max(...[...probe.getImageData(0, 0, 1, 1).data].slice(0, 3)) < 100;
        }"""
    )


def test_the_longest_article_of_this_repository_prints_whole(visit: Visit) -> None:
    page = visit("articles/vitamin-d3-k2-bone.html", OWN)
    references = page.locator(".reference-list > ol > li").count()
    assert references > 20
    text = printed(page)
    for number in range(1, references + 1):
        source = page.locator(f"#ref-{number}").evaluate(
            "(e) => [...e.childNodes].filter((n) => n.localName !== 'small').map((n) => n.textContent).join('')"
        )
        assert len(source) > 40 and says(text, source), source
    # Folded parts of the text are printed, too.
    heading = page.locator(".prose h2").last.inner_text()
    assert says(text, heading)
