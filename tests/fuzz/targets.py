"""What is fuzzed: each target reads a text, and raises when something that must hold does not."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path

from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.model.article import ArticleLink, Citation, ImageLink, Part
from dr_evidence_site.model.config import Config, ReferenceStyle
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.source import Source, Span

from .properties import faults_are_sound, html_is_sound, must, spans_lie_inside

HERE = Path(__file__).parent
TODAY = dt.date(2026, 6, 1)
AUDIENCES = ("patient", "clinician")
FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n---\n"
NOWHERE = Span("")


@dataclass(frozen=True, slots=True)
class Target:
    """A reader with what must hold of it; `dictionary` are pieces of texts for it, `examples` how many a short run has.

    Its corpus is a folder of `corpus/`, and what was found one of `found/`.
    """

    name: str
    check: Callable[[str], None]
    dictionary: Sequence[str]
    examples: int = 60

    def corpus(self) -> list[str]:
        """The seeds."""
        return [_text(path) for path in sorted((HERE / "corpus" / self.name).iterdir())]

    def found(self) -> list[Path]:
        """The files of earlier findings."""
        folder = HERE / "found" / self.name
        return sorted(folder.iterdir()) if folder.is_dir() else []


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def twice(read: Callable[[], object]) -> None:
    """What is read is the same when it is read again."""
    must(repr(read()) == repr(read()), "read again, it is something else")


# Markdown


def check_markdown(text: str) -> None:
    """The body of an article: its HTML, its words, its checks, its record, and its text for other programs."""
    from dr_evidence_site.build.tasks import parse_chunk
    from dr_evidence_site.parse import markdown
    from dr_evidence_site.parse.markdown.web_links import web_links
    from dr_evidence_site.parse.records import dump_body, load_body, load_head
    from dr_evidence_site.parse.sealed_text import normalised

    source = Source("content/articles/a.md", FRONT + text)
    [(path, head, record)] = parse_chunk(config(), [source])
    twice(lambda: parse_chunk(config(), [source]))
    read_head = load_head(path, head)
    faults_are_sound(source, read_head.diagnostics)
    body, words, _ = markdown.read(text, path=path, first_line=FRONT.count("\n") + 1, audiences=AUDIENCES)
    must(load_body(path, dump_body(body)) == body, "the body is not remembered as it was")
    must(load_body(path, record) == body, "the body of the build is another")
    spans_lie_inside(source, _spans(body.parts))
    spans_lie_inside(source, [block.span(0, len(block.text)) for block in words])
    html_is_sound("".join(_filled(body.parts)))
    html_is_sound("".join(f"<p>{heading.label}</p>" for heading in body.headings))
    spans_lie_inside(
        source, [one.span for one in web_links(text, path=path, first_line=FRONT.count("\n") + 1, audiences=AUDIENCES)]
    )
    if "\r" not in text:
        must(normalised(text.replace("\n", "\r\n")) == normalised(text), "what is sealed depends on line ends")
    lines = re.split(r"\r\n|\r|\n", source.text)
    said = [fault.message for fault in read_head.diagnostics]
    # What is not shown, and is quoted in part when it is long.
    said += [lines[fault.span.line - 1] for fault in read_head.diagnostics if fault.code in ("MD010", "MD011")]
    _no_word_is_lost(text, body.parts, said)


def _spans(parts: Sequence[Part]) -> list[Span]:
    found: list[Span] = []
    for part in parts:
        if isinstance(part, Citation):
            found += [item.span for item in part.items]
        elif isinstance(part, ArticleLink | ImageLink):
            found.append(part.span)
    return found


def _filled(parts: Sequence[Part]) -> list[str]:
    filled = []
    for part in parts:
        if isinstance(part, Citation):
            filled += [f"<span>{item.prefix}{item.suffix}</span>" for item in part.items]
        else:
            filled.append(part if isinstance(part, str) else "x")
    return filled


_WORD = re.compile(r"(?<![\w&;%\\])[a-z]{5,}(?!\w)", re.IGNORECASE)
# What a text says to the program and not to its readers: names of languages, of marks and of entities.
_NOT_SHOWN = re.compile(r"^\W*(?:`{3,}|~{3,}).*$|\{[^{}]*\}|^\W*:{3,}.*$", re.MULTILINE)
# Its fields are shown as pictures and sentences, or left out with what is wrong.
_EVIDENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*evidence\b.*", re.DOTALL)


def _no_word_is_lost(text: str, parts: Sequence[Part], messages: Sequence[str]) -> None:
    kept = list(messages)
    for part in parts:
        if isinstance(part, str):
            kept.append(part)
        elif isinstance(part, Citation):
            kept += [
                word for item in part.items for word in (item.key, item.prefix, item.locator, item.label, item.suffix)
            ]
        elif isinstance(part, ArticleLink | ImageLink):
            kept.append(part.target + " " + getattr(part, "fragment", ""))
        else:
            kept.append(repr(part))
    shown = unescape(" ".join(kept)).casefold()
    for word in _WORD.findall(_NOT_SHOWN.sub(" ", _EVIDENCE.sub("", text))):
        must(word.casefold() in shown, f"the word “{word}” is lost")


@cache
def config() -> Config:
    """The settings of a site that sets none."""
    from dr_evidence_site.parse import markdown
    from dr_evidence_site.parse.config import config as read

    return read(None, render=markdown.fragment)[0]


# Files of YAML


def check_front_matter(text: str) -> None:
    """The front matter of an article and of a page, alone and with the body behind it."""
    from dr_evidence_site.parse import frontmatter

    for source in (
        Source("content/articles/a.md", text),
        Source("content/articles/a.md", f"---\n{text}\n---\nBody.\n"),
    ):
        article, body, faults = frontmatter.article(source, config())
        faults_are_sound(source, faults)
        twice(lambda source=source: frontmatter.article(source, config()))  # type: ignore[misc]
        must(body.text in source.text, "the body is another text")
        must(article or faults, "nothing was read, and nothing said")
        page = replace(source, path="content/pages/a.md")
        standing, _, faults = frontmatter.standing_page(page)
        faults_are_sound(page, faults)
        must(standing or faults, "nothing was read, and nothing said")


def check_settings(text: str) -> None:
    """The settings of a site; they are remembered as they are."""
    from dr_evidence_site.parse import markdown, plain
    from dr_evidence_site.parse.config import config as read

    source = Source("site.yaml", text)
    found, faults = read(source, render=markdown.fragment)
    faults_are_sound(source, faults)
    twice(lambda: read(source, render=markdown.fragment))
    must(found.audiences, "there is no audience")
    must(found.default_audience in [audience.id for audience in found.audiences], "the default audience is none")
    must(all(audience.disclaimer for audience in found.audiences), "an audience has no disclaimer")
    must(plain.load(plain.dump(found)) == found, "the settings are not remembered as they were")
    for part in (*found.notice, *(part for audience in found.audiences for part in audience.disclaimer)):
        if isinstance(part, str):
            must("<script" not in part.casefold(), "a script")


def check_people(text: str) -> None:
    """The people."""
    from dr_evidence_site.parse import plain
    from dr_evidence_site.parse.people import people

    source = Source("content/people.yaml", text)
    found, faults = people(source)
    faults_are_sound(source, faults)
    twice(lambda: people(source))
    must(plain.load(plain.dump(found)) == found, "the people are not remembered as they were")


def check_glossary(text: str) -> None:
    """A glossary."""
    from dr_evidence_site.parse import markdown
    from dr_evidence_site.parse.glossary import glossaries
    from dr_evidence_site.parse.records import dump_glossaries, load_glossaries

    source = Source("content/glossary.yaml", text)
    found, faults = glossaries([source], "en", render=markdown.fragment)
    faults_are_sound(source, faults)
    twice(lambda: glossaries([source], "en", render=markdown.fragment))
    must(load_glossaries(dump_glossaries(found, faults)) == (found, faults), "it is not remembered as it was")
    for term in found.get("en", ()):
        html_is_sound("".join(_filled(term.meaning)))


def check_wording(text: str) -> None:
    """A site's own rules of wording, and what they find."""
    from dr_evidence_site.parse.rules import rules

    source = Source("content/wording.yaml", text)
    found, faults = rules("en", [source])
    faults_are_sound(source, faults)
    ready = found.text("It may reduce the risk by 10%, in 3 of 100 people.")
    for avoided in found.avoided:
        avoided.words.all_in(ready)


