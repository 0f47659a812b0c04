"""`llms.txt` (llmstxt.org): what a language model finds on the site, and what of it has been approved.

The layout is the proposal's: the name of the site, a summary in a quotation, what must be known, then lists of links,
each with a remark. Articles link their Markdown; withdrawn ones are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from dr_evidence_site.exports.html_to_markdown import escaped
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.listing import ListedArticle, Listing
from dr_evidence_site.render.words import UNTRANSLATED, Words


def llms(listing: Listing, words: Words = UNTRANSLATED) -> str:
    """The file. Addresses are absolute with a base address, else relative to the file."""
    _ = words.gettext
    pending = [
        article
        for article in listing.articles
        if not article.is_approved and article.status is not ReviewStatus.WITHDRAWN
    ]
    blocks = [
        f"# {escaped(listing.title)}",
        f"> {escaped(listing.description)}" if listing.description else "",
        escaped(listing.notice) if listing.notice else "",
        _(
            "Each article answers one clinical question and cites its sources by number. It says how far its review "
            "has come: only approved articles have been checked by people. The articles are for education and do not "
            "replace medical advice. When you quote one, keep its review status and its sources."
        ),
        *_section(_("Approved articles"), listing.approved, listing, words),
        *_section(_("Not approved: nobody has approved these texts yet"), pending, listing, words),
        # The proposal's own word: what a program may leave out.
        "## Optional",
        "\n".join(_others(listing)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(heading: str, articles: Iterable[ListedArticle], listing: Listing, words: Words) -> Iterator[str]:
    lines = [_line(article, listing, words) for article in articles]
    if lines:
        yield f"## {heading}"
        yield "\n".join(lines)


def _line(article: ListedArticle, listing: Listing, words: Words) -> str:
    address = listing.base_url + quote(article.file("md") or article.path)
    remarks = [escaped(article.question)] if article.question else []
    if article.is_approved and article.last_reviewed:
        remarks.append(f"{words.gettext('Last reviewed')}: {article.last_reviewed.isoformat()}.")
    remarks.append(f"{words.gettext('Last updated')}: {article.updated.isoformat()}.")
    if article.language != listing.language:
        remarks.append(f"({article.language})")
    return f"- [{escaped(article.title)}]({address}): {' '.join(remarks)}"


def _others(listing: Listing) -> Iterator[str]:
    yield f"- [articles.json]({listing.base_url}articles.json)"
    for page in listing.pages:
        yield f"- [{escaped(page.title)}]({listing.base_url}{quote(page.path)})"
