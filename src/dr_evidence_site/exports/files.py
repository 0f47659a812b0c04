"""The files beside an article's page, made from the same closed view as the page."""

from __future__ import annotations

from dr_evidence_site.exports import article_json, markdown
from dr_evidence_site.exports.bibtex import bibtex
from dr_evidence_site.exports.csl_json import csl_json
from dr_evidence_site.exports.passages import EvidenceWriter, body_html
from dr_evidence_site.exports.ris import ris
from dr_evidence_site.model.config import Export
from dr_evidence_site.model.page import Output, Page
from dr_evidence_site.model.views import ArticleView
from dr_evidence_site.render.words import UNTRANSLATED, Words


def files_beside(page: Page, words: Words = UNTRANSLATED, evidence: EvidenceWriter | None = None) -> list[Output]:
    """The files that the page offers for download; none for a page that is no article. `evidence` as in `body_html`."""
    view = page.view
    if not isinstance(view, ArticleView):
        return []
    stem = page.path.removesuffix("html")
    formats = [download.format for download in view.downloads]
    needs_body = Export.JSON in formats or Export.MARKDOWN in formats
    body = body_html(view.body, words, evidence) if needs_body else ""
    return [
        Output(stem + export.value, _text(export, page, view, body, words).encode("utf-8", "replace"))
        for export in formats
    ]


def _text(export: Export, page: Page, view: ArticleView, body: str, words: Words) -> str:
    match export:
        case Export.JSON:
            return article_json.article(page, body)
        case Export.MARKDOWN:
            return markdown.article(page, body, words)
        case Export.BIBTEX:
            return bibtex(entry.reference for entry in view.references)
        case Export.RIS:
            return ris(entry.reference for entry in view.references)
        case Export.CSL_JSON:
            return csl_json(entry.reference for entry in view.references)