def check_evidence(text: str) -> None:
    """A file of evidence: its record, its checks, its pictures and its data for other programs."""
    from dr_evidence_site.checks import evidence as checks
    from dr_evidence_site.exports.evidence_json import evidence as exported
    from dr_evidence_site.figures.evidence import evidence_view
    from dr_evidence_site.model.article import EvidenceBlock
    from dr_evidence_site.model.views import ResolvedCitation
    from dr_evidence_site.parse.evidence import file
    from dr_evidence_site.parse.evidence_records import dump_file, load_file

    source = Source("content/evidence/a.yaml", text)
    found, faults = file(source, AUDIENCES)
    faults_are_sound(source, faults)
    twice(lambda: file(source, AUDIENCES))
    must(load_file(source.path, dump_file(found)) == found, "it is not remembered as it was")
    if found.evidence is None:
        must(faults, "nothing was read, and nothing said")
        return
    faults_are_sound(source, checks.check(found.evidence))
    keys = [item.key for item in found.citations]
    view = evidence_view(
        found.evidence, "a", config().audiences, lambda wanted, for_: ResolvedCitation((), False), keys, "en", "ltr"
    )
    must(view.versions, "nothing is shown")
    block = EvidenceBlock("a", Span(source.path), "", found.evidence, found.citations)
    json.dumps(exported(block), allow_nan=False)


