"""What a hostile contributor writes reaches every file of the site as text: no element, field, line or command of it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import rispy
import yaml
from click.testing import CliRunner
from icalendar import Calendar
from markdown_it import MarkdownIt

import hostile_site
from dr_evidence_site.cli import main
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import bibtex_reference, evidence_fields, frontmatter, people, waivers
from dr_evidence_site.parse import glossary as glossaries
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.parse.fields import Field
from hostile_site import Built, is_allowed

# The site itself


def test_every_field_that_somebody_outside_writes_is_hostile() -> None:
    """A field that is added later has to be added there."""
    files = {path: content for path, content in hostile_site.files().items() if isinstance(content, str)}
    articles = "".join(text for path, text in files.items() if path.startswith("content/articles"))
    wanted: dict[str, tuple[object, ...]] = {
        "content/people.yaml": people.PERSON.fields,
        "content/glossary.yaml": glossaries.TERM.fields,
        "content/evidence/ill.yaml": tuple(one for one in vars(evidence_fields).values() if isinstance(one, Field)),
    }
    missing = {
        path: {f.name for f in fields if not re.search(rf"\b{f.name}:", files[path])} for path, fields in wanted.items()
    }  # type: ignore[attr-defined]
    # Numbers, words of a list and anchors, which are no text; `absolute` excludes `baseline`, `id` stands in a block.
    assert missing == {
        "content/people.yaml": set(),
        "content/glossary.yaml": set(),
        "content/evidence/ill.yaml": {"absolute", "adjusted", "heterogeneity", "i2", "id", "q", "show", "start", "tau2", "upgraded", "with", "without"},
    }  # fmt: skip
    fields = {
        f.name
        for f in (
            *frontmatter.ARTICLE.fields,
            *frontmatter.CHANGE.fields,
            *frontmatter.REVIEW_ENTRY.fields,
            *waivers.WAIVER.fields,
        )
    }
    assert {name for name in fields if f"{name}:" not in articles} == {"seal", "lang", "original_updated"}
    library = {name for name in bibtex_reference.READ_FIELDS if f" {name} = " not in files["references/library.bib"]}
    written_otherwise = {"year", "month", "day", "eprint", "crossref", "supersededby", *bibtex_reference.ALIASES}
    assert library == written_otherwise


# Pages

_NAMES = """
    a abbr article aside b bdi blockquote body br button cite code col colgroup dd details div dl dt em figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hr html i img input label legend fieldset li link main mark meta nav ol
    option p pre s script section select small span strong sub summary sup svg table tbody td template textarea th thead
    time title tr ul path g rect line circle polygon text use symbol defs caption pattern tfoot
