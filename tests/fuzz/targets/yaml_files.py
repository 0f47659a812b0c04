"""Front matter, settings, people, glossaries and rules of wording."""

from __future__ import annotations

from msgspec.structs import replace

from dr_evidence_site.model.source import Source

from ..parts import filled
from ..properties import faults_are_sound, html_is_sound, must, twice
from ..target import Target, default_settings

PIECES = (
    *(": ", "- ", "\n", "\n  ", "\n- ", "[", "]", "{", "}", ", ", "#", "&a ", "*a", "!x ", "!!str ", "<<: "),
    *("? ", "|\n", ">\n", '"', "'", "\\", "---\n", "...\n", "%", "@", "`", "~", "null", "true", "no", "1.10"),
    *("2026-02-30", "12 months", "\t", "title: ", "status: approved\n", "audience: ", "review:\n", "k: v\n"),
    *("https://a.example", "javascript:x", "2 MB"),
)  # fmt: skip


def check_front_matter(text: str) -> None:
    """The front matter of an article and of a page, alone and with the body behind it."""
    from dr_evidence_site.parse import frontmatter

    for source in (
        Source("content/articles/a.md", text),
        Source("content/articles/a.md", f"---\n{text}\n---\nBody.\n"),
    ):
        article, body, faults = frontmatter.article(source, default_settings())
        faults_are_sound(source, faults)
        twice(lambda source=source: frontmatter.article(source, default_settings()))  # type: ignore[misc]
        must(body.text in source.text, "the body is another text")
        must(article or faults, "nothing was read, and nothing said")
        page = replace(source, path="content/pages/a.md")
        standing, _, faults = frontmatter.standing_page(page)
        faults_are_sound(page, faults)
        must(standing or faults, "nothing was read, and nothing said")


def check_settings(text: str) -> None:
    """The settings of a site; they are remembered as they are."""
    from dr_evidence_site.parse import markdown, plain
    from dr_evidence_site.parse.config import config

    source = Source("site.yaml", text)
    found, faults = config(source, render=markdown.fragment)
    faults_are_sound(source, faults)
    twice(lambda: config(source, render=markdown.fragment))
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
        html_is_sound(filled(term.meaning))


def check_wording(text: str) -> None:
    """A site's own rules of wording, and what they find."""
    from dr_evidence_site.parse.rules import rules

    source = Source("content/wording.yaml", text)
    found, faults = rules("en", [source])
    faults_are_sound(source, faults)
    ready = found.text("It may reduce the risk by 10%, in 3 of 100 people.")
    for avoided in found.avoided:
        avoided.words.all_in(ready)


FRONT_MATTER = Target("front-matter", check_front_matter, PIECES, 30)
SETTINGS = Target("settings", check_settings, PIECES, 40)
PEOPLE = Target("people", check_people, PIECES, 40)
GLOSSARY = Target("glossary", check_glossary, PIECES, 40)
WORDING = Target("wording", check_wording, (*PIECES, "(", "|", "(?", "\\b", "[a-z]+", "{n}", "{p}"), 30)
