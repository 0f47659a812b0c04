"""The filters that templates may use: a date in words, a reference in its style, a body and the links back to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from dr_evidence_site.model.article import Word
from dr_evidence_site.model.config import Marker, ReferenceStyle
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.languages import direction, wider
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.views import AudienceView, Backlink, Link, ResolvedCitation, ResolvedPart, TermUse
from dr_evidence_site.render.marker import authors, value, written
from dr_evidence_site.render.remembered import remembering as remembering_writer
from dr_evidence_site.render.words import UNTRANSLATED, Words

if TYPE_CHECKING:
    from babel.core import Locale

    from dr_evidence_site.model.figures import EvidenceView

_SPACE = " \t\r\n\u00a0"
_FALLBACK_LANGUAGE = "en"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LEFT_TO_RIGHT_MARK = "\u200e"


@lru_cache(maxsize=4096)
def time(date: dt.date, language: str) -> Html:
    """The date as a `<time>` element, in words and for machines."""
    return Html(f'<time datetime="{iso_date(date)}">{escape(long_date(date, language))}</time>')


def iso_date(date: dt.date) -> str:
    """The date as `2025-11-04`, for `datetime` attributes and scripts."""
    return date.isoformat()


@lru_cache(maxsize=4096)
def long_date(date: dt.date, language: str) -> str:
    """The date in words of the page's language ("4 November 2025"), by the Unicode CLDR's long form.

    `language` is a BCP 47 tag; plain "en" is read as international English (day before month). A language that
    the CLDR does not know gets English.
    """
    if (
        language == _FALLBACK_LANGUAGE
    ):  # a test holds it to Babel, which takes 25 ms to load: 6% of a build after an edit
        return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(date, "long", locale=_locale(language))


@lru_cache(maxsize=4096)
def number(value: int, language: str) -> str:
    """The number with the separators of the page's language ("1,234", "1 234"), in the digits 0 to 9.

    Those digits are kept in Arabic too, where both kinds are in use, so that a number in the text looks like that of
    a citation or a reference, and can be searched for.
    """
    if language == _FALLBACK_LANGUAGE:
        return f"{value:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415

    return format_decimal(value, locale=_locale(language), numbering_system="latn")


@lru_cache(maxsize=8192)
def figure(written: str, language: str) -> str:
    """A figure with decimals ("0.70", "-2.3") as the page's language writes it, every digit kept.

    Minus is a minus sign; in text from right to left a mark before it keeps it on the left of its figure.
    """
    minus = f"{_LEFT_TO_RIGHT_MARK}\u2212" if direction(language) == "rtl" else "\u2212"
    return written.replace(".", _decimal_point(language)).replace("-", minus)


@lru_cache(maxsize=64)
def _decimal_point(language: str) -> str:
    from babel.numbers import get_decimal_symbol  # noqa: PLC0415

    return get_decimal_symbol(_locale(language), numbering_system="latn")


def _locale(language: str) -> Locale:
    """What the CLDR knows of a language tag, or of the nearest one that it knows; else of international English."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415

    for tag in wider(language) if language != _FALLBACK_LANGUAGE else ():
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")


def reference(entry: Reference, style: ReferenceStyle) -> Html:
    """The reference as one line of a reference list, with its links."""
    from dr_evidence_site.render.styles import as_html, format_reference  # noqa: PLC0415 - only lists need it

    return as_html(format_reference(entry, style))


def remembering(
    reference: Callable[[Reference, ReferenceStyle], Html],
) -> Callable[[Reference, ReferenceStyle | str], Html]:
    """The filter, made to format a reference once and not on every page that cites it: saves 30 µs each."""

    def written_in(style: ReferenceStyle) -> Callable[[Reference], Html]:
        return remembering_writer(lambda entry: reference(entry, style))

    written = {style: written_in(style) for style in ReferenceStyle}

    def filter_(entry: Reference, style: ReferenceStyle | str) -> Html:
        if not isinstance(style, ReferenceStyle):  # a template's own word, for how to cite the page itself
            return reference(entry, ReferenceStyle(style))
        return written[style](entry)

    return filter_


def backlinks(links: Iterable[Backlink], audiences: Iterable[AudienceView] = ()) -> Html:
    """The links from a reference back to its uses, one a line.

    They are numbers in a sentence ("Cited in the text: 1 2"), which a script gives longer names. `data-use` tells which
    audiences see the use, by their places in the settings: a page has a hundred of these links.
    """
    places = {audience.id: str(place) for place, audience in enumerate(audiences, 1)}
    return Html(
        "\n".join(
            [
                _backlink(link.href, places.get(link.data_for) or _places(link.data_for, places), link.ordinal)
                for link in links
            ]
        )
    )