# References


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
            html_is_sound(html)


def check_records(text: str) -> None:
    """Records from elsewhere: taken into a library, written, and read again as they were."""
    from dr_evidence_site.parse.bibtex import bibliography
    from dr_evidence_site.refs import reading
    from dr_evidence_site.refs.merge import Fate, plan

    source = Source("records", text)
    records, faults = reading.read(source)
    faults_are_sound(source, faults)
    twice(lambda: reading.read(source))
    must(records or faults, "nothing was read, and nothing said")
    library = Source("references/library.bib", "")
    planned = plan([library], records, library.path)
    for fault in planned.diagnostics:
        must(fault.message.strip() and fault.hint.strip(), f"{fault.code} says nothing")
    written = planned.texts.get(library.path, "")
    found, problems = bibliography([Source(library.path, written)])
    must(not [one for one in problems if one.severity is Severity.ERROR], f"what was written is faulty: {problems[:1]}")
    for outcome in planned.outcomes:
        if outcome.fate is Fate.ADDED:
            must(outcome.key in found.references, f"{outcome.key} was added, and is not there")
    for key, reference in found.references.items():
        again = plan([Source(library.path, written)], [_incoming(reference)], library.path)
        must(not again.texts, f"{key} is not known again")


def _incoming(reference: Reference) -> object:
    from dr_evidence_site.refs.incoming import Incoming

    return Incoming(reference)


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


def check_retractions(text: str) -> None:
    """A snapshot of retractions, and what it says of sources."""
    from dr_evidence_site.parse.retractions import index, notices

    data = text.encode()
    source = Source("references/retractions.csv", text)
    found, faults = index(source.path, data)
    twice(lambda: index(source.path, data))
    for fault in faults:
        must(fault.message.strip() and fault.hint.strip(), f"{fault.code} says nothing")
        must(1 <= fault.span.line <= text.count("\n") + text.count("\r") + 1, f"{fault.span} is in no line")
    must(found or faults, "nothing was read, and nothing said")
    if found:
        notices(found, data, [("a", "10.1000/a", "1"), ("b", "10.1000/b", ""), ("c", "", "31234567")])


# The whole


def check_site(text: str) -> None:
    """A site of one article, built with faults or without: each of its pages is well formed."""
    import html5lib

    from dr_evidence_site.build import Options, build

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in {
            "site.yaml": "search: false\nbase_url: https://a.example/\n",
            "content/articles/a.md": FRONT + text,
            "references/library.bib": _text(HERE / "corpus/bibtex/sound.bib"),
            "content/glossary.yaml": _text(HERE / "corpus/glossary/sound.yaml"),
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode("utf-8"))
        never: Severity = Severity.ERROR + 1  # type: ignore[assignment]
        report = build(Options(root, TODAY, jobs=1, remember=False, fail_on=never), root / "build")
        must(report.summary, "nothing was published")
        html = (root / "build/articles/a.html").read_text(encoding="utf-8")
        scripts = re.findall(r"<script[^>]*>", html)
        must(all("src=" in one or "application/ld+json" in one for one in scripts), f"a script {scripts}")
        tree = html5lib.parse(html, namespaceHTMLElements=False)
        for element in tree.iter():
            if isinstance(element.tag, str):
                must(not [name for name in element.attrib if name.startswith("on")], f"a handler {element.attrib}")
                must("style" not in element.attrib, f"a style {element.attrib}")
        for path in (root / "build").rglob("*.json"):
            json.loads(path.read_text(encoding="utf-8"))


