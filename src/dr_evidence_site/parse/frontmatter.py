"""The top of a Markdown file: front matter split from the body and read into an `Article` or a `StandingPage`.

The body is handed on as text with its place, whatever the front matter holds, so that both are checked in one run.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic, Related, did_you_mean
from dr_evidence_site.diagnostics.codes import frontmatter as codes
from dr_evidence_site.diagnostics.codes import languages as language_codes
from dr_evidence_site.diagnostics.codes import review as review_codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Article, Change, ReviewEvent, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.languages import TAG, canonical, is_same
from dr_evidence_site.model.names import is_device, is_long, shortened
from dr_evidence_site.model.seal import is_of_another_version, read_seal
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.aliases import ALIASES, aliases
from dr_evidence_site.parse.fields import Choice, Date, Field, ListOf, Located, Record, Report, Text, Values
from dr_evidence_site.parse.waivers import WAIVE, waivers

STATUS = Field("status", Choice(ReviewStatus), "How far the review has come.", required=True, example="submitted")
DATE = Field("date", Date(), "The day on which this status was reached.")
BY = Field("by", Text(), "The id of the person who did it, from content/people.yaml.")
NOTE = Field("note", Text(lines=True), "A remark on this step, in plain text.")
SEAL = Field("seal", Text(), "What binds an approval to the text; the command `review approve` writes it.")
REVIEW_ENTRY = Record((STATUS, DATE, BY, NOTE, SEAL), "a review entry")

CHANGE_DATE = Field("date", Date(), "The day of the change.", required=True, example="2025-11-04")
CHANGE_TEXT = Field("text", Text(lines=True), "What was changed, in plain text.", required=True, example="New trial")
CHANGE = Record((CHANGE_DATE, CHANGE_TEXT), "a change")

TITLE = Field("title", Text(), "The title of the page.", required=True, example="Vitamin D for bone health")
QUESTION = Field("question", Text(), "The clinical question that the article answers.")
UPDATED = Field("updated", Date(), "The day of the last change of the text.", required=True, example="2025-11-04")
AUDIENCE = Field(
    "audience", Text(), "The id of the audience for whom unmarked text is written.", required=True, example="clinician"
)
TOPICS = Field("topics", ListOf(Text()), "The topics under which the article is listed.")
AUTHORS = Field("authors", ListOf(Text()), "The ids of the authors, from content/people.yaml.")
REVIEW = Field("review", ListOf(REVIEW_ENTRY, distinct=False), "The steps of the review, oldest first.")
REVIEW_DUE = Field("review_due", Date(), "The day by which the next review is due.")
SEARCH_DATE = Field("search_date", Date(), "The day up to which evidence was searched.")
CHANGES = Field("changes", ListOf(CHANGE, distinct=False), "What was changed and when, for readers.")
LANG = Field("lang", Text(), "The language of the text, as a BCP 47 tag.")
ORIGINAL_UPDATED = Field(
    "original_updated", Date(), "In a translation: the `updated` date of the original that it follows."
)
ARTICLE = Record(
    (
        TITLE,
        QUESTION,
        STATUS,
        UPDATED,
        AUDIENCE,
        TOPICS,
        AUTHORS,
        REVIEW,
        REVIEW_DUE,
        SEARCH_DATE,
        CHANGES,
        WAIVE,
        LANG,
        ORIGINAL_UPDATED,
        ALIASES,
    ),
    "the front matter",
)

PAGE_UPDATED = Field("updated", Date(), "The day of the last change of the text.")
STANDING_PAGE = Record((TITLE, PAGE_UPDATED, ALIASES), "the front matter")

_LINE_END = re.compile(r"\r\n?|\n")
_OPENING = re.compile(r"---[ \t]*(?:\r\n?|\n|\Z)")
_CLOSING = re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
_BLANK_LINES = re.compile(r"(?<=[\r\n])(?:[ \t]*(?:\r\n?|\n))+")
_KEY = re.compile(r"[a-z][a-z_]*[ \t]*:(?=\s|\Z)")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


class BodyText(Struct, frozen=True):
    """The Markdown of a file. `first_line` is the line of the file on which it begins."""

    text: str
    first_line: int = 1


class Split(Struct, frozen=True):
    """A file in its two parts. `front` is the YAML between the fences, beginning on `front_line`; None without any."""

    front: str | None
    front_line: int
    body: BodyText
    diagnostics: tuple[Diagnostic, ...] = ()


def split(source: Source, *, keys: str = "title") -> Split:
    """Part a file into front matter and body. `keys` are named in the hint when there is no front matter.

    The fences are a first line `---` and the next line `---` or `...`, as in Pandoc; white space may follow them.
    """
    text = source.text
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return Split(None, 1, BodyText(""), (codes.EMPTY_FILE.at(Span(source.path)),))
    opening = _OPENING.match(text, start)
    if opening is None:
        return Split(None, 1, BodyText(text), (codes.NO_FRONT_MATTER.at(Span(source.path), keys=keys),))

    line = _line_of(text, start)
    column = start - max(text.rfind("\n", 0, start), text.rfind("\r", 0, start))
    fence = Span(source.path, line, column, line, column + 3)
    faults = [] if start == 0 else [codes.NOT_FIRST.at(fence)]
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        faults.append(codes.NOT_CLOSED.at(fence))
        end = body = _probable_end(text, opening.end())
    else:
        end, body = closing.span()
    first_line = line + 1 if opening.end() < len(text) else line
    return Split(text[opening.end() : end], first_line, BodyText(text[body:], _line_of(text, body)), tuple(faults))


def article(source: Source, config: Config) -> tuple[Article | None, BodyText, list[Diagnostic]]:
    """The article that a file's front matter describes, its body, and every fault of the front matter.

    The article is None when a required field is missing or not understood, or the file name gives no slug.
    """
    parts = split(source, keys="title, status, updated and audience")
    report = list(parts.diagnostics)
    slug, translates, named = _name(source.path, report)
    values = _values(ARTICLE, source.path, parts, report)
    if values is None:
        return None, parts.body, report

    title, status, updated = values.get(TITLE), values.get(STATUS), values.get(UPDATED)
    audience = _audience(values, config, report)
    review = _review(values, report)
    lang = _lang(values, named, report)
    original_updated = values.get(ORIGINAL_UPDATED)
    if original_updated is not None and slug is not None and not translates:
        report.append(language_codes.NOT_A_TRANSLATION.at(values.keys[ORIGINAL_UPDATED.name], name=slug))
    if slug is None or title is None or status is None or updated is None or audience is None:
        return None, parts.body, report
    topics, authors = values.get(TOPICS, ()), values.get(AUTHORS, ())
    result = Article(
        path=source.path,
        slug=slug,
        title=title,
        status=status,
        updated=updated,
        audience=audience,
        question=values.get(QUESTION, ""),
        topics=tuple(topic.value for topic in topics),
        authors=tuple(author.value for author in authors),
        review=review,
        review_due=values.get(REVIEW_DUE),
        search_date=values.get(SEARCH_DATE),
        changes=_changes(values),
        waivers=waivers(values, report),
        aliases=aliases(values, report, translated=True),
        lang=lang,
        translates=translates,
        original_updated=original_updated if translates else None,
        spans={**values.keys, **_numbered("topics", topics), **_numbered("authors", authors)},
    )
    return result, parts.body, report


def standing_page(source: Source) -> tuple[StandingPage | None, BodyText, list[Diagnostic]]:
    """The standing page that a file's front matter describes, its body, and every fault of the front matter."""
    parts = split(source)
    report = list(parts.diagnostics)
    slug = _slug(source.path, report)
    values = _values(STANDING_PAGE, source.path, parts, report)
    title = None if values is None else values.get(TITLE)
    if slug is None or values is None or title is None:
        return None, parts.body, report
    old = aliases(values, report, translated=False)
    return StandingPage(source.path, slug, title, values.get(PAGE_UPDATED), old), parts.body, report


