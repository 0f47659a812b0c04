"""Articles and libraries written in the formats of the generators that are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bench import generate as g

Inlines = Callable[[g.Line], str]


def bibtex(references: Iterable[g.Reference]) -> str:
    """A BibTeX library, in the fields of biblatex."""
    return "\n".join(_entry(reference) for reference in references)


def _entry(reference: g.Reference) -> str:
    authors = " and ".join(
        f"{family}, {' '.join(f'{letter}.' for letter in initials)}" for family, initials in reference.authors
    )
    first, last = reference.pages
    return (
        f"@article{{{reference.key},\n"
        f"  author       = {{{authors}}},\n"
        f"  title        = {{{reference.title}}},\n"
        f"  journaltitle = {{{reference.journal}}},\n"
        f"  shortjournal = {{{reference.short}}},\n"
        f"  date         = {{{reference.year}}},\n"
        f"  volume       = {{{reference.volume}}},\n"
        f"  number       = {{{reference.number}}},\n"
        f"  pages        = {{{first}--{last}}},\n"
        f"  doi          = {{{reference.doi}}},\n"
        f"  pmid         = {{{reference.pmid}}},\n"
        "}\n"
    )


def legacy_bibtex(references: Iterable[g.Reference]) -> str:
    """The library in the fields of classical BibTeX, which pybtex's own styles (and so Sphinx) read."""
    return (
        bibtex(references).replace("journaltitle =", "journal      =").replace("  date         =", "  year         =")
    )


def vancouver(reference: g.Reference, link: Callable[[str, str], str]) -> str:
    """The reference in Vancouver style, as an editor would paste it into a generator that cannot cite."""
    names = [f"{family} {initials}" for family, initials in reference.authors]
    authors = ", ".join(names[:6]) + (", et al" if len(names) > 6 else "")
    first, last = reference.pages
    return (
        f"{authors}. {reference.title}. {reference.short}."
        f" {reference.year};{reference.volume}({reference.number}):{first}-{last}."
        f" doi: {link(reference.doi, f'https://doi.org/{reference.doi}')}."
        f" PubMed PMID: {link(str(reference.pmid), f'https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/')}."
    )


def _link(text: str, address: str) -> str:
    return f"[{text}]({address})"


def _html_link(text: str, address: str) -> str:
    return f'<a href="{address}" rel="external">{text}</a>'


def ours(article: g.Article) -> str:
    """The article in this project's own format."""
    audiences = ", ".join(article.topics)
    return (
        f"---\ntitle: {article.title}\nquestion: {article.question}\nstatus: under-review\nupdated: {article.updated}\n"
        f"audience: clinician\ntopics: [{audiences}]\nreview:\n"
        f"  - {{status: submitted, date: {g.FIRST_DAY}}}\n"
        f"  - {{status: under-review, date: {article.updated}}}\n---\n\n" + _body(article.blocks, _our_inlines, _fenced)
    )


def _our_inlines(line: g.Line) -> str:
    return "".join(_our_inline(part) for part in line)


def _our_inline(part: g.Inline) -> str:
    match part:
        case str():
            return part
        case g.Cited(items):
            return "[" + "; ".join(f"@{name}" + (f", p. {page}" if page else "") for name, page in items) + "]"
        case g.Words(patient, clinician):
            return f"[{patient}]{{.patient}}[{clinician}]{{.clinician}}"
        case g.LinkTo(slug, anchor, text):
            return f"[{text}]({slug}.md{'#' + anchor if anchor else ''})"
        case g.Strong(text):
            return f"**{text}**"


def _fenced(box: g.Box, inlines: Inlines) -> str:
    fence = "::::" if any(isinstance(block, g.Box) for block in box.blocks) else ":::"
    return f"{fence} {box.name}\n{_body(box.blocks, inlines, _fenced).rstrip()}\n{fence}\n\n"


def _body(blocks: Iterable[g.Block], inlines: Inlines, box: Callable[[g.Box, Inlines], str]) -> str:
    return "".join(_block(block, inlines, box) for block in blocks)


def _block(block: g.Block, inlines: Inlines, box: Callable[[g.Box, Inlines], str]) -> str:
    match block:
        case g.Heading(level, line):
            return f"{'#' * level} {inlines(line)}\n\n"
        case g.Paragraph(line):
            return f"{inlines(line)}\n\n"
        case g.Bullets(items):
            return "".join(f"- {inlines(item)}\n" for item in items) + "\n"
        case g.Table(rows):
            head, *rest = ["| " + " | ".join(inlines(cell) for cell in row) + " |\n" for row in rows]
            return head + "| --- " * len(rows[0]) + "|\n" + "".join(rest) + "\n"
        case g.Box():
            return box(block, inlines)


@dataclass(slots=True)
class _Numbers:
    """Numbers of references in the order in which they are first cited."""

    by_key: dict[str, int] = field(default_factory=dict)

    def group(self, items: tuple[tuple[str, int | None], ...]) -> list[tuple[int, int | None]]:
        for name, _ in items:
            self.by_key.setdefault(name, len(self.by_key) + 1)
        return sorted(((self.by_key[name], page) for name, page in items), key=lambda item: item[0])


