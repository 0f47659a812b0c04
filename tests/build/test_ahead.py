"""A page shown before its build is the page that the build makes; where that is not certain, none is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options
from dr_evidence_site.build.preview import Preview
from sites import LIBRARY, PEOPLE, TODAY, approved_article, article

Make = Callable[[Mapping[str, str | bytes]], Path]

A, B = "content/articles/a.md", "content/articles/b.md"
TEXT = (
    "## First part\n\nText [@moyer2013, p. 2]. [For patients]{.patient}[For clinicians]{.clinician} "
    "See [there](b.md#part) and a second source [@jackson2006].\n\n![A picture](p.png)\n\n"
    "## Linked\n\nText.\n\n## Known\n\nText."
)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + b"0" * 50
FILES: dict[str, str | bytes] = {
    A: article(TEXT),
    B: article("## Part\n\nText [@third2001]. See [there](a.md#linked)."),
    "content/articles/p.png": PNG,
    "content/articles/approved.md": approved_article(),
    "content/articles/lapsed.md": approved_article().replace("An approved article", "Another title"),
    "content/pages/page.md": "---\ntitle: A page\n---\n\nText.\n",
    "references/library.bib": LIBRARY
    + "@book{uncited2000, author = {A}, title = {B}, publisher = {C}, date = {2000}}\n",
    "content/people.yaml": PEOPLE,
    "content/glossary.yaml": "Rare word:\n  meaning: It is explained [there](articles/a.md#known).\n",
    "site.yaml": "search: false\nchecks: {SIT005: ignore, REV006: ignore}\n",
}

UNLINKED: dict[str, str | bytes] = {
    **FILES,
    B: article(),
    "content/glossary.yaml": "Rare word:\n  meaning: It is rare.\n",
}
"""The site, for an article of another text: nothing has a link to a heading of it."""


class Site:
    """A site folder, and its preview, which was built once."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.preview = Preview(Options(root, TODAY), folder)
        report = self.preview.build(TODAY)
        assert report and report.summary, report and report.diagnostics

    def save(self, path: str, text: str) -> None:
        (self.root / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def ahead(self, *changed: str) -> str:
        """The page shown before the build; or ""."""
        if not self.preview.look_ahead(changed, TODAY):
            assert self.preview._ahead == {}
            return ""
        ((path, content),) = self.preview._ahead.items()
        assert self.preview._read(path) == content
        return content.decode()

    def built(self, name: str = "a") -> str:
        """The page as the build makes it."""
        self.preview.build(TODAY)
        assert self.preview._ahead == {}
        return (self.folder / f"articles/{name}.html").read_text()


@pytest.fixture
def site(make_site: Make, tmp_path: Path) -> Site:
    return Site(make_site(FILES), tmp_path / "preview")


WORDS: dict[str, tuple[str, str]] = {
    "a sentence": ("a second source", "one more source"),
    "a paragraph more": ("## First part\n", "## First part\n\nSomething that needs no source.\n"),
    "a locator": ("p. 2", "p. 3"),
    "a place in a group": ("[@jackson2006]", "[@moyer2013; @jackson2006]"),
    "the words of a link": ("[there]", "[elsewhere]"),
    "the words for an audience": ("[For patients]", "[For those who are ill]"),
    "a term explained": ("Text", "A rare word in the text"),
    "a note": ("## First part\n", "## First part\n\nTo do: look.\n"),
    "raw HTML": ("See", "<script>alert(1)</script> see"),
    "the title": ("title: A title", "title: Another title"),
    "the question": ("A question?", "Another question?"),
    "a source more, that makes another article related": ("a second source", "a source [@third2001]"),
    "the order of sources": ("[@moyer2013, p. 2]", "[@jackson2006; @moyer2013, p. 2]"),
    "another source": ("[@moyer2013, p. 2]", "[@third2001]"),
    "a link": ("b.md#part", "b.md"),
    "a link to the article itself": ("b.md#part", "a.md#first-part"),
    "a heading": ("## First part", "## Another part"),
    "a heading more, and a link to it": ("b.md#part", "a.md#more). \n\n## More\n\nText (more"),
    "a picture": ("![A picture](p.png)", ""),
    "an audience less": ("[For patients]{.patient}[For clinicians]{.clinician}", "For all"),
    "a table": ("See", "\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nSee"),
}


@pytest.mark.parametrize(("old", "new"), WORDS.values(), ids=WORDS.keys())
def test_a_page_of_which_the_words_were_edited_is_shown_as_the_build_makes_it(site: Site, old: str, new: str) -> None:
    before = (site.folder / "articles/a.html").read_text()
    text = site.read(A)
    for there_and_back in (text.replace(old, new, 1), text):
        assert there_and_back != site.read(A)
        site.save(A, there_and_back)
        ahead = site.ahead(A)
        if there_and_back == text and "rare word" in new:
            assert ahead == ""  # no page explains the term any more
        else:
            assert ahead
        built = site.built()
        assert ahead in ("", built)
        assert (built == before) == (there_and_back == text)


def test_a_second_edit_begins_with_what_the_first_came_to(site: Site) -> None:
    for number in range(3):
        site.save(A, site.read(A).replace("Text", f"Text {number}"))
        ahead = site.ahead(A)
        assert f"Text {number}" in ahead
        site.save(A, site.read(A).replace("Text", "Text that is longer"))
        again = site.ahead(A)  # before the build
        assert "Text that is longer" in again
        assert site.built() == again


OTHERWISE: dict[str, tuple[str, str]] = {
    "the date": ("2026-01-10", "2026-01-11"),
    "the status": ("status: submitted", "status: withdrawn"),
    "front matter that is wrong": ("status: submitted", "status: submited"),
    "where front matter stands": ("title: A title\n", "# A comment\ntitle: A title\n"),
    "the only citation of a source": (" [@jackson2006]", ""),
    "a source that nothing cited": ("a second source", "a source [@uncited2000]"),
    "a link to an old heading": ("b.md#part", "b.md#old"),
    "a link to a page of the site": ("b.md#part", "../pages/page.md"),
    "a heading of the article that is not there": ("b.md#part", "a.md#nowhere"),
    "an unknown source": ("@jackson2006", "@nobody"),
    "a heading that another article links": ("## Linked", "## Not linked"),
    "a heading that the glossary links": ("## Known", "## Not known"),
    "a broken link": ("b.md#part", "b.md#nowhere"),
    "a picture that is missing": ("p.png", "q.png"),
    "evidence in a file": ("See", "\n\n::: {.evidence file=one}\n:::\n\nSee"),
    "no text": (TEXT, ""),
    "a byte that is no text": ("See", "See \0"),
}


@pytest.mark.parametrize(("old", "new"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_what_may_show_elsewhere_or_stop_the_build_waits_for_it(site: Site, old: str, new: str) -> None:
    assert old in site.read(A)
    site.save(A, site.read(A).replace(old, new))
    assert site.ahead(A) == ""


def test_an_error_in_the_words_waits_for_the_build_that_it_stops(make_site: Make, tmp_path: Path) -> None:
    settings = "search: false\nchecks: {SIT005: ignore, REV006: ignore, DFT001: error}\n"
    site = Site(make_site({**FILES, "site.yaml": settings}), tmp_path / "preview")
    site.save(A, site.read(A).replace("## First part\n", "## First part\n\nTo do: look.\n"))
    assert site.ahead(A) == ""


def test_a_text_that_became_too_hard_waits_where_that_is_an_error(make_site: Make, tmp_path: Path) -> None:
    settings = (
        "search: false\naudiences: [{id: patient, label: P}, {id: clinician, label: C, reading_grade: 8}]\n"
        "checks: {SIT005: ignore, REV006: ignore, PAR004: error}\n"
    )
    easy = "The dog ran to the cat. " * 30
    site = Site(make_site({**UNLINKED, A: article(f"{easy}[@moyer2013]"), "site.yaml": settings}), tmp_path / "preview")
    site.save(A, article(f"{easy}The bird sat. [@moyer2013]"))
    assert site.ahead(A) and site.built()
    site.save(
        A, article("Considerable pharmacological heterogeneity complicates interpretation. " * 30 + "[@moyer2013]")
    )
    assert site.ahead(A) == ""
    site.built()
    assert "error" in site.preview.event("articles/a.html")


def test_an_approval_that_is_lost_or_comes_back_waits(site: Site) -> None:
    path = "content/articles/approved.md"
    text = site.read(path)
    site.save(path, text.replace("Text [", "Words ["))
    assert site.ahead(path) == ""
    assert "Words" in site.built("approved")
    site.save(path, text.replace("Text [", "Other words ["))
    ahead = site.ahead(path)
    assert "Other words" in ahead and ahead == site.built("approved")
    site.save(path, text)
    assert site.ahead(path) == ""


def test_an_article_whose_approval_does_not_hold_is_shown_at_once_when_that_stays_so(site: Site) -> None:
    path = "content/articles/lapsed.md"
    site.save(path, site.read(path).replace("Text [", "Text of today ["))
    assert site.ahead(path) == ""  # its page says that the text differs, too
    site.built("lapsed")
    site.save(path, site.read(path).replace("Text of today [", "Text of tomorrow ["))
    ahead = site.ahead(path)
    assert "Text of tomorrow" in ahead and ahead == site.built("lapsed")


def test_an_article_that_cites_what_was_retracted_waits(make_site: Make, tmp_path: Path) -> None:
    library = LIBRARY.replace("date = {2001}", "date = {2001}, integrity = {retracted}")
    text = article("Text [@third2001, which was retracted].")
    site = Site(make_site({**UNLINKED, A: text, "references/library.bib": library}), tmp_path / "preview")
    site.save(A, text.replace("Text", "Words"))
    assert site.ahead(A) == ""  # whether its words say so is a check of the whole site


CHANGES: dict[str, list[str]] = {
    "anything": [""],
    "the article and anything": [A, ""],
    "two articles": [A, B],
    "the library, too": [A, "references/library.bib"],
    "the settings": ["site.yaml"],
    "a picture, too": [A, "content/articles/p.png"],
    "another text": ["content/people.yaml"],
    "a new article, too": [A, "content/articles/new.md"],
    "a folder": ["content/articles"],
    "a place outside": [A, "../elsewhere.md"],
    "nothing": [],
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_only_one_article_is_looked_at_ahead(site: Site, changed: list[str]) -> None:
    site.save(A, site.read(A).replace("Text", "Words"))
    site.save("content/articles/new.md", article())
    assert site.ahead(*changed) == ""


def test_what_an_editor_saves_by_the_help_of_is_passed_over(site: Site) -> None:
    site.save(A, site.read(A).replace("Text", "Words"))
    assert site.ahead(A, "content/articles/4913", "content/articles/a.md.tmp") == site.built()


def test_a_picture_that_went_waits(site: Site) -> None:
    site.save(A, site.read(A).replace("Text", "Words"))
    (site.root / "content/articles/p.png").unlink()
    assert site.ahead(A, "content/articles/p.png") == ""


def test_a_link_in_the_place_of_an_article_waits(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(site.read(A).replace("Text", "Secret"))
    (site.root / A).unlink()
    (site.root / A).symlink_to(tmp_path / "secret.md")
    assert site.ahead(A) == ""


def test_an_article_that_went_waits(site: Site) -> None:
    (site.root / A).unlink()
    assert site.ahead(A) == ""


def test_nothing_is_shown_ahead_of_a_site_that_is_not_published(site: Site) -> None:
    text = site.read(A)
    site.save(A, text.replace("@jackson2006", "@nobody"))
    site.built()
    site.save(A, text.replace("Text", "Words"))
    assert site.ahead(A) == ""  # another article might be what is wrong
    assert "Words" in site.built()
    site.save(A, text)
    assert site.ahead(A) == site.built()


def test_nothing_is_shown_ahead_on_another_day(site: Site) -> None:
    site.save(A, site.read(A).replace("Text", "Words"))
    assert not site.preview.look_ahead([A], TODAY.replace(day=2))


def test_a_build_that_stops_takes_back_what_was_shown_ahead(site: Site) -> None:
    before = (site.folder / "articles/a.html").read_text()
    site.save(A, site.read(A).replace("Text", "Words"))
    assert "Words" in site.ahead(A)
    site.save(B, article("[@nobody]"))  # at the same moment, and not told yet
    assert site.built() == before
    assert "Words" not in site.preview.answer("articles/a.html").content.decode()


def test_a_rehearsal_shows_nothing(site: Site) -> None:
    site.preview.rehearse()
    assert site.preview._ahead == {}
