"""The text that lies in a copy of the site for places without a connection: what it is, how old, and how to open it."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Mapping

from dr_evidence_site.exports.passages import plain_text
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.views import Frame, StartView
from dr_evidence_site.render.filters import long_date, number
from dr_evidence_site.render.words import UNTRANSLATED, Words

_WIDTH = 78
"""Characters of a line; editors of plain text seldom break lines themselves."""


def copy_text(frame: Frame, view: StartView, start: str, words: Words = UNTRANSLATED) -> str:
    """The text, in the language of the frame. `start` is the name of the file by which the copy is opened.

    Raises ValueError for the frame of a page that belongs to no copy.
    """
    if frame.copy is None:
        raise ValueError("this is no page of a copy")
    paragraphs = _paragraphs(frame, frame.copy.made, frame.copy.fresh_until, view, start, words)
    return "\n".join("\n".join(_broken(text)) + "\n" for text in paragraphs)


def _paragraphs(
    frame: Frame, made: dt.date, fresh_until: dt.date, view: StartView, start: str, words: Words
) -> Iterator[str]:
    _ = words.gettext
    day = long_date(made, frame.language)
    yield f"{frame.site_title}\n{'=' * min(len(frame.site_title), _WIDTH)}"
    yield f"{_('Offline copy of %(date)s.') % {'date': day}} {_('It does not change when the site does.')}"
    if frame.site_url:
        yield f"{_('The current version:')} {frame.site_url}"
    else:
        yield _("Ask whoever gave it to you for the current version.")
    yield _("After %(date)s every text in it should have been reviewed again: do not rely on this copy then.") % {
        "date": long_date(fresh_until, frame.language)
    }
    yield _heading(_("How to open it"))
    steps = (
        _("Unpack the whole ZIP file: right-click it and choose “Extract all”, or double-click it on a Mac."),
        _("Open “%(file)s” in the folder that appears, with any web browser.") % {"file": start},
    )
    yield "\n".join(f"{place}. {step}" for place, step in enumerate(steps, start=1))
    yield _(
        "Search does not work in a copy on a disk; topics and lists do. On a web server, also one inside a hospital, "
        "search works too. Links to sources need a connection."
    )
    yield _heading(_("Review of the articles on %(date)s") % {"date": day})
    yield "\n".join(f"- {line}" for line in _reviews(view, frame.language, words))
    if frame.notice:
        yield plain_text(frame.notice)
    yield _heading(_("Disclaimer"))
    for audience in frame.audiences:
        yield f"{audience.label}\n{plain_text(audience.disclaimer)}"


def _reviews(view: StartView, language: str, words: Words) -> Iterator[str]:
    _ = words.gettext
    labels: Mapping[ReviewStatus, str] = {
        ReviewStatus.SUBMITTED: _("Submitted"),
        ReviewStatus.UNDER_REVIEW: _("Under review"),
        ReviewStatus.APPROVED: _("Approved"),
        ReviewStatus.WITHDRAWN: _("Withdrawn"),
    }
    for status, count in view.statuses:
        yield f"{labels[status]}: {number(count, language)}"
    yield f"{_('Review overdue')}: {number(view.overdue, language)}"


def _heading(words: str) -> str:
    return f"{words}\n{'-' * min(len(words), _WIDTH)}"


def _broken(text: str) -> Iterator[str]:
    """The lines of a paragraph, none longer than can be read at once; an address is never broken."""
    for line in text.split("\n"):
        yield from textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
