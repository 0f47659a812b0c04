"""The guide is checked against the code: what exists is documented, what is documented exists, and examples run.

What an example is, is said where its code block begins:

    ```markdown                        the text of an article; it must give no diagnostic
    ```markdown gives CIT001           … it must give this one and no other
    ```markdown content/pages/a.md     a whole file (whatever begins with "---" is a whole file, too)
    ```yaml site.yaml, ```bibtex, ```jinja templates/base.html, ```css templates/static/a.css     likewise
    ```sh or ```console                commands; each line must be one that exists
    ```python                          a program, run by tests/test_api.py
    ```text                            anything else

Run as a program (`.venv/bin/python tests/test_docs.py`), this file renews the table of diagnostics in the guide.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import click
import jinja2.defaults
import pytest
import yaml

from dr_evidence_site import cli, cli_common
from dr_evidence_site.build import Options, build, check
from dr_evidence_site.diagnostics import jsonl
from dr_evidence_site.diagnostics.codes import ALL, BY_ID
from dr_evidence_site.diagnostics.codes.citations import UNKNOWN_KEY
from dr_evidence_site.model import views
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import Config, Marker, Publish, ReferenceStyle
from dr_evidence_site.model.locators import TERMS
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.reference import Integrity
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.model.standard_words import WORDS
from dr_evidence_site.parse import bibtex_reference, bibtex_types, config, frontmatter, glossary, people
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.parse.fields import Record
from dr_evidence_site.render.environment import environment
from dr_evidence_site.render.styles import as_text, format_reference
from dr_evidence_site.site.hosting import CONTENT_SECURITY_POLICY
from dr_evidence_site.system.files import IMAGE_PATTERNS

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 4, 1)
NAMES = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in NAMES}

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
SUPPORT = {
    "site.yaml": "base_url: https://evidence.example.org/\naudiences:\n  - {id: patient, label: P, reading_grade: 12}\n  - {id: carer, label: Q, reading_grade: 12}\n  - {id: clinician, label: C}\n",
    "content/pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
    "content/pages/editorial-policy.md": "---\ntitle: Editorial policy\n---\nHow we work.\n",
    "content/articles/other-article.md": (
        "---\ntitle: Other\nstatus: submitted\nupdated: 2026-01-01\naudience: clinician\ntopics: [pain]\n---\n## Harms\n\n"
        "Pain scores after walking.\n"
    ),
    "content/pictures/pain.png": PNG,
}
FRONT = "---\ntitle: Example\nstatus: submitted\nupdated: 2026-01-01\naudience: clinician\n---\n"


@dataclasses.dataclass(frozen=True)
class Block:
    page: str
    line: int
    language: str
    path: str
    gives: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def _blocks() -> Iterator[Block]:
    for name, text in PAGES.items():
        for found in re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
            words = found[2].split()
            gives = tuple(words[words.index("gives") + 1 :]) if "gives" in words else ()
            path = words[0] if words and words[0] != "gives" else ""
            yield Block(name, text.count("\n", 0, found.start()) + 1, found[1], path, gives, found[3])


BLOCKS = list(_blocks())


def blocks(*languages: str, page: str = "") -> list[Block]:
    return [block for block in BLOCKS if block.language in languages and page in ("", block.page)]


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def section(page: str, heading: str) -> str:
    """The text under a heading, up to the next one of its level or above."""
    text = without_blocks(PAGES[page])
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no heading “{heading}”"
    return found[1]


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a text, each as rows of cells, without the head."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[_cells(row) for row in table.splitlines()[2:]] for table in found]


def _cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def first_column(text: str, table: int = 0) -> list[str]:
    return [word for row in tables(text)[table] for word in words(row[0])]


def library() -> str:
    return "\n".join(block.text for block in blocks("bibtex", page="docs/references.md") if not block.gives)


def whole(block: Block) -> Mapping[str, str]:
    """The file that an example stands for."""
    if block.language == "markdown":
        text = block.text if block.text.startswith("---") else FRONT + block.text
        return {block.path or "content/articles/example.md": text}
    return {block.path: block.text}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    def make(files: Mapping[str, str | bytes]) -> Path:
        for path, content in files.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return make


# Examples


def test_there_are_examples() -> None:
    assert {block.language for block in BLOCKS} == {
        "markdown", "yaml", "bibtex", "jinja", "css", "sh", "console", "text", "toml", "python"
    }  # fmt: skip
    assert all(len(re.findall(r"^```", text, re.MULTILINE)) % 2 == 0 for text in PAGES.values())
    assert len([block for block in BLOCKS if block.gives]) >= 10


SITE_EXAMPLES = [
    block
    for block in blocks("markdown", "yaml", "jinja")
    if block.page != "README.md" and not block.path.startswith(".github/")
]


@pytest.mark.parametrize("block", SITE_EXAMPLES, ids=str)
def test_an_example_gives_what_it_says_and_nothing_else(block: Block, folder: Callable[..., Path]) -> None:
    (team,) = blocks("yaml", page="docs/people.md")
    sheets = {sheet.path: sheet.text for sheet in blocks("css")}
    files = {**SUPPORT, team.path: team.text, "references/library.bib": library(), **sheets, **whole(block)}
    report = check(Options(folder(files), TODAY))
    assert [(fault.code, fault.message) for fault in report.diagnostics if fault.code not in block.gives] == []
    assert {fault.code for fault in report.diagnostics} == set(block.gives)


def test_the_first_site_of_the_readme_builds(folder: Callable[..., Path]) -> None:
    files = {block.path: block.text for block in blocks("markdown", "bibtex", page="README.md")}
    assert set(files) == {"content/articles/walking.md", "references/library.bib"}
    place = folder(files)
    report = build(Options(place, TODAY), place / "build")
    assert report.diagnostics == ()
    assert (place / "build/index.html").is_file() and (place / "build/articles/walking.html").is_file()


@pytest.mark.parametrize("block", blocks("bibtex"), ids=str)
def test_a_bibtex_example_gives_what_it_says(block: Block) -> None:
    _, faults = bibliography([Source("a.bib", block.text)])
    assert [fault.code for fault in faults] == list(block.gives)


def test_references_are_printed_as_the_guide_shows() -> None:
    text = PAGES["docs/references.md"]
    found = re.findall(
        r"```bibtex\n([^`]*)```\n\n\| \| \|\n\|---\|---\|\n\| Vancouver \| (.*) \|\n\| AMA \| (.*) \|\n", text
    )
    assert len(found) == text.count("| Vancouver |") == 11
    for source, vancouver, ama in found:
        ((_, reference),) = bibliography([Source("a.bib", source)])[0].references.items()
        assert as_text(format_reference(reference, ReferenceStyle.VANCOUVER)) == vancouver
        assert as_text(format_reference(reference, ReferenceStyle.AMA)) == ama


def test_citations_look_as_the_guide_shows(folder: Callable[..., Path]) -> None:
    text = without_blocks(PAGES["docs/citations.md"])
    pairs = re.findall(r"^\| `([^`]*@[^`]*)` \| (.*) \|$", text, re.MULTILINE)
    assert len(pairs) >= 15
    files = {f"content/articles/row-{n}.md": FRONT + written for n, (written, _) in enumerate(pairs)}
    place = folder({"references/library.bib": library(), **files})
    report = build(Options(place, TODAY), place / "build")
    assert report.diagnostics == ()
    for number, (written, seen) in enumerate(pairs):
        page = (place / f"build/articles/row-{number}.html").read_text(encoding="utf-8")
        (shown,) = re.findall(r'<div class="prose">\s*<p>(.*?)</p>', page, re.DOTALL)
        assert re.sub(r"<[^>]*>", "", shown) == seen, written


def test_the_real_evidence_of_the_guide_is_that_of_its_article() -> None:
    article = (ROOT / "content/articles/aspirin-primary-prevention.md").read_text(encoding="utf-8")
    (real,) = (block.text for block in blocks("text", page="docs/evidence.md"))
    assert real.replace("~~~ evidence", "```evidence").replace("~~~", "```") in article


def test_workflows_are_yaml_and_call_what_exists() -> None:
    workflows = [block for block in blocks("yaml") if block.path.startswith(".github/")]
    assert len(workflows) == 8
    for block in workflows:
        assert "jobs" in yaml.safe_load(block.text)


# Commands


def command_lines() -> list[tuple[Block, str]]:
    lines = []
    for block in blocks("sh", "console", "yaml"):
        for line in block.text.splitlines():
            if block.language == "yaml":
                found = re.search(r"run: (dr-evidence-site .*)", line)
                if found:
                    lines.append((block, found[1]))
            elif line.strip():
                lines.append((block, line.removeprefix("$ ")))
    return lines


@pytest.mark.parametrize(("block", "line"), command_lines(), ids=str)
def test_a_command_line_is_one_that_exists(
    block: Block, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my-site").mkdir()
    program, *arguments = shlex.split(line.partition(" > ")[0])
    if program == "make":
        targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert {word for word in arguments if "=" not in word} <= set(targets)
    elif program == "pip":
        assert arguments[0] in ("install", "wheel")
    elif program == ".venv/bin/python":
        assert (ROOT / arguments[-1]).exists()
    else:
        assert program == "dr-evidence-site"
        monkeypatch.chdir(tmp_path)
        command: click.Command = cli.main
        if arguments and not arguments[0].startswith("-"):
            command = cli.main.commands[arguments.pop(0)]
        if isinstance(command, click.Group) and not arguments[0].startswith("-"):
            command = command.commands[arguments.pop(0)]
        try:
            command.make_context(line, list(arguments))
        except click.exceptions.Exit as stop:
            assert stop.exit_code == 0  # --help and --version
        if command.name == "explain":
            assert arguments[0] in BY_ID


def options_of(command: click.Command) -> set[str]:
    own = {word for parameter in command.params if isinstance(parameter, click.Option) for word in parameter.opts}
    return (
        own.union(*(options_of(step) for step in command.commands.values()))
        if isinstance(command, click.Group)
        else own
    )


@pytest.mark.parametrize("name", sorted(cli.main.commands))
def test_each_command_and_its_options_are_documented(name: str) -> None:
    text = section("docs/commands.md", f"## {name}")
    documented = set(first_column(text)) if tables(text) else set()
    assert documented == options_of(cli.main.commands[name])


def test_no_page_names_a_command_or_option_that_does_not_exist() -> None:
    """In the theme guide two hyphens begin the name of a custom property."""
    known = {"--help", "--version"}.union(*(options_of(command) for command in cli.main.commands.values()))
    for name, text in PAGES.items():
        for option in re.findall(r"`(--[a-z][a-z-]+)", "" if name == "docs/theming.md" else text):
            assert option in known, f"{name}: {option}"
        for command in re.findall(r"`dr-evidence-site ([a-z]+)", text):
            assert command in cli.main.commands, f"{name}: {command}"
    headings = re.findall(r"^## ([a-z]+)$", without_blocks(PAGES["docs/commands.md"]), re.MULTILINE)
    assert set(headings) == set(cli.main.commands)


def test_output_formats_exit_codes_and_keys_are_documented() -> None:
    formats = section("docs/commands.md", "## Output formats")
    assert re.findall(r"^### (\w+)$", formats, re.MULTILINE) == list(cli_common.FORMATS)
    for row in tables(PAGES["docs/commands.md"])[0]:
        if "`--format`" in row[0]:
            assert words(row[2]) == list(cli_common.FORMATS)
    codes = tables(section("docs/commands.md", "## Exit codes"))[0]
    assert [int(row[0]) for row in codes] == [cli_common.CLEAN, cli_common.FAULTY, cli_common.USAGE]
    stream = io.StringIO()
    jsonl.write([UNKNOWN_KEY.at(Span("a.md"), key="a")], stream)
    assert first_column(section("docs/commands.md", "### jsonl")) == list(json.loads(stream.getvalue()))


# Keys, fields and words


def assert_documents(rows: list[list[str]], record: Record) -> None:
    assert [words(row[0])[0] for row in rows] == [field.name for field in record.fields]
    assert [row[1] == "yes" for row in rows] == [field.required for field in record.fields]


def test_front_matter_keys() -> None:
    article, entry, change = tables(section("docs/writing.md", "## The top of the file"))[:3]
    assert_documents(sorted(article, key=_order(frontmatter.ARTICLE)), frontmatter.ARTICLE)
    assert_documents(entry, frontmatter.REVIEW_ENTRY)
    assert_documents(change, frontmatter.CHANGE)
    (page,) = tables(section("docs/writing.md", "## Standing pages"))
    assert_documents(page, frontmatter.STANDING_PAGE)


def _order(record: Record) -> Callable[[list[str]], int]:
    names = [field.name for field in record.fields]
    return lambda row: names.index(words(row[0])[0])


def test_people_keys() -> None:
    assert_documents(tables(PAGES["docs/people.md"])[0], people.PERSON)


def test_glossary_keys() -> None:
    assert_documents(tables(PAGES["docs/glossary.md"])[0], glossary.TERM)
    assert f"above {glossary.LONGEST}\ncharacters" in PAGES["docs/glossary.md"]


def test_settings_keys_and_defaults() -> None:
    rows = {words(row[0])[0]: row[1] for row in tables(section("docs/settings.md", "## All keys"))[0]}
    assert set(rows) == {field.name for field in config.SETTINGS.fields}
    defaults = Config((), "")
    assert rows["title"] == defaults.title
    assert rows["language"] == f"`{defaults.language}`"
    assert rows["publish"] == f"`{defaults.publish}`"
    assert rows["review_every"] == f"{defaults.review_every} months"
    assert (defaults.description, defaults.base_url, defaults.notice, defaults.follow_up) == ("", "", (), None)
    assert all(rows[name] == "none" for name in ("description", "base_url", "notice", "follow_up"))
    for heading, record in (
        ("## citations", config.CITATIONS_RECORD),
        ("## audiences", config.AUDIENCE_RECORD),
        ("## follow_up", config.FOLLOW_UP_RECORD),
        ("## review", config.REVIEW_RECORD),
    ):
        documented = first_column(section("docs/settings.md", heading))
        assert set(documented) == {field.name for field in record.fields}, heading
    citations = dict(row[:2] for row in tables(section("docs/settings.md", "## citations"))[0])
    assert citations == {"`style`": f"`{defaults.style}`", "`marker`": f"`{defaults.marker}`"}
    assert WORDS["en"].follow_up in section("docs/settings.md", "## follow_up")
    assert set(first_column(section("docs/settings.md", "## languages"))) == {
        f.name for f in config.LANGUAGE_RECORD.fields
    }


@pytest.mark.parametrize(
    ("page", "heading", "enumeration"),
    [
        ("docs/review-status.md", "# Review status", ReviewStatus),
        ("docs/people.md", "# People", Role),
        ("docs/settings.md", "## citations", ReferenceStyle),
        ("docs/settings.md", "## citations", Marker),
        ("docs/citations.md", "## How numbers look", Marker),
        ("docs/settings.md", "## publish", Publish),
        ("docs/settings.md", "## exports", config.ExportWord),
        ("docs/settings.md", "## checks", config.Level),
        ("docs/references.md", "## Retracted and corrected sources", Integrity),
    ],
)
def test_each_word_of_a_choice_is_documented(page: str, heading: str, enumeration: type) -> None:
    assert {str(word) for word in enumeration} <= set(words(section(page, heading)))


def test_bibtex_fields_and_types() -> None:
    text = section("docs/references.md", "## Fields")
    documented = {word for row in tables(text)[0] for word in words(row[0]) + words(row[1])}
    assert documented == bibtex_reference._KNOWN | bibtex_reference.ALIASES.keys()
    for row in tables(text)[0]:
        for other in words(row[1]):
            assert bibtex_reference.ALIASES[other] in words(row[0])
    types = set(re.findall(r"`@([a-z]+)`", PAGES["docs/references.md"])) - {"string"}
    assert types == set(bibtex_types.KNOWN_TYPES)
    assert all(server in PAGES["docs/references.md"] for server in bibtex_types._SERVERS.values())


def test_locator_terms() -> None:
    rows = {row[0]: row for row in tables(section("docs/citations.md", "## Places in a source"))[1]}
    assert len(rows) == len(TERMS)
    for _, singular, plural, others in TERMS:
        row = rows.pop(others[0])
        assert row[2] == f"{singular}, {plural}"
        assert set(row[1].split(", ")) - {""} == {singular, *others[1:]} - {"¶¶", "§§"}


def test_picture_formats() -> None:
    text = section("docs/writing.md", "## Pictures")
    assert all(re.search(rf"\b{pattern.rpartition('.')[2]}\b", text) for pattern in IMAGE_PATTERNS)


def test_the_policy_in_the_guide_is_the_one_that_is_sent() -> None:
    assert f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'" in PAGES["docs/publishing.md"]


# Theme


def _views() -> list[type]:
    return [cls for cls in vars(views).values() if isinstance(cls, type) and cls.__module__ == views.__name__]


@pytest.mark.parametrize("view", _views(), ids=lambda cls: cls.__name__)
def test_each_field_of_a_view_is_documented(view: type) -> None:
    documented = first_column(section("docs/theming.md", f"### {view.__name__}"))
    assert sorted(documented) == sorted(view.__struct_fields__)


def test_filters_blocks_files_and_tokens_of_the_theme() -> None:
    page = "docs/theming.md"
    ours = set(environment(Theme({}, {})).filters) - set(jinja2.defaults.DEFAULT_FILTERS)
    assert {word.partition("(")[0] for word in first_column(section(page, "### Filters"))} == ours
    theme = ROOT / "templates"
    base = (theme / "base.html").read_text(encoding="utf-8")
    sentence = re.search(r"blocks of `base.html` are (.*?)\.\n", PAGES[page], re.DOTALL)
    assert sentence and words(sentence[1]) == re.findall(r"\{%-? block (\w+)", base)
    templates = {path.relative_to(theme).as_posix() for path in theme.rglob("*.html")}
    assert set(first_column(section(page, "## Templates"))) == templates
    static = {path.relative_to(theme).as_posix() for path in (theme / "static").rglob("*") if path.is_file()}
    assert set(first_column(section(page, "## Static files"))) == static
    sheet = (theme / "static/theme/10-tokens.css").read_text(encoding="utf-8")
    roots = "".join(re.findall(r":root \{(.*?)\}", sheet, re.DOTALL))
    assert set(first_column(section(page, "## Tokens"))) == set(re.findall(r"^\s*(--[a-z-]+):", roots, re.MULTILINE))
    for block in blocks("css"):
        assert set(re.findall(r"(--[a-z-]+):", block.text)) <= set(re.findall(r"(--[a-z-]+):", sheet))


# Architecture and contributing


def test_the_import_table_is_the_one_that_is_tested() -> None:
    from test_architecture import MAY_IMPORT

    (table,) = [t for t in tables(PAGES["docs/architecture.md"]) if t[0][1] == "nothing of ours"]
    assert {words(row[0])[0]: set(words(row[1])) for row in table} == MAY_IMPORT


def test_paths_of_the_repository_exist() -> None:
    for name, text in PAGES.items():
        for path in re.findall(r"`((?:src|tests|docs|\.ci)/[^`\s*…]*)`", text):
            assert (ROOT / path).exists(), f"{name}: {path}"


# Diagnostics

_TABLE = re.compile(r"(?<=\n\n)\| Code \|.*?\n(?=\n|\Z)", re.DOTALL)


def diagnostics_table() -> str:
    rows = ["| Code | Level | Kept | Title | Message |", "|---|---|---|---|---|"]
    for code in sorted(ALL, key=lambda code: code.id):
        message = (
            re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", code.message).replace("{{", "{").replace("}}", "}").replace("….", "…")
        )
        title = code.title[0].upper() + code.title[1:]
        cells = (code.id, code.severity.word, "yes" if code.protected else "", _plain(title), _plain(message))
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows).replace("|  |", "| |") + "\n"


def _plain(text: str) -> str:
    return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", text)


def test_the_table_of_diagnostics_is_that_of_the_code() -> None:
    found = _TABLE.search(PAGES["docs/diagnostics.md"])
    assert found and found[0] == diagnostics_table(), "renew it: .venv/bin/python tests/test_docs.py"


def test_no_page_names_a_code_that_does_not_exist() -> None:
    families = sorted({code.id[:-3] for code in ALL})
    for name, text in PAGES.items():
        for code in re.findall(rf"\b(?:{'|'.join(families)})\d{{3}}\b", text):
            assert code in BY_ID, f"{name}: {code}"
    documented = first_column(section("docs/diagnostics.md", "## Families"))
    assert documented == families


# Links, pictures and the changelog


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.*)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_relative_links_lead_somewhere(name: str) -> None:
    text = without_blocks(PAGES[name])
    text = re.sub(r"`[^`]*`", "", text)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text)
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        place = (ROOT / name).parent / path if path else ROOT / name
        assert place.is_file(), f"{name}: {target}"
        if fragment:
            assert fragment in anchors(place.read_text(encoding="utf-8")), f"{name}: {target}"


def test_each_page_can_be_reached_from_the_readme_and_the_index() -> None:
    for name in NAMES:
        path = name.removeprefix("docs/")
        if name.startswith("docs/") and path != "index.md":
            assert f"({name})" in PAGES["README.md"], name
            assert f"({path})" in PAGES["docs/index.md"], name


def test_pictures_are_used_described_and_small() -> None:
    used = "\n".join(PAGES.values())
    for picture in (ROOT / "docs/images").iterdir():
        assert f"images/{picture.name}" in used
        assert picture.stat().st_size <= 300_000
        if picture.suffix == ".svg":
            root = ElementTree.parse(picture).getroot()
            assert root.find("{http://www.w3.org/2000/svg}title") is not None
        else:
            assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    for name, text in PAGES.items():
        assert not re.search(r"!\[\]|<img(?![^>]* alt=\"[^\"]+\")", text), name


def test_the_changelog_has_an_unreleased_part() -> None:
    assert re.search(r"^## \[Unreleased\]\n\n### \w+\n\n- ", PAGES["CHANGELOG.md"], re.MULTILINE)


if __name__ == "__main__":
    place = ROOT / "docs/diagnostics.md"
    place.write_text(_TABLE.sub(lambda _: diagnostics_table(), place.read_text(encoding="utf-8")), encoding="utf-8")
