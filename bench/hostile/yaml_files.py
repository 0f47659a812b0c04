"""Front matter, settings, people, a glossary and rules of wording: what any YAML may hold, and what these do."""

from __future__ import annotations

from bench.hostile.articles import ARTICLE, FRONT
from bench.hostile.default_settings import default_settings
from bench.hostile.families import Family, repeated

YAML: dict[str, Family] = {
    **repeated(
        *("[", "{", "]", "}", "- ", "? ", ": ", "a: ", "a:\n", "a: b\n", "- a\n", "-\n", "- - ", "[a, ", "{a: "),
        *("{a, ", '"', "'", '"\\', "\\", "|", "|\n", ">\n a\n", "#", "# a\n", "&a ", "*a ", "!a ", "!!", "<<: *a\n"),
        *("%", "---\n", "...\n", "\t", " ", "\n", "\r\n", "a", "a ", "\x00", "\x85", "\u2028", "\ufeff", "é", "a\n"),
        *(" a\n", "~\n", "@"),
    ),
    "keys": Family("k№: v\n", numbered=True),
    "unknown keys, faulty": Family("k№: [\n", numbered=True),
    "one key again": Family("a: b\n"),
    "tabs": Family("k№:\n\t- a\n", numbered=True),
    "colons in values": Family("k№: a: b\n", numbered=True),
    "quotes never closed": Family('k№: "a\n', numbered=True),
    "anchors": Family("k№: &a№ [x]\n", numbered=True),
    "aliases": Family("*a, ", before="a: &a [x]\nb: [", after="]\n"),
    "laughs": Family("k№: &k№ [*a, *a]\n", numbered=True),
    "merge keys": Family("k№: {<<: *a}\n", before="a: &a {b: c}\n", numbered=True),
    "a key": Family("a", after=": b\n"),
    "a value": Family("a", before="a: "),
    "a folded value": Family("  a\n", before="a: >\n"),
    "a literal value": Family("  a\n", before="a: |\n"),
    "a quoted value with escapes": Family("\\n", before='a: "', after='"\n'),
    "a quoted value with long escapes": Family("\\U0001F600", before='a: "', after='"\n'),
    "a quoted value with faulty escapes": Family("\\q", before='a: "', after='"\n'),
    "a quoted value on many lines": Family("a\n\n", before="a: '", after="'\n"),
    "a list on one line": Family("a, ", before="a: [", after="a]\n"),
    "a mapping on one line": Family("k№: a, ", before="a: {", after="z: a}\n", numbered=True),
    "lists within": Family("[", before="a: ", closing="]", after="\n"),
    "mappings within": Family("{a: ", before="a: ", middle="b", closing="}", after="\n"),
    "levels by indentation": Family("- - - - a\n", before="a:\n"),
    "comments": Family("# a\n", after="a: b\n"),
    "comments behind": Family("k№: a № b\n", numbered=True),
    "control characters": Family("\x01", before="a: "),
    "escaped control characters": Family("\\x01", before='a: "', after='"\n'),
    "documents": Family("---\na: b\n"),
}  # fmt: skip
"""What any file of YAML may hold."""

FRONT_MATTER: dict[str, Family] = {
    "topics": Family("t№, ", before="topics: [", after="z]\n", numbered=True),
    "a topic again": Family("t, ", before="topics: [", after="t]\n"),
    "authors": Family("a№, ", before="authors: [", after="z]\n", numbered=True),
    "aliases": Family("a№, ", before="aliases: [", after="z]\n", numbered=True),
    "steps of a review": Family("  - {status: submitted, date: 2026-01-01, by: a}\n", before="review:\n"),
    "waivers": Family("  - {code: CLM002, reason: it is so, about: a№}\n", before="waive:\n", numbered=True),
    "a title": Family("a ", before="title: "),
}

SETTINGS: dict[str, Family] = {
    "audiences": Family("  - {id: a№, label: A№, disclaimer: Text.}\n", before="audiences:\n", numbered=True),
    "an audience again": Family("  - {id: a, label: A}\n", before="audiences:\n"),
    "languages": Family("  a-x№: {title: T}\n", before="languages:\n", numbered=True),
    "unknown audiences explained": Family("x№, ", before="explain_terms_for: [", after="z]\n", numbered=True),
    "unknown checks": Family("  X№: error\n", before="checks:\n", numbered=True),
    "checks": Family("  MD007: error\n", before="checks:\n"),
    "a notice": Family("[a](b.md) ", before="notice: "),
}

PEOPLE: dict[str, Family] = {
    "people": Family("p№: {name: P, roles: [author], interests: None}\n", numbered=True),
    "roles": Family("author, ", before="p: {name: P, roles: [", after="author]}\n"),
    "an ORCID iD": Family("0", before="p: {name: P, roles: [board], orcid: ", after="}\n"),
}

GLOSSARY: dict[str, Family] = {
    "terms": Family("term №: Its meaning.\n", numbered=True),
    "forms": Family("f№, ", before="a: {meaning: M, forms: [", after="z]}\n", numbered=True),
    "a meaning": Family("a ", before="a: "),
    "a meaning with markup": Family("[x](y.md) *a* ", before="a: "),
}

WORDING: dict[str, Family] = {
    "words": Family("  - {words: [w№], advice: A.}\n", before="avoid:\n", numbered=True),
}


def read_front_matter(text: str) -> None:
    """The front matter of an article."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.frontmatter import article  # noqa: PLC0415

    article(Source(ARTICLE, FRONT.removesuffix("---\n") + text + "\n---\n"), default_settings())


def read_settings(text: str) -> None:
    """The settings of a site."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse import markdown  # noqa: PLC0415
    from dr_evidence_site.parse.config import config  # noqa: PLC0415

    config(Source("site.yaml", text), render=markdown.fragment)


def read_people(text: str) -> None:
    """The people of a site."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.people import people  # noqa: PLC0415

    people(Source("content/people.yaml", text))


def read_glossary(text: str) -> None:
    """A glossary."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse import markdown  # noqa: PLC0415
    from dr_evidence_site.parse.glossary import glossaries  # noqa: PLC0415

    glossaries([Source("content/glossary.yaml", text)], "en", render=markdown.fragment)


def read_wording(text: str) -> None:
    """A site's own rules of wording."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.rules import rules  # noqa: PLC0415

    rules("en", [Source("content/wording.en.yaml", text)])
