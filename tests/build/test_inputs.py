"""Each thing that a page or a diagnostic depends on is changed once, and the next warm build shows it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from large_site import contents, write_site
from msgspec.structs import replace

from dr_evidence_site.build import Options, Report, build
from dr_evidence_site.build import run as run_module
from dr_evidence_site.build.review import Action, Request, take
from sites import PEOPLE, TODAY, compile_once, index_once

LENIENT = "checks: {LNK003: note, LNK004: note, LNK005: note, LNK007: note, REV007: ignore, SIT005: ignore}\n"
AUDIENCES = "audiences: [{id: patient, label: Patient}, {id: clinician, label: Doctor}, {id: carer, label: Carer}]\n"
SETTINGS = f"{LENIENT}{AUDIENCES}title: Many\nnotice: 'See [one](content/articles/article-001.md) and [about](content/pages/about.md).'\n"
FIRST, NEXT = "content/articles/article-000.md", "content/articles/article-001.md"
SEALED = "content/articles/article-003.md"
GLOSSARY = """\
so: In this way. See [an article](articles/article-003.md).
text: {meaning: Words., aliases: [texts]}
"""
NOTICE = """\
RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature
5/1/2026 0:00,10.5555/notice,Unavailable,23440163,{}
"""

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
    "which files stand beside articles": {"site.yaml": SETTINGS + "exports: [md]\n"},
    "no files beside articles, but a feed": {
        "site.yaml": SETTINGS + "exports: []\nbase_url: https://evidence.example.org/\n"
    },
    "a day of review in the feed": {
        "site.yaml": SETTINGS + "base_url: https://evidence.example.org/\n",
        FIRST: "date: 2026-01-10 → date: 2026-01-11",
    },
    "no settings": {"site.yaml": None},
    "the meaning of a term": {"content/glossary.yaml": "In this way → In that way"},
    "a term": {"content/glossary.yaml": "text: → words:"},
    "an alias": {"content/glossary.yaml": "[texts] → [texts, says]"},
    "a term that no text has": {"content/glossary.yaml": GLOSSARY + "placebo: A dummy medicine.\n"},
    "a faulty term": {"content/glossary.yaml": GLOSSARY + "placebo:\n"},
    "no glossary": {"content/glossary.yaml": None},
    "a glossary for another language": {"content/glossary.fr.yaml": "texte: Des mots.\n"},
    "the language of the glossary": {
        "content/glossary.yaml": None,
        "content/glossary.de.yaml": GLOSSARY,
        "site.yaml": SETTINGS + "language: de-AT\n",
    },
    "an article that a meaning links goes": {"content/articles/article-003.md": None},
    "for whom terms are explained": {"site.yaml": SETTINGS + "explain_terms_for: [clinician]\n"},
    "terms are explained for nobody": {"site.yaml": SETTINGS + "explain_terms_for: []\n"},
    "a person's name": {"content/people.yaml": PEOPLE.replace("Example Reviewer", "Another Reviewer")},
    "a member of the board": {"content/people.yaml": PEOPLE.replace("roles: [author]", "roles: [author, board]")},
    "nobody": {"content/people.yaml": None},
    "a title": {FIRST: "title: Article 0 → title: Article Nought"},
    "a question": {FIRST: "Question 0 → Query 0"},
    "a date": {FIRST: "updated: 2025-01-01 → updated: 2025-01-02"},
    "a status": {FIRST: "status: approved → status: withdrawn"},
    "a topic": {FIRST: "[topic 0] → [topic 0, topic 9]"},
    "a topic of another article": {NEXT: "[topic 1] → [topic 1, topic 2]"},
    "the question of a related article": {"content/articles/article-003.md": "Question 3 → Query 3"},
    "the name of a topic": {FIRST: "[topic 0] → [Topic 0]"},
    "a citation": {FIRST: "@book0] → @book3]"},
    "a heading that is linked": {NEXT: "## More → ## Less"},
    "a reference": {"references/library.bib": "A book → A better book"},
    "a reference goes": {"references/more.bib": "@book{book0, → @book{book99,"},
    "a correction in a snapshot": {"references/retractions.csv": NOTICE.format("Correction")},
    "a retraction in a snapshot": {"references/retractions.csv": NOTICE.format("Retraction")},
    "a faulty snapshot": {"references/retractions.csv": "date,doi\n"},
    "a picture": {"content/pictures/pic.png": b"other"},
    "a picture goes": {"content/pictures/pic.png": None},
    "a template": {
        "templates/article.html": '{% extends "!article.html" %}{% block head %}<meta name="x" content="1">{% endblock %}'
    },
    "a part of a template": {"templates/parts/contents.html": "<p>Contents</p>"},
    "a faulty template": {"templates/people.html": "{{ nothing }}"},
    "the rules of approval": {"site.yaml": SETTINGS + "review: {require_seal: true}\n"},
    "how many must approve": {"site.yaml": SETTINGS + "review: {approvals: 2}\n"},
    "a page for editors": {"site.yaml": SETTINGS + "status_page: true\n"},
    "what was changed": {FIRST: "audience: → changes: [{date: 2026-01-01, text: New.}]\naudience:"},
    "a sealed text": {SEALED: "Text [ → Texts ["},
    "a sealed title": {SEALED: "title: Article 3 → title: Article Three"},
    "a source of a sealed text": {"references/more.bib": "Book 21} → Book Twenty-one}"},
    "a sealed text where seals are required": {
        "site.yaml": SETTINGS + "review: {require_seal: true}\n",
        SEALED: "Text [ → Texts [",
    },
    "old names": {
        FIRST: "audience: → aliases: [old]\naudience:",
        "content/pages/about.md": "---\ntitle: About\naliases: [who]\n---\nText [@book0].\n",
    },
    "a file gets another name, and is linked by the old one": {
        NEXT: None,
        "content/articles/renamed.md": "---\ntitle: Renamed\nstatus: submitted\nupdated: 2025-01-01\naudience: clinician\naliases: [article-001]\n---\nText [@book1].\n",
    },
    "a style sheet": {"templates/static/theme.css": "body { color: red }"},
    "a file that a style sheet names": {"templates/static/more.css": "a { color: red }"},
}


# What changes on a site that has the first article in French, too.
FRENCH = "content/articles/article-000.fr.md"
TRANSLATION = "---\ntitle: Le 0\nstatus: submitted\nupdated: 2025-01-01\naudience: clinician\n{}---\nTexte [@book1].\n"
WORDS_IN_FRENCH = (
    SETTINGS + "languages: {fr: {title: Beaucoup, notice: 'Voir [ceci](content/articles/article-001.md).'}}\n"
)

CHANGES_IN_FRENCH: dict[str, Files] = {
    "the translation goes": {FRENCH: None},
    "a second translation comes": {"content/articles/article-000.ar.md": TRANSLATION.format("")},
    "the original goes": {FIRST: None},
    "the original changes": {FIRST: "updated: 2025-01-01 → updated: 2025-03-01"},
    "the original gets another title": {FIRST: "title: Article 0 → title: Article Nought"},
    "the original gets another language": {FIRST: "audience: → lang: de\naudience:"},
    "the translation gets another title": {FRENCH: "title: Le 0 → title: Le zéro"},
    "the translation gets another text": {FRENCH: "Texte → Mots"},
    "the translation follows an older version": {FRENCH: "audience: → original_updated: 2024-01-01\naudience:"},
    "the translation gets a topic": {FRENCH: "audience: → topics: [sujet]\naudience:"},
    "the site has words in French": {"site.yaml": WORDS_IN_FRENCH},
    "the site has no words in French any more": {"site.yaml": SETTINGS},
    "its words in French change": {"site.yaml": WORDS_IN_FRENCH.replace("Beaucoup", "Peu")},
    "an article goes that its French notice links": {"site.yaml": WORDS_IN_FRENCH, NEXT: None},
    "the site's language becomes French": {"site.yaml": SETTINGS + "language: fr\n"},
    "a catalog of its own": {"templates/messages/fr.po": 'msgid "References"\nmsgstr "Sources"\n'},
    "a faulty catalog of its own": {"templates/messages/fr.po": 'msgid "References\nmsgstr "Sources"\n'},
    "a catalog with a fault that spares others": {
        "templates/messages/fr.po": 'msgid "References"\nmsgstr "%(x)s"\n\nmsgid "Topics"\nmsgstr "Sujets"\n'
    },
    "English words of its own": {"templates/messages/en.po": 'msgid "References"\nmsgstr "Sources"\n'},
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


@dataclass
class Changing:
    """A site that was built, and what a build from nothing made of it."""

    root: Path
    report: Report
    made: dict[str, bytes]
    is_as_it_was: bool = False
    """Whether all changes were undone, so that the next test may have it."""


Sites = Callable[[Files], Changing]


@pytest.fixture(scope="module")
def spare() -> Iterator[dict[str, Changing]]:
    """Sites that are as they were, by what they have more than the plain one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "fingerprint", lambda: "one")
        index_once(patch)
        compile_once(patch)
        yield {}


