"""An article as plain Markdown that says by itself how far its review has come: for language models and for notes.

The body is turned back from the HTML that this program made of the author's Markdown (see `passages` for what may be
relied on). Numbers of citations stay as they are on the page; the list of references at the end is numbered likewise.
Text for one audience stands in a quotation, or in brackets within a sentence, that names the audience.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

from dr_evidence_site.exports.bibtex import mark
from dr_evidence_site.exports.html_to_markdown import escaped, quoted, to_markdown
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.views import ArticleView, Frame, PersonView, ReviewView
from dr_evidence_site.render.remembered import remembering
from dr_evidence_site.render.styles import as_text, format_reference
from dr_evidence_site.render.words import UNTRANSLATED, Words


def article(page: Page, body: str, words: Words = UNTRANSLATED) -> str:
    """The article of a page as a Markdown file. `body` is its text as `passages.body_html` gives it."""
    view, frame = page.view, page.frame
    if not isinstance(view, ArticleView):
        raise TypeError(f"{page.path} is no article")
    labels = {audience.id: audience.label for audience in frame.audiences}
    base = frame.canonical
    folder = base[: base.rfind("/") + 1]
    blocks = [
        f"# {escaped(view.title)}",
        quoted(_of_the_site(frame.notice, folder)) if frame.notice else "",
        f"**{escaped(view.question)}**" if view.question else "",
        "\n".join(_facts(view, frame, words)),
        to_markdown(body, labels, base),
    ]
    if view.references:
        blocks += [f"## {words.gettext('References')}", "\n".join(_references(view))]
    if view.terms:
        meanings = [f"- **{escaped(term.name)}**: {_of_the_site(term.meaning, folder)}" for term in view.terms]
        blocks += [f"## {words.gettext('Words explained')}", "\n".join(meanings)]
    blocks.append(f"## {words.gettext('Disclaimer')}")
    for audience in frame.audiences:
        blocks.append(quoted(f"**{escaped(audience.label)}**\n\n{_of_the_site(audience.disclaimer, folder)}"))
    return "\n\n".join(block for block in blocks if block) + "\n"


@lru_cache(maxsize=1024)
def _of_the_site(html: str, folder: str) -> str:
    """Text that many articles show, such as a disclaimer; it has no words for single audiences."""
    return to_markdown(html, {}, folder)


def _facts(view: ArticleView, frame: Frame, words: Words) -> Iterator[str]:
    """What must be known before reading: status first, then dates, people and where this comes from."""
    _ = words.gettext
    review = view.review
    yield f"- {_('Review status')}: **{status_in_words(review, words)}**"
    yield f"- {_('Educational purpose only.')}"
    if view.outdated:
        yield f"- {_('This translation may be out of date.')}"
    if review.overdue:
        yield f"- **{_('Review overdue.')}** {_('Newer evidence may be missing.')}"
    for label, date in (
        (_("Last updated"), view.updated),
        (_("Last reviewed"), review.last_reviewed),
        (_("Next review due"), review.due),
        (_("Evidence searched up to"), view.search_date),
    ):
        if date:
            yield f"- {label}: {date.isoformat()}"
    for label, people in ((_("Authors"), view.authors), (_("Reviewers"), review.reviewers)):
        if people:
            yield f"- {label}: {'; '.join(escaped(_person(person)) for person in people)}"
    yield f"- {_('Text without a mark is written for')}: {escaped(view.written_for)}"
    address = f", <{frame.canonical}>" if frame.canonical else ""
    yield f"- {_('This page')}: {escaped(frame.site_title)}{address}"


def status_in_words(review: ReviewView, words: Words) -> str:
    """How far the review has come, and what follows from it for readers."""
    _ = words.gettext
    if review.status is ReviewStatus.APPROVED:
        return _("Approved")
    if review.status is ReviewStatus.WITHDRAWN:
        remark = _("Do not rely on it. It is kept so that links to it can be understood.")
        return f"{_('This page has been withdrawn.')} {remark}"
    step = _("Under review") if review.status is ReviewStatus.UNDER_REVIEW else _("Submitted")
    return f"{step}. {_('Human review is pending: nobody has approved this text yet.')}"


def _person(person: PersonView) -> str:
    return f"{person.name}, {person.credentials}" if person.credentials else person.name


def _references(view: ArticleView) -> Iterator[str]:
    for entry in view.references:
        yield f"{entry.number}. {_REFERENCES[view.style](entry.reference)}"


def _reference(reference: Reference, style: ReferenceStyle) -> str:
    text = escaped(as_text(format_reference(reference, style)))
    warning = mark(reference)
    return f"**{escaped(warning)}** {text}" if warning else text


_REFERENCES = {style: remembering(partial(_reference, style=style)) for style in ReferenceStyle}