def _line_of(text: str, offset: int) -> int:
    """The line of the character at an offset; for the end of the text, the last line that holds anything."""
    if offset >= len(text):
        offset = len(text.rstrip("\r\n"))
    return 1 + sum(1 for _ in _LINE_END.finditer(text, 0, offset))


def _probable_end(text: str, start: int) -> int:
    """Where front matter without its closing line most likely ends: at a blank line that no key follows."""
    for blank in _BLANK_LINES.finditer(text, start):
        if blank.end() < len(text) and _KEY.match(text, blank.end()) is None:
            return blank.end()
    return len(text)


def _values(record: Record, path: str, parts: Split, report: Report) -> Values | None:
    """The front matter's fields; None when there is no front matter or it is no mapping."""
    if parts.front is None:
        return None
    document = yaml.parse(path, parts.front, first_line=parts.front_line)
    report.extend(document.diagnostics)
    root = document.root
    if root is None:
        root = yaml.Mapping((), Span(path, max(parts.front_line - 1, 1)))
    return record.read(root, "front matter", report)


def _is_slug(text: str) -> bool:
    return bool(_SLUG.fullmatch(text)) and not (is_long(text) or is_device(text))


def _slug(path: str, report: Report) -> str | None:
    """The slug that the file name gives, corrected and reported where it cannot be an address."""
    stem = PurePosixPath(path).stem
    if _is_slug(stem):
        return stem
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii").lower()
    slug = shortened(re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")).strip("-")
    slug = f"{slug}-page" if is_device(slug) else slug
    hint = f"Rename the file to “{slug}.md”." if slug else None
    report.append(codes.FILE_NAME.at(Span(path), hint=hint, name=clip(PurePosixPath(path).name)))
    return slug or None


def _name(path: str, report: Report) -> tuple[str | None, str, str]:
    """What an article's file name says: its slug, the slug of what it translates, and its language.

    `vitamin-d.fr.md` is the French translation of `vitamin-d.md`, with the slug "vitamin-d.fr". The last two are empty
    for an original.
    """
    stem, dot, tag = PurePosixPath(path).stem.rpartition(".")
    if dot and _is_slug(stem) and TAG.fullmatch(tag):
        return f"{stem}.{tag.lower()}", stem, canonical(tag)
    return _slug(path, report), "", ""


def _lang(values: Values, named: str, report: Report) -> str:
    """The language of the text: as the file name says, else as written, in its recommended form; else empty."""
    written = values.get(LANG)
    if written is None:
        return named
    if TAG.fullmatch(written) is None:
        report.append(language_codes.NOT_A_TAG.at(values.span_of(LANG), text=clip(written)))
        return named
    if named and not is_same(named, written):
        report.append(language_codes.DISAGREES.at(values.span_of(LANG), named=named, written=clip(written)))
        return named
    return canonical(written)


def _audience(values: Values, config: Config, report: Report) -> str | None:
    audience = values.get(AUDIENCE)
    known = [audience.id for audience in config.audiences]
    if audience is None or audience in known:
        return audience
    hint = did_you_mean(clip(audience), known, otherwise=f"The audiences are: {', '.join(known)}.")
    report.append(codes.UNKNOWN_AUDIENCE.at(values.span_of(AUDIENCE), hint=hint, audience=clip(audience)))
    return None


def _numbered(key: str, items: tuple[Located[str], ...]) -> dict[str, Span]:
    """The place of each item of a list, as "topics.0", "topics.1" and so on."""
    return {f"{key}.{index}": item.span for index, item in enumerate(items)}


def _changes(values: Values) -> tuple[Change, ...]:
    """What was changed, oldest first; those of one day in the order written."""
    found = []
    for entry in values.get(CHANGES, ()):
        date, text = entry.value.get(CHANGE_DATE), entry.value.get(CHANGE_TEXT)
        if date is not None and text is not None:
            found.append(Change(date, text.strip(), entry.span))
    return tuple(sorted(found, key=lambda change: change.date))


# The review history


def _review(values: Values, report: Report) -> tuple[ReviewEvent, ...]:
    """The review history, checked against itself, the status and the date of the text."""
    entries = values.get(REVIEW, ())
    events = []
    for entry in entries:
        status = entry.value.get(STATUS)
        if status is not None:
            date, by, note = entry.value.get(DATE), entry.value.get(BY), entry.value.get(NOTE, "")
            events.append(ReviewEvent(status, entry.span, date, by, note, entry.value.get(SEAL, "")))
            if status is ReviewStatus.APPROVED:
                _check_signature(entry.value, entry.span, report)
            _check_seal(entry.value, status, report)
    _check_order(events, report)
    if len(events) == len(entries) and not values.lost(REVIEW):  # else the fault of an entry has been reported
        _check_status(values, events, report)
    return tuple(events)


def _check_signature(entry: Values, span: Span, report: Report) -> None:
    missing = [
        (words, f"“{wanted.name}”")
        for wanted, words in ((BY, "who gave it"), (DATE, "when it was given"))
        if wanted.name not in entry.keys
    ]
    if missing:
        words, keys = (" and ".join(column) for column in zip(*missing, strict=True))
        report.append(review_codes.UNSIGNED_APPROVAL.at(span, missing=words, keys=keys))


def _check_seal(entry: Values, status: ReviewStatus, report: Report) -> None:
    text = entry.get(SEAL)
    if text is None:
        return
    if status is not ReviewStatus.APPROVED:
        report.append(review_codes.SEAL_WITHOUT_APPROVAL.at(entry.keys[SEAL.name], status=status.value))
    if read_seal(text) is None:
        hint = review_codes.NEWER_SEAL_HINT if is_of_another_version(text) else None
        report.append(review_codes.SEAL_UNREADABLE.at(entry.span_of(SEAL), hint=hint, text=clip(text, 30)))


def _check_order(events: list[ReviewEvent], report: Report) -> None:
    latest: ReviewEvent | None = None
    for event in events:
        if event.date is None:
            continue
        if latest is not None and latest.date is not None and event.date < latest.date:
            related = [Related(latest.span, "The later entry is here.")]
            words = {"date": event.date.isoformat(), "earlier": latest.date.isoformat()}
            report.append(review_codes.OUT_OF_ORDER.at(event.span, related=related, **words))
        else:
            latest = event


def _check_status(values: Values, events: list[ReviewEvent], report: Report) -> None:
    status, updated = values.get(STATUS), values.get(UPDATED)
    if status is None:
        return
    # More than one approval may be asked for: until the last of them the article stays under review.
    awaits_more = bool(events and status is ReviewStatus.UNDER_REVIEW and events[-1].seal)
    if events and events[-1].status is not status and not awaits_more:
        related = [Related(events[-1].span, "The last review entry is here.")]
        words = {"status": status.value, "last": events[-1].status.value}
        report.append(review_codes.DISAGREES.at(values.span_of(STATUS), related=related, **words))
    if status is not ReviewStatus.APPROVED:
        return
    approvals = [event for event in events if event.status is ReviewStatus.APPROVED]
    if not approvals:
        report.append(review_codes.NO_APPROVAL.at(values.span_of(STATUS)))
        return
    last = approvals[-1]
    if last.seal:
        return  # the text itself tells whether it was changed
    if updated is not None and last.date is not None and updated > last.date:
        related = [Related(last.span, "The last approval is here.")]
        words = {"updated": updated.isoformat(), "approved": last.date.isoformat()}
        report.append(review_codes.CHANGED_AFTER_APPROVAL.at(values.span_of(UPDATED), related=related, **words))