"""
ELEMENTS = frozenset(_NAMES.split())


def pages(hostile: Built) -> Iterator[tuple[str, Any]]:
    for path in hostile.files(".html"):
        yield path, html5lib.parse(hostile.text(path), namespaceHTMLElements=False)


def test_no_page_has_an_element_handler_style_or_script_of_theirs(hostile: Built) -> None:
    seen = 0
    for path, root in pages(hostile):
        for element in root.iter():
            if not isinstance(element.tag, str):
                assert "pwned" not in (element.text or ""), path  # a comment
                continue
            seen += 1
            name = element.tag.rpartition("}")[2]
            assert name in ELEMENTS, (path, name)
            assert not [
                a for a in element.attrib if a.lower().startswith("on") or a in {"style", "srcdoc", "ping", "target"}
            ], path
            if name == "script":
                is_data = element.get("type") == "application/ld+json"
                assert is_data or re.fullmatch(
                    r"(?:\.\./|/project/hostile/)?assets/\w+\.[0-9a-f]{10}\.js", element.get("src", "")
                ), path
            if name == "meta" and element.get("http-equiv"):
                assert element.get("http-equiv") in {"Content-Security-Policy", "refresh"}, path
                if element.get("http-equiv") == "refresh":
                    assert re.fullmatch(r"0; ?url=[a-z0-9./-]+", element.get("content")), path
            if name in {"link", "img", "script"}:
                address = element.get("href") or element.get("src") or ""
                assert element.get("rel") in {"canonical", "alternate"} or "pwned" not in address, path
            for attribute in ("href", "src", "action", "formaction", "{http://www.w3.org/1999/xlink}href"):
                assert is_allowed(element.get(attribute, "#")), (path, element.get(attribute))
    assert seen > 3000


def test_a_hostile_text_is_there_as_it_was_written(hostile: Built) -> None:
    """Nothing is lost on the way, so the tests above look at what they mean to."""
    text = "".join(html5lib.parse(hostile.text("articles/ill.html"), namespaceHTMLElements=False).itertext())
    assert text.count("<script>__pwned(") > 60
    assert text.count(hostile_site.SUM) > 20


def test_no_template_of_theirs_is_filled(hostile: Built) -> None:
    for path in hostile.files(".html", ".md", ".txt", ".json", ".xml", ".bib", ".ris"):
        assert "1337" not in hostile.text(path), path


def test_structured_data_stays_in_its_script(hostile: Built) -> None:
    found = 0
    for path, root in pages(hostile):
        for script in root.iter("script"):
            if script.get("type") == "application/ld+json":
                found += 1
                assert "<" not in script.text, path
                assert json.loads(script.text)["@context"] == "https://schema.org"
    assert found >= 4


# Files for other programs


def test_feed_and_sitemap_have_the_elements_of_their_formats_alone(hostile: Built) -> None:
    for path in ("feed.xml", "sitemap.xml"):
        root = ElementTree.fromstring(hostile.text(path))
        for element in root.iter():
            assert element.tag.startswith(("{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}link")), path  # fmt: skip
            for name in ("href", "src"):
                assert is_allowed(element.get(name, "#"))
            if element.tag.endswith("}content") or element.tag.endswith("}summary"):
                assert element.get("type", "text") == "text" or not _dangerous(element.text or ""), path


def _dangerous(html: str) -> list[str]:
    """What in HTML that another program shows would run or load something."""
    found = []
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        if name in {
            "script",
            "iframe",
            "object",
            "embed",
            "style",
            "svg",
            "math",
            "base",
            "form",
            "meta",
            "link",
            "textarea",
        } and "pwned" in str(element.attrib) + (element.text or ""):
            found.append(name)
        found += [a for a in element.attrib if a.lower().startswith("on") or a == "style"]
        found += [a for a in ("href", "src") if not is_allowed(element.get(a, "#"))]
        if name == "img" and hostile_site.FOREIGN in element.get("src", ""):
            found.append("img")
    return found


def test_markdown_for_programs_has_no_html_of_theirs(hostile: Built) -> None:
    """Another program may well let HTML through."""
    for path in (*hostile.files(".md"), "llms.txt"):
        text = hostile.text(path)
        if text.startswith("---\n"):
            front, _, text = text[4:].partition("\n---\n")
            assert isinstance(yaml.safe_load(front), dict)
        assert _dangerous(MarkdownIt("commonmark", {"html": True}).render(text)) == [], path


def test_references_are_as_many_and_under_the_keys_as_were_cited(hostile: Built) -> None:
    for slug, kinds in (("ill", hostile_site.TYPES), ("withdrawn", ("article",))):
        keys = {f"ill-{kind}" for kind in kinds}
        found, faults = bibliography([Source("a.bib", hostile.text(f"articles/{slug}.bib"))])
        assert found.references.keys() == keys
        assert [fault for fault in faults if fault.severity.word == "error"] == []
        records = rispy.loads(hostile.text(f"articles/{slug}.ris"))
        assert {record["id"] for record in records} == keys
        assert len(records) == len(keys)
        items = json.loads(hostile.text(f"articles/{slug}.csl.json"))
        assert {item["id"] for item in items} == keys
        for line in hostile.text(f"articles/{slug}.ris").splitlines():
            assert line == "" or re.match(r"[A-Z][A-Z0-9]  - ", line), line


def test_files_for_hosts_have_the_lines_of_this_program_alone(hostile: Built) -> None:
    path = r"/project/hostile/[a-z0-9./-]+"
    for line in hostile.text("_redirects").splitlines():
        assert re.fullmatch(f"{path} {path} 301", line), line
    for line in hostile.text("redirects.conf").splitlines():
        assert re.fullmatch(rf'location = "{path}" \{{ return 301 "{path}\$is_args\$args"; \}}', line), line
    assert "pwned" not in hostile.text("_headers") + hostile.text("robots.txt")


def test_only_pictures_are_published_and_none_that_holds_a_program(hostile: Built) -> None:
    kinds = {Path(path).suffix for path in hostile.files("") if path.startswith("assets/")}
    assert kinds == {".css", ".js", ".svg", ".png", ".gif"}
    assert all(path.startswith("assets/favicon.") for path in hostile.files(".svg"))
    for path in hostile.files(".svg", ".js", ".css"):
        assert "__pwned" not in hostile.text(path), path
    assert not [path for path in hostile.files(".html") if "page" in path]


# What commands print


def _said(*arguments: str | Path) -> str:
    return CliRunner().invoke(main, [*map(str, arguments), "--today", hostile_site.TODAY]).stdout


def _unprintable(text: str) -> set[str]:
    return {
        c
        for c in text
        if c != "\n" and (unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} or c in "\u202e\u2066\u200b")
    }


def _commands(line: str) -> bool:
    """Whether a CI runner obeys the line: GitHub's `ActionCommand.TryParseV2` and `TryParse`, and Azure's `##vso[`."""
    return line.lstrip().startswith("::") or re.search(r"##\w*\[", line) is not None


def test_a_terminal_and_a_runner_are_given_no_commands(tmp_path: Path) -> None:
    bad = "content/articles/bad.md"
    controls = "\x1b]0;ill\x07\x1b[31m\x9b31m\u202e##[set-output name=a]b ##vso[task.setvariable variable=a]b\r::add-mask::a\u2028::error::x"
    large = ("content/articles/ill.md", "content/articles/ill.fr.md", "content/evidence/ill.yaml")
    files = {path: content for path, content in hostile_site.files().items() if path not in large}
    files["references/library.bib"] = str(files["references/library.bib"]).partition("@book")[0]
    files[bad] = (
        f"---\ntitle: {controls}\nstatus: {controls}\n{controls}: 1\n---\n[@{controls}] [x]({controls})\n\n"
        f"::set-output name=a::{controls}\n"
    )
    for path, content in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "references/bad.bib").write_bytes(
        f"@article{{x{controls}, title = {{{controls}}}, url={{{controls}}}\n".encode()
    )
    (tmp_path / "content/pictures/::set-output name=a::b.PNG").write_bytes(b"x")
    for command in (["check"], ["check", "--format", "jsonl"], ["check", "--format", "gitlab"], ["check", "--format", "sarif"],
                    ["status"], ["status", "--format", "json"], ["refs", "check"]):  # fmt: skip
        said = _said(*command, tmp_path)
        assert len(said) > 200, command
        assert _unprintable(said) == set(), command
        assert [line for line in said.splitlines() if _commands(line)] == [], command
    for line in _said("check", "--format", "github", tmp_path).splitlines():
        assert re.match(r"::(error|warning|notice) file=[^:]*,title=[A-Z]{2,3}\d{3}::", line), line
        assert _unprintable(line) == set()
        assert "%0A::" not in line  # what a tool that unfolds it would print


def test_what_comes_into_the_library_gives_no_commands(tmp_path: Path) -> None:
    (tmp_path / "references").mkdir()
    (tmp_path / "references/library.bib").write_text("@article{a,\n title = {x},\n::set-output name=a::b\n}\n")
    (tmp_path / "in.ris").write_text(
        "TY  - JOUR\nTI  - ##[add-mask]a \x1b]0;ill\x07\nAU  - ::error::x\nID  - ::set-output\nER  - \n"
    )
    said = (
        CliRunner()
        .invoke(main, ["refs", "import", str(tmp_path / "in.ris"), "--site", str(tmp_path), "--dry-run"])
        .stdout
    )
    assert "add-mask" in said
    assert _unprintable(said) == set()
    assert [line for line in said.splitlines() if _commands(line)] == []


def test_a_calendar_has_its_own_events_and_properties_alone(hostile: Built) -> None:
    text = (
        CliRunner()
        .invoke(main, ["status", str(hostile.site), "--format", "ics", "--today", hostile_site.TODAY])
        .stdout_bytes.decode()
    )
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert len(events) == 3
    known = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP", "URL"}
    assert all(set(event.keys()) <= known for event in events)
    assert all("<script>" in str(event["SUMMARY"]) for event in events)
