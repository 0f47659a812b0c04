"""Libraries in BibTeX, and reading one with its checks and in both styles."""

from __future__ import annotations

import datetime as dt

from bench.hostile.families import Family, repeated

TODAY = dt.date(2026, 6, 1)
TWO = """\
@article{a, author = {Example, Ann}, title = {A title}, journaltitle = {Journal}, date = {2020}, pages = {1--2}}
@article{b, author = {Example, Bo}, title = {B title}, journaltitle = {Journal}, date = {2021}, pages = {3--4}}
"""
"""A library of two sources."""

ENTRY = "@article{k№, author = {Example, Ann}, title = {T №}, journaltitle = {J}, date = {2020}, pages = {1--2}}\n"
_TITLE = "@misc{k, title = {"
BIBTEX: dict[str, Family] = {
    **repeated(
        *("{", "}", "@", "@a{", "\n@a{k,", '"', "\n@comment{", "@comment{}", "@preamble{", "@string{"),
        *("@string{a=a#a}\n", "@a(", "@a(k,", "=", ",", "#", "\\", "%", "\n", " ", "a", "@ ", "@a ", "@a\n"),
        *("\n@article ", "@misc{k}\n", "k,", "@misc{k", "@misc{,}", "@misc{k,a", "@misc{k,a=", "@misc{k,a={"),
        *('@misc{k,a="', "@misc{k,a=b", "@misc{k,a=b#"),
    ),
    "entries": Family(ENTRY, numbered=True),
    "one entry again": Family("@misc{k, title = {T}}\n"),
    "entries whose keys differ in case": Family("@misc{k№, title={T}}\n@misc{K№, title={T}}\n", numbered=True),
    "entries without an end": Family("@misc{k№, title = {T}\n", numbered=True),
    "a value without an end": Family("a = {x\n", before="@misc{k,\n"),
    "fields": Family("f№ = {x},\n", before="@misc{k,\n", after="}\n", numbered=True),
    "one field again": Family("a = {x},\n", before="@misc{k,\n", after="}\n"),
    "fields without commas": Family("f№ = {x}\n", before="@misc{k,\n", after="}\n", numbered=True),
    "broken fields": Family("f x\n", before="@misc{k,\n", after="}\n"),
    "strings": Family("@string{s№ = {x}}\n", numbered=True),
    "strings that grow": Family("@string{s№ = s№-1 # s№-1}\n", before='@string{s0 = "aa"}\n', numbered=True),
    "a value put together": Family(' # "a"', before='@misc{k, title = "a"', after="}\n"),
    "unknown strings": Family("@misc{k№, title = u№}\n", numbered=True),
    "cross references in a chain": Family("@misc{k№, crossref = {k№-1}, title={T}}\n", numbered=True),
    "cross references to nothing": Family("@misc{k№, crossref = {x№}}\n", numbered=True),
    "successors": Family("@misc{k№, title={T}, supersededby = {k№-1}}\n", numbered=True),
    "accents": Family("\\'e", before=_TITLE, after="}}\n"),
    "accents in braces": Family("{\\'{e}}", before=_TITLE, after="}}\n"),
    "accents without a letter": Family("\\'", before=_TITLE, after="}}\n"),
    "commands": Family("\\alpha ", before=_TITLE, after="}}\n"),
    "unknown commands": Family("\\foo ", before=_TITLE, after="}}\n"),
    "formulas": Family("$x^2$ ", before=_TITLE, after="}}\n"),
    "dollars": Family("$", before=_TITLE, after="}}\n"),
    "braces": Family("{", before=_TITLE, closing="}", after="}}\n"),
    "superscripts within": Family("\\textsuperscript{", before=_TITLE, middle="2", closing="}", after="}}\n"),
    "quotes within": Family("\\enquote{", before=_TITLE, middle="2", closing="}", after="}}\n"),
    "accents within": Family("\\'{", before=_TITLE, middle="2", closing="}", after="}}\n"),
    "names": Family("Example, Ann and ", before="@misc{k, author = {", after="Example, Bo}}\n"),
    "a name": Family("a ", before="@misc{k, author = {", after="}}\n"),
    "a name of small words": Family("von ", before="@misc{k, author = {", after="A}}\n"),
    "names in braces": Family("{a} and ", before="@misc{k, author = {", after="x}}\n"),
    "commas in a name": Family("a, ", before="@misc{k, author = {", after="x}}\n"),
    "pages": Family("1--2, ", before="@article{k, pages = {", after="3}}\n"),
    "hyphens": Family("-", before="@article{k, pages = {", after="}}\n"),
    "white space": Family(" ", before="@article{k, pages = {1", after="2}}\n"),
    "a date": Family("1", before="@misc{k, date = {", after="}}\n"),
    "an identifier": Family("1.", before="@misc{k, doi = {10.1000", after="/a}}\n"),
    "an address": Family("a/", before="@misc{k, url = {https://a.example/", after="}}\n"),
    "serial numbers": Family("1234-5679 ", before="@misc{k, issn = {", after="}}\n"),
    "book numbers": Family("978-0-306-40615-7, ", before="@book{k, isbn = {", after="}}\n"),
    "digits of a book number": Family("1-", before="@book{k, isbn = {", after="}}\n"),
    "keywords": Family("a, ", before="@misc{k, keywords = {", after="b}}\n"),
    "a key": Family("a", before="@misc{", after=", title={T}}\n"),
    "capital letters in a title": Family("{D} ", before=_TITLE, after="}}\n"),
    "a note": Family("a. ", before="@misc{k, title={T}, note = {", after="}}\n"),
}  # fmt: skip


def read_library(text: str) -> None:
    """A library, its checks, and each of its sources in both styles."""
    from dr_evidence_site.checks import library as checks  # noqa: PLC0415
    from dr_evidence_site.model.config import ReferenceStyle  # noqa: PLC0415
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.bibtex import bibliography  # noqa: PLC0415
    from dr_evidence_site.parse.library import read_library as read  # noqa: PLC0415
    from dr_evidence_site.render.styles import format_reference  # noqa: PLC0415
    from dr_evidence_site.render.styles.runs import as_html  # noqa: PLC0415

    source = Source("references/a.bib", text)
    found, _ = bibliography([source])
    read([source])
    checks.check(found.references.values(), TODAY.year)
    for reference in found.references.values():
        for style in ReferenceStyle:
            as_html(format_reference(reference, style))
