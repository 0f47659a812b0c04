"""Each thing that a page or a diagnostic depends on is changed once, and the next warm build shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from large_site import contents, write_site

from dr_evidence_site.build import Options, build
from dr_evidence_site.build import run as run_module
from sites import PEOPLE, TODAY

LENIENT = "checks: {LNK003: note, LNK004: note, LNK005: note, LNK007: note}\n"
AUDIENCES = "audiences: [{id: patient, label: Patient}, {id: clinician, label: Doctor}, {id: carer, label: Carer}]\n"
SETTINGS = f"{LENIENT}{AUDIENCES}title: Many\nnotice: 'See [one](content/articles/article-001.md) and [about](content/pages/about.md).'\n"
FIRST, NEXT = "content/articles/article-000.md", "content/articles/article-001.md"

Files = dict[str, str | bytes | None]

CHANGES: dict[str, Files] = {
    "an article that the notice links goes": {NEXT: None},
    "an article that another links goes": {"content/articles/article-002.md": None},
    "a standing page that the notice links goes": {"content/pages/about.md": None},
    "a standing page comes": {"content/pages/editorial-policy.md": "---\ntitle: Policy\n---\nText\n"},
    "a standing page gets another title": {"content/pages/about.md": "---\ntitle: About us\n---\nText [@book0].\n"},
    "a standing page gets another text": {"content/pages/about.md": "---\ntitle: About\n---\nWords [@book1].\n"},
    "unapproved articles are no longer published": {"site.yaml": SETTINGS + "publish: approved\n"},
    "an audience goes for which a passage is written": {
        "site.yaml": SETTINGS.replace(", {id: carer, label: Carer}", "")
    },
    "an audience gets another label": {"site.yaml": SETTINGS.replace("Carer", "Family")},
    "audiences in another order": {
        "site.yaml": SETTINGS.replace(
            "{id: patient, label: Patient}, {id: clinician, label: Doctor}",
            "{id: clinician, label: Doctor}, {id: patient, label: Patient}",
        )
    },
    "a disclaimer": {"site.yaml": SETTINGS.replace("label: Doctor", "label: Doctor, disclaimer: 'Be *careful*.'")},
    "the default audience": {"site.yaml": SETTINGS + "default_audience: clinician\n"},
    "the title of the site": {"site.yaml": SETTINGS.replace("Many", "Few")},
    "the description of the site": {"site.yaml": SETTINGS + "description: Words.\n"},
    "the base address": {"site.yaml": SETTINGS + "base_url: https://evidence.example.org/x/\n"},
    "the marker": {"site.yaml": SETTINGS + "citations: {marker: superscript}\n"},
    "the style": {"site.yaml": SETTINGS + "citations: {style: ama}\n"},
    "the language": {"site.yaml": SETTINGS + "language: ar\n"},
    "how often reviews are due": {"site.yaml": SETTINGS + "review_every: 3 months\n"},
    "where questions go": {"site.yaml": SETTINGS + "follow_up: {url: 'mailto:a@example.org'}\n"},
    "the notice": {"site.yaml": SETTINGS.replace("See", "Look at")},
    "the level of a diagnostic": {"site.yaml": SETTINGS.replace("LNK003: note", "LNK003: ignore"), NEXT: None},
    "no settings": {"site.yaml": None},
    "a person's name": {"content/people.yaml": PEOPLE.replace("Example Reviewer", "Another Reviewer")},
    "a member of the board": {"content/people.yaml": PEOPLE.replace("roles: [author]", "roles: [author, board]")},
    "nobody": {"content/people.yaml": None},
    "a title": {FIRST: "title: Article 0 → title: Article Nought"},
    "a question": {FIRST: "Question 0 → Query 0"},
    "a date": {FIRST: "updated: 2025-01-01 → updated: 2025-01-02"},
    "a status": {FIRST: "status: approved → status: withdrawn"},
    "a topic": {FIRST: "[topic 0] → [topic 0, topic 9]"},
    "the name of a topic": {FIRST: "[topic 0] → [Topic 0]"},
    "a citation": {FIRST: "@book0] → @book3]"},
    "a heading that is linked": {NEXT: "## More → ## Less"},
    "a reference": {"references/library.bib": "A book → A better book"},
    "a reference goes": {"references/more.bib": "@book{book0, → @book{book99,"},
    "a picture": {"content/pictures/pic.png": b"other"},
    "a picture goes": {"content/pictures/pic.png": None},
    "a template": {
        "templates/article.html": '{% extends "!article.html" %}{% block head %}<meta name="x" content="1">{% endblock %}'
    },
    "a part of a template": {"templates/parts/contents.html": "<p>Contents</p>"},
    "a faulty template": {"templates/people.html": "{{ nothing }}"},
    "a style sheet": {"templates/static/theme.css": "body { color: red }"},
    "a file that a style sheet names": {"templates/static/more.css": "a { color: red }"},
}


def apply(site: Path, files: Files) -> None:
    """Write, delete, or (“old → new”) replace in the file."""
    for path, content in files.items():
        place = site / path
        if content is None:
            place.unlink()
            continue
        if isinstance(content, str) and " → " in content:
            old, new = content.split(" → ")
            text = place.read_text()
            assert old in text
            place.write_text(text.replace(old, new))
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run_module, "fingerprint", lambda: "one")
    root = write_site(tmp_path / "site", 5)
    apply(root, {"site.yaml": SETTINGS, FIRST: "::: patient → ::: carer"})
    with (root / FIRST).open("a") as stream:
        stream.write("\nSee [more](article-001.md#more).\n")
    report = build(Options(root, TODAY, jobs=1), root / "build")
    assert report.diagnostics == ()
    return root


def is_as_fresh(site: Path, options: Options) -> bool:
    """Whether the next warm build gives and says what one from nothing does; and whether anything is new."""
    before = contents(site / "build")
    warm = build(options, site / "build")
    fresh = build(replace(options, remember=False), site.parent / "fresh")
    assert warm.diagnostics == fresh.diagnostics
    assert (warm.summary is None) == (fresh.summary is None)
    expected = before if fresh.summary is None else contents(site.parent / "fresh")
    assert contents(site / "build") == expected
    return bool(warm.diagnostics) or expected != before


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_and_its_undoing(site: Path, name: str) -> None:
    original = {path: (site / path).read_bytes() for path in CHANGES[name] if (site / path).exists()}
    options = Options(site, TODAY, jobs=1)
    apply(site, CHANGES[name])
    assert is_as_fresh(site, options), "a change without effect tests nothing"
    for path in CHANGES[name]:
        (site / path).unlink(missing_ok=True)
    apply(site, dict(original))
    is_as_fresh(site, options)


@pytest.mark.parametrize(
    "today", [TODAY + dt.timedelta(400), TODAY - dt.timedelta(600)], ids=["overdue", "in the future"]
)
def test_another_day(site: Path, today: dt.date) -> None:
    assert is_as_fresh(site, Options(site, today, jobs=1))


def test_another_base_address_of_the_call(site: Path) -> None:
    assert is_as_fresh(site, Options(site, TODAY, "https://evidence.example.org/y/", jobs=1))
