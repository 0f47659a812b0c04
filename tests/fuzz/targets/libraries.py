"""Libraries in BibTeX: as they are read, and as they are given to other programs."""

from __future__ import annotations

from msgspec.structs import replace

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.source import Source

from ..properties import IN_PASSAGES, IN_REFERENCES, faults_are_sound, html_is_sound, must, spans_lie_inside, twice
from ..target import TODAY, Target

PIECES = (
    *("@article{", "@misc(", "@string{", "@comment{", "@preamble{", "@", "{", "}", "(", ")", '"', ",", "="),
    *("#", "\n", "\r\n", "key", "title", "author", "date", "year", "month", "crossref", "doi", "url", "pages"),
    *(" and ", "others", "2019-02-30", "{{Group}}", "\\'", "\\foo", "$", "$^2$", "~", "--", "title = {T},"),
    *("k,", "%", "\\&", "\\textsuperscript{", "``", "''"),
)  # fmt: skip


def check_bibtex(text: str) -> None:
    """A library: its references in both styles, its checks, and as BibTeX that is read again."""
    from dr_evidence_site.checks import library as checks
    from dr_evidence_site.parse.bibtex import bibliography
    from dr_evidence_site.parse.library import bibliography_of, dump_library, load_library, read_library
    from dr_evidence_site.render.styles import format_reference
    from dr_evidence_site.render.styles.runs import as_html

    source = Source("references/a.bib", text)
    found, faults = bibliography([source])
    faults_are_sound(source, faults)
    twice(lambda: bibliography([source]))
    spans_lie_inside(source, [reference.span for reference in found.references.values()])
    faults_are_sound(source, checks.check(found.references.values(), TODAY.year))
    whole = read_library([source])
    must(load_library(dump_library(whole)) == whole, "the library is not remembered as it was")
    remembered = bibliography_of(whole).references
    must(list(remembered) == list(found.references), "the library has other keys than its file")
    for key, reference in found.references.items():
        # What supersedes it is only put in when all are known.
        must(replace(remembered[key], successor=None) == replace(reference, successor=None), f"{key} is another")
        for style in ReferenceStyle:
            html = str(as_html(format_reference(reference, style)))
            must("<script" not in html.casefold(), "a script")
            html_is_sound(html, IN_PASSAGES | IN_REFERENCES)


def check_exports(text: str) -> None:
    """A library as BibTeX, RIS and CSL-JSON, each read in again."""
    from dr_evidence_site.exports.bibtex import bibtex
    from dr_evidence_site.exports.csl_json import csl_json
    from dr_evidence_site.exports.ris import ris
    from dr_evidence_site.parse.bibtex import bibliography
    from dr_evidence_site.refs import reading

    found, _ = bibliography([Source("references/a.bib", text)])
    references = [reference for reference in found.references.values() if reference.title]
    for write in (bibtex, csl_json, ris):
        written = write(references)
        if not references:
            continue
        records, _ = reading.read(Source("exported", written))
        must(len(records) == len(references), f"{write.__name__}: {len(records)} of {len(references)} are read again")
        for record, reference in zip(records, references, strict=True):
            for name in _KEPT:
                one, other = getattr(record.reference, name), getattr(reference, name)
                must(_bare(one) == _bare(other), f"{write.__name__}: {name} {other!r} becomes {one!r}")


_KEPT = ("title", "doi", "pmid", "volume")


def _bare(value: object) -> str:
    return " ".join(str(value).split())


BIBTEX = Target("bibtex", check_bibtex, PIECES, 50)
EXPORTS = Target("exports", check_exports, PIECES, 60)