def _places(ids: str, places: Mapping[str, str]) -> str:
    return " ".join([places[id_] for id_ in ids.split() if id_ in places])


# An article has two or three for each reference, alike in all articles: 0.8 µs instead of 5.6 in the template.
@lru_cache(maxsize=8192)
def _backlink(href: str, places: str, ordinal: int) -> str:
    use = f" data-use={value(places)}" if places else ""
    return f"<a href={value(href)}{use}>{ordinal}</a>"


def links(wanted: Iterable[Link], separator: str = " · ") -> Html:
    """Links to other pages, each in its own language, with a separator between them.

    An article is linked from each of its sources: remembered links take a tenth of the time of the template's own.
    """
    return Html(escape(separator).join(map(_link, wanted)))


@lru_cache(maxsize=8192)
def _link(link: Link) -> str:
    language = f' lang="{escape(link.language)}" dir="auto"' if link.language else ""
    return f'<a href="{escape(link.href)}"{language}>{escape(link.label)}</a>'


def body(
    parts: Iterable[ResolvedPart],
    marker: Marker,
    words: Words = UNTRANSLATED,
    evidence: Callable[[EvidenceView, Marker], str] | None = None,
) -> Html:
    """The parts joined to one piece of HTML, every citation printed with the site's marker.

    `evidence` prints a block of evidence; without it such blocks are left out.

    A superscript hugs the word before it and stands after a full stop or comma (AMA Manual of Style, 11th ed.;
    Pandoc does the same with notes after punctuation), so the space before it goes and that mark moves in front.
    """
    parts = list(parts)
    superscript = marker is Marker.SUPERSCRIPT
    explanation = words.gettext("What does “%(term)s” mean?")
    out: list[str] = []
    for index, part in enumerate(parts):
        if isinstance(part, Word):
            out.append(escape(_word(part, words)))
        elif isinstance(part, str):
            out.append(part)
        elif isinstance(part, TermUse):
            out.append(_term(part, explanation))
        elif not isinstance(part, ResolvedCitation):
            out.append(evidence(part, marker) if evidence else "")
        elif superscript:
            if not part.author:
                _hug(out, parts, index)
            before = _take_punctuation(parts, index, out, authors(part, words))
            out.append(written(part, marker, words, before=before))
        else:
            out.append(written(part, marker, words))
    return Html("".join(out))


@lru_cache(maxsize=8192)
def _term(use: TermUse, explanation: str) -> str:
    """The word with a link to its meaning behind it. The link has no words of its own, so that none get into a copy."""
    label = escape(explanation.replace("%(term)s", use.name))
    readers = f" data-for={value(use.data_for)}" if use.data_for else ""
    return f'{use.text}<a{readers} href={value("#" + use.id)} role=doc-glossref aria-label="{label}"></a>'


def _word(part: Word, words: Words) -> str:
    text = words.gettext(part.text)
    return text % {"number": part.number} if part.number else text


def _hug(out: list[str], parts: list[ResolvedPart], index: int) -> None:
    """Drop the space before a superscript; two superscripts with nothing between them keep one, lest 1 2 read 12."""
    if not out:
        return
    out[-1] = out[-1].rstrip(_SPACE)
    before = index - 1 if out[-1] else index - 2
    if before >= 0 and isinstance(parts[before], ResolvedCitation):
        out.append(" ")


def _take_punctuation(parts: list[ResolvedPart], index: int, out: list[str], author: str) -> str:
    """Move a full stop or comma that follows the citation to before it, and return what to print there."""
    following = parts[index + 1] if index + 1 < len(parts) else ""
    if not isinstance(following, str) or following[:1] not in {".", ","} or following.startswith("..."):
        return ""
    parts[index + 1] = following[1:]
    preceding = author or (out[-1] if out else "")
    # "et al." at the end of a sentence has its full stop already.
    return "" if following[0] == "." and preceding.endswith(".") else following[0]


_ENDS_SCRIPT = re.compile("[<>&\u2028\u2029]")


def json_ld(written: str) -> Html:
    """JSON text as it may stand in a `<script>` element: nothing in it can end the element or begin another."""
    return Html(_ENDS_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", written))