MARKDOWN_WORDS = (
    *("a", "word", " ", "    ", "\n", "\n\n", "[", "]", "(", ")", "![", "](", "](b.md)", "](javascript:x)", "][a]"),
    *("[a]: b.md\n", "[^1]", "@a", "-@b", "@{c d}", "[@a]", "[@a; ", "; ", ", p. 3", "@a [", "{.patient}", "{.x #y}"),
    *("{", "}", "::: patient\n", "\n:::\n", ":::: {.note}\n", "*", "**", "_", "~~", "`", "```\n", "~~~\n", "\\", "<"),
    *(
        "<b>",
        "<script>",
        '<img onerror="x">',
        "&lt;",
        "&",
        "&#0;",
        "# ",
        "## ",
        "\n---\n",
        "\n===\n",
        "- ",
        "1. ",
        "> ",
    ),
    *("\n: ", "| a | b |\n|---|---|\n", "| ", "\\|", "|\n", "http://x.y/", "www.x.y", "a@b.org", "mailto:", "!", '"'),
    *(
        "10%",
        "3 in 100 people",
        "may reduce",
        "95% CI 1.1 to 2.2",
        "RR 0.5",
        "significant",
        "::: bottom-line\n",
        "P = 0.01",
    ),
    *("```evidence\n", "{.certainty-low}", "::: certainty-high\n", "TODO", "<!-- TODO: x -->", "e.g.", "?", ". "),
)
YAML_WORDS = (
    *(
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "#",
        "&a ",
        "*a",
        "!x ",
        "!!str ",
        "<<: ",
        "? ",
        "|\n",
        ">\n",
    ),
    *(
        '"',
        "'",
        "\\",
        "---\n",
        "...\n",
        "%",
        "@",
        "`",
        "~",
        "null",
        "true",
        "no",
        "1.10",
        "2026-02-30",
        "12 months",
        "\t",
    ),
    *(
        "title: ",
        "status: approved\n",
        "audience: ",
        "review:\n",
        "k: v\n",
        "https://a.example",
        "javascript:x",
        "2 MB",
    ),
)
EVIDENCE_WORDS = (
    *YAML_WORDS,
    *(
        "outcomes:\n",
        "studies:\n",
        "estimate: ",
        "interval: [0, 1]",
        "measure: RR",
        "measure: mean difference\n",
        "0.0",
    ),
    *(
        "pooled: {",
        "baseline: {risk: 1 of 10}",
        "absolute: {",
        "events: 0",
        "participants: 0",
        "-0.0",
        "1e9",
        "100%",
        "1,000",
    ),
    *("cite: a", "better: higher\n", "weight: 50%", "level: 0%", "certainty: low\n", "show: [forest]", "999999999999"),
)
BIBTEX_WORDS = (
    *(
        "@article{",
        "@misc(",
        "@string{",
        "@comment{",
        "@preamble{",
        "@",
        "{",
        "}",
        "(",
        ")",
        '"',
        ",",
        "=",
        "#",
        "\n",
        "\r\n",
    ),
    *(
        "key",
        "title",
        "author",
        "date",
        "year",
        "month",
        "crossref",
        "doi",
        "url",
        "pages",
        " and ",
        "others",
        "2019-02-30",
    ),
    *(
        "{{Group}}",
        "\\'",
        "\\foo",
        "$",
        "$^2$",
        "~",
        "--",
        "title = {T},",
        "k,",
        "%",
        "\\&",
        "\\textsuperscript{",
        "``",
        "''",
    ),
)
RECORD_WORDS = (
    *(
        "TY  - JOUR\n",
        "ER  - \n",
        "TI  - ",
        "AU  - ",
        "PY  - ",
        "DO  - ",
        "N1  - ",
        "SP  - ",
        "UR  - ",
        "PMID- 1\n",
        "FAU - ",
    ),
    *(
        "      ",
        "\n",
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        '"title": ',
        '"issued": ',
        '"date-parts": [[2020]]',
        "null",
        "-1",
    ),
    *(
        "<PubmedArticleSet>",
        "<PubmedArticle>",
        "</PubmedArticle>",
        "<PMID>",
        "</PMID>",
        "<!DOCTYPE x [",
        "<!ENTITY a 'b'>",
        "&a;",
    ),
    *("<i>", "</i>", "<sup>2</sup>", "&amp;", "@misc{k, title={T}}\n", "\\", "%", "#", "$", "10.1000/a", "Retracted: "),
)
CSV_WORDS = (
    *(
        ",",
        '"',
        "\n",
        "\r\n",
        "\r",
        ";",
        "10.1000/a",
        "10.1000/b; 10.1000/c",
        "Retraction",
        "1/2/2020 0:00",
        "13/13/2020",
    ),
    *("OriginalPaperDOI", "RetractionDate", "unavailable", "0", "31234567", "\ufeff", "https://doi.org/10.1000/a"),
)

TARGETS = {
    target.name: target
    for target in (
        Target("markdown", check_markdown, MARKDOWN_WORDS, 50),
        Target("front-matter", check_front_matter, YAML_WORDS, 30),
        Target("settings", check_settings, YAML_WORDS, 40),
        Target("people", check_people, YAML_WORDS, 40),
        Target("glossary", check_glossary, YAML_WORDS, 40),
        Target("wording", check_wording, (*YAML_WORDS, "(", "|", "(?", "\\b", "[a-z]+", "{n}", "{p}"), 30),
        Target("evidence", check_evidence, EVIDENCE_WORDS, 60),
        Target("bibtex", check_bibtex, BIBTEX_WORDS, 50),
        Target("records", check_records, RECORD_WORDS, 60),
        Target("exports", check_exports, BIBTEX_WORDS, 60),
        Target("retractions", check_retractions, CSV_WORDS, 60),
        Target("site", check_site, MARKDOWN_WORDS, 4),
    )
}
"""What is fuzzed, by name."""