@pytest.fixture
def site_with(spare: dict[str, Changing], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Lends a built site that has these files besides."""
    lent: dict[str, Changing] = {}

    def lend(files: Files) -> Changing:
        kind = repr(files)
        lent[kind] = spare.pop(kind, None) or new(tmp_path_factory.mktemp("inputs") / "site", files)
        lent[kind].is_as_it_was = False
        return lent[kind]

    yield lend
    spare.update((kind, site) for kind, site in lent.items() if site.is_as_it_was)


def new(root: Path, files: Files) -> Changing:
    write_site(root, 5, books=30)
    apply(root, {"site.yaml": SETTINGS, FIRST: "::: patient → ::: carer", "content/glossary.yaml": GLOSSARY})
    with (root / FIRST).open("a") as stream:
        stream.write("\nSee [more](article-001.md#more).\n")
    assert take(Options(root, TODAY), "article-003", Request(Action.APPROVE, "example-board", TODAY)).step
    apply(root, files)
    report = build(Options(root, TODAY, jobs=1), root / "build")
    assert report.summary is not None and (files or report.diagnostics == ())
    return Changing(root, report, contents(root / "build"))


def is_as_fresh(site: Changing, options: Options) -> bool:
    """Whether the next warm build gives and says what one from nothing does; and whether anything is new."""
    warm = build(options, site.root / "build")
    shutil.rmtree(site.root.parent / "fresh", ignore_errors=True)
    fresh = build(replace(options, remember=False), site.root.parent / "fresh")
    assert warm.diagnostics == fresh.diagnostics
    assert (warm.summary is None) == (fresh.summary is None)
    expected = site.made if fresh.summary is None else contents(site.root.parent / "fresh")
    assert contents(site.root / "build") == expected
    return warm.diagnostics != site.report.diagnostics or expected != site.made


def is_as_before(site: Changing) -> bool:
    """Whether the next warm build gives and says what that from nothing did, before anything changed."""
    warm = build(Options(site.root, TODAY, jobs=1), site.root / "build")
    assert warm.diagnostics == site.report.diagnostics
    assert contents(site.root / "build") == site.made
    site.is_as_it_was = True
    return True


def assert_a_change_and_its_undoing_show(site: Changing, changes: Files) -> None:
    original = {path: (site.root / path).read_bytes() for path in changes if (site.root / path).exists()}
    apply(site.root, changes)
    assert is_as_fresh(site, Options(site.root, TODAY, jobs=1)), "a change without effect tests nothing"
    for path in changes:
        (site.root / path).unlink(missing_ok=True)
    apply(site.root, dict(original))
    assert is_as_before(site)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_and_its_undoing(site_with: Sites, name: str) -> None:
    assert_a_change_and_its_undoing_show(site_with({}), CHANGES[name])


@pytest.mark.parametrize("name", CHANGES_IN_FRENCH)
def test_a_change_around_a_translation_and_its_undoing(site_with: Sites, name: str) -> None:
    changes = CHANGES_IN_FRENCH[name]
    words = SETTINGS if changes.get("site.yaml") == WORDS_IN_FRENCH else WORDS_IN_FRENCH
    assert_a_change_and_its_undoing_show(site_with({FRENCH: TRANSLATION.format(""), "site.yaml": words}), changes)


def test_an_original_that_is_not_published_changes(site_with: Sites) -> None:
    """Its translation says that it is out of date, and names no original by which that would show."""
    approved = "status: submitted → status: approved\nreview: [{status: approved, date: 2025-02-01, by: example-board}]"
    old, new = approved.split(" → ")
    site = site_with(
        {
            "site.yaml": SETTINGS + "publish: approved\n",
            FRENCH: TRANSLATION.format("").replace(old, new),
            FIRST: "status: approved → status: under-review",
        }
    )
    page = site.root / "build/articles/article-000.fr.html"
    assert page.is_file() and not (site.root / "build/articles/article-000.html").exists()
    assert_a_change_and_its_undoing_show(site, {FIRST: "updated: 2025-01-01 → updated: 2025-03-01"})


@pytest.mark.parametrize("words", [SETTINGS, WORDS_IN_FRENCH], ids=["no words in French", "words in French"])
def test_a_translation_comes_and_goes(site_with: Sites, words: str) -> None:
    assert_a_change_and_its_undoing_show(site_with({}), {FRENCH: TRANSLATION.format(""), "site.yaml": words})


@pytest.mark.parametrize(
    "today", [TODAY + dt.timedelta(400), TODAY - dt.timedelta(600)], ids=["overdue", "in the future"]
)
def test_another_day(site_with: Sites, today: dt.date) -> None:
    site = site_with({})
    assert is_as_fresh(site, Options(site.root, today, jobs=1))
    assert is_as_before(site)


def test_another_base_address_of_the_call(site_with: Sites) -> None:
    site = site_with({})
    assert is_as_fresh(site, Options(site.root, TODAY, "https://evidence.example.org/y/", jobs=1))
    assert is_as_before(site)