def linked(article: g.Article, library: Mapping[str, g.Reference], *, list_in_html: bool = False) -> str:
    """The article for Hugo and Eleventy: citations are links already, to a numbered list that is part of the article.

    Both are Markdown, as an author writes them; `list_in_html` makes the list ready HTML, which is not parsed.
    Audience passages and words are raw HTML, which these generators pass through: the cheapest way that they have.
    """
    numbers = _Numbers()

    def inlines(line: g.Line) -> str:
        return "".join(inline(part) for part in line)

    def inline(part: g.Inline) -> str:
        match part:
            case g.Cited(items):
                return _linked_group(numbers.group(items))
            case g.Words(patient, clinician):
                return f'<span data-for="patient">{patient}</span><span data-for="clinician">{clinician}</span>'
            case g.LinkTo(slug, anchor, text):
                return f"[{text}]({slug}.html{'#' + anchor if anchor else ''})"
            case _:
                return _our_inline(part)

    body = _body(article.blocks, inlines, _raw_box)
    entries = [(number, library[name]) for name, number in numbers.by_key.items()]
    if list_in_html:
        items = "".join(
            f'<li id="ref-{number}">{vancouver(reference, _html_link)}</li>\n' for number, reference in entries
        )
        listed = f'<ol class="references">\n{items}</ol>\n'
    else:
        listed = "".join(
            f'{number}. <span id="ref-{number}"></span>{vancouver(reference, _link)}\n' for number, reference in entries
        )
    topics = ", ".join(f'"{topic}"' for topic in article.topics)
    return (
        f'---\ntitle: "{article.title}"\nquestion: "{article.question}"\n'
        f'status: "under-review"\ndate: {article.updated}\n'
        f"topics: [{topics}]\nsubmitted: {g.FIRST_DAY}\n---\n\n{body}## References\n\n{listed}"
    )


def _linked_group(group: list[tuple[int, int | None]]) -> str:
    """Numbers as the reader sees them: runs of three or more become ranges, an item with a page stays out of them."""
    shown: list[str] = []
    run: list[int] = []

    def flush() -> None:
        if len(run) > 2:
            shown.append(f"[{run[0]}](#ref-{run[0]})–[{run[-1]}](#ref-{run[-1]})")
        else:
            shown.extend(f"[{number}](#ref-{number})" for number in run)
        run.clear()

    for number, page in group:
        if page is not None or (run and number != run[-1] + 1):
            flush()
        if page is None:
            run.append(number)
        else:
            shown.append(f"[{number}](#ref-{number}) (p. {page})")
    flush()
    return "\\[" + ",".join(shown) + "\\]"


def _raw_box(box: g.Box, inlines: Inlines) -> str:
    if box.name in g.AUDIENCES:
        opening = f'<div data-for="{box.name}">'
    else:
        label = box.name.replace("-", " ").capitalize()
        opening = f'<section class="{box.name}" aria-label="{label}">\n<p class="block-label">{label}</p>'
    closing = "</div>" if box.name in g.AUDIENCES else "</section>"
    return f"{opening}\n\n{_body(box.blocks, inlines, _raw_box)}{closing}\n\n"


def pandoc(article: g.Article) -> str:
    """The article for Pandoc: this project's citations, divs and spans are Pandoc's own."""

    def inlines(line: g.Line) -> str:
        return "".join(
            f"[{part.text}]({part.slug}.html{'#' + part.anchor if part.anchor else ''})"
            if isinstance(part, g.LinkTo)
            else _our_inline(part)
            for part in line
        )

    topics = ", ".join(article.topics)
    return (
        f"---\ntitle: {article.title}\nquestion: {article.question}\nstatus: under-review\nupdated: {article.updated}\n"
        f"topics: [{topics}]\nsubmitted: {g.FIRST_DAY}\n---\n\n"
        + _body(article.blocks, inlines, _fenced)
        + "## References\n\n::: {#refs}\n:::\n"
    )


def myst(article: g.Article) -> str:
    """The article for Sphinx with MyST and sphinxcontrib-bibtex: footnote citations, its way to a list on each page."""

    def inlines(line: g.Line) -> str:
        return "".join(inline(part) for part in line)

    def inline(part: g.Inline) -> str:
        match part:
            case g.Cited(items):
                pages = "".join(f" (p. {page})" for _, page in items if page)
                return "{footcite:p}`" + ",".join(name for name, _ in items) + "`" + pages
            case g.Words(patient, clinician):
                return f"[{patient}]{{.patient}} [{clinician}]{{.clinician}}"
            case g.LinkTo(slug, _, text):
                return f"[{text}]({slug}.md)"
            case _:
                return _our_inline(part)

    def box(block: g.Box, write: Inlines) -> str:
        fence = "::::" if any(isinstance(inner, g.Box) for inner in block.blocks) else ":::"
        return f"{fence}{{container}} {block.name}\n{_body(block.blocks, write, box).rstrip()}\n{fence}\n\n"

    return (
        f"# {article.title}\n\n*{article.question}*\n\nStatus: under review. Last updated {article.updated}.\n\n"
        + _body(article.blocks, inlines, box)
        + "## References\n\n```{footbibliography}\n```\n"
    )
