"""Runs of text, plain, italic or linked, and how they become HTML or plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import quote

from msgspec import Struct

from dr_evidence_site.model.html import Html

_WEB = re.compile(r"https?://[^\s\"<>\\^`{|}\x00-\x20]+", re.IGNORECASE)
# Words in scripts that run from right to left (Hebrew, Arabic and their kin), with the spaces between them.
_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[^\w&<>]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)
_QUOTES = "”’\"'»"
_ENDS = (".", "?", "!", "…")


class Run(Struct, frozen=True):
    """Text in one kind of type; `href` is the address it links to, empty for none."""

    text: str
    italic: bool = False
    href: str = ""


def as_text(runs: Iterable[Run]) -> str:
    """The runs as plain text."""
    return "".join(run.text for run in runs)


def as_html(runs: Iterable[Run]) -> Html:
    """The runs as HTML, everything escaped. A link is made of a whole http(s) address only, else the text alone.

    Words from right to left are set apart, so that they cannot draw a year or a number behind them to their other side.
    """
    parts = []
    for run in runs:
        text = html.escape(run.text)
        if not text.isascii():
            text = _RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", text)
        if run.italic:
            text = f"<i>{text}</i>"
        if run.href and _WEB.fullmatch(run.href):
            text = f'<a href="{html.escape(run.href)}">{text}</a>'
        parts.append(text)
    return Html("".join(parts))


class Line:
    """A reference as it is written, sentence by sentence."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        # The text since the last link, in one kind of type; joined when its kind ends, which takes a third off
        # a reference's time against joining runs at every word.
        self._text = ""
        self._italic = False

    def add(self, text: str, *, italic: bool = False, href: str = "") -> None:
        """Writes text right after the last, joined to it when it is of the same kind."""
        if not text:
            return
        if not href and italic == self._italic:
            self._text += text
            return
        self._close()
        if href:
            self._runs.append(Run(text, italic, href))
        else:
            self._text, self._italic = text, italic

    def _close(self) -> None:
        if self._text:
            self._runs.append(Run(self._text, self._italic))
            self._text = ""

    def begin(self) -> None:
        """Sets off what comes next by a space, unless nothing is written yet."""
        if self._text or self._runs:
            self.add(" ")

    def stop(self) -> None:
        """Ends a sentence with a period, unless it already ends with ".", "?" or "!", also within quotes."""
        last = self._text or (self._runs[-1].text if self._runs else "")
        if last and not last.endswith(_ENDS) and not _ends_within(last):
            self.add(".")

    def sentence(self, text: str, *, italic: bool = False, href: str = "") -> None:
        """Writes a sentence of its own; nothing for empty text."""
        if text:
            self.begin()
            self.add(text, italic=italic, href=href)
            self.stop()

    def runs(self) -> tuple[Run, ...]:
        """What is written."""
        self._close()
        return tuple(self._runs)


def _ends_within(text: str) -> bool:
    """Whether a sentence ends inside the quotes at the end of the text; brackets do not count."""
    return text.rstrip(_QUOTES).endswith(_ENDS)


def doi_link(doi: str) -> str:
    """The address that resolves a DOI."""
    return "https://doi.org/" + quote(doi, safe="/:;()@!$*+,=._-~")


def pubmed_link(pmid: str) -> str:
    """The PubMed page of a PMID."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid, safe='')}/"


def pmc_link(pmcid: str) -> str:
    """The PubMed Central page of a PMCID."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"
