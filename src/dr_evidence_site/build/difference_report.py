"""The difference between two builds as text for people, Markdown for a summary on CI, and JSON for programs.

Titles come from articles that anybody may have proposed, so Markdown and HTML in them are shown and not obeyed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from dr_evidence_site.build.difference import Broken, Difference, Listed
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.diagnostics.visible import unheard, unheard_json
from dr_evidence_site.system.manifest import About

_LONGEST = 200
"""Lines of a section in a summary: GitHub takes a megabyte, and nobody reads more."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$:@])")


class _Section(Struct, frozen=True):
    """A heading, and lines of two parts: an address, and what is said of it."""

    heading: str
    lines: Sequence[tuple[str, str]]


def text(found: Difference) -> str:
    """For a terminal."""
    lines = [_of(found), ""]
    for section in _sections(found, str, str):
        lines.append(section.heading)
        width = min(max(len(first) for first, _ in section.lines), 48)
        lines += [f"  {first:{width}}  {rest}".rstrip() for first, rest in section.lines]
        lines.append("")
    lines += [*_also(found), *found.unknown]
    return "\n".join(map(unheard, lines)).rstrip() + "\n"


def markdown(found: Difference) -> str:
    """For the summary of a job: a heading for each kind of change, broken addresses first."""
    lines = ["## What changes on the site", "", _of(found), ""]
    for section in _sections(found, _escaped, _code):
        lines += [f"### {section.heading}", ""]
        lines += [f"- {first} {rest}".rstrip() for first, rest in section.lines[:_LONGEST]]
        if len(section.lines) > _LONGEST:
            lines.append(f"- … and {len(section.lines) - _LONGEST:,} more")
        lines.append("")
    lines += [f"{line}\n" for line in (*_also(found), *found.unknown)]
    return "\n".join(lines).rstrip() + "\n"


def as_json(found: Difference) -> str:
    """For programs. Keys stay; new ones may come."""

    def page(path: str) -> dict[str, object]:
        article = found.articles.get(path)
        if article is None:
            return {"path": path}
        return {"path": path, "title": article.title, "status": article.status, "approved": article.approved}

    files = dict(zip(("added", "changed", "removed"), found.files, strict=True))
    value = {
        "old": _build(found.old),
        "new": _build(found.new),
        "pages": {
            "added": [page(path) for path in found.added],
            "changed": [page(path) for path in found.changed],
            "restyled": [page(path) for path in found.restyled],
            "removed": [page(path) for path in found.removed],
            "renamed": [{"from": old, **page(new)} for old, new in found.renamed],
        },
        "other_files": files,
        "statuses": [
            {"path": one.page, "title": one.title, "before": one.before, "after": one.after} for one in found.statuses
        ],
        "broken": [{"path": one.path, "fragment": one.fragment, "on": one.on} for one in found.broken],
        "not_compared": list(found.unknown),
    }
    return unheard_json(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


FORMS: dict[str, Callable[[Difference], str]] = {"text": text, "json": as_json, "markdown": markdown}
"""The forms by their names."""


def _build(about: About) -> dict[str, str | None]:
    return {"built": about.built or None, "program": about.program or None}


def _of(found: Difference) -> str:
    """Which builds were compared, and whether there is a difference."""
    sentence = f"Old: {_said(found.old)}. New: {_said(found.new)}."
    return f"{sentence} Nothing changes." if found.is_empty else sentence


def _said(about: About) -> str:
    day = f"built on {about.built}" if _is_plain(about.built) else "built on an unknown day"
    return f"{day} by version {about.program}" if _is_plain(about.program) else day


def _also(found: Difference) -> list[str]:
    """What needs no list."""
    lines = []
    if found.restyled:
        what = "other style sheets or scripts, or another version of the program"
        lines.append(f"Otherwise the same, but with {what}: {_pages(len(found.restyled))}.")
    if any(found.files):
        added, changed, removed = found.files
        lines.append(f"Files that are no pages: {added:,} added, {changed:,} changed, {removed:,} removed.")
    return lines


def _sections(found: Difference, dress: Callable[[str], str], code: Callable[[str], str]) -> list[_Section]:
    """What there is to list. `dress` and `code` make a title and an address fit to be printed."""

    def about(path: str) -> str:
        article = found.articles.get(path)
        return _article(article, dress) if article else ""

    def address(path: str) -> str:
        return code(clip(path, 200))

    def pages(paths: Iterable[str]) -> list[tuple[str, str]]:
        return [(address(path), about(path)) for path in paths]

    sections = [
        _Section(
            f"{_counted(found.broken, 'address', 'addresses')} would break",
            [_broken(one, address) for one in found.broken],
        ),
        _Section(
            f"{_counted(found.statuses, 'review status', 'review statuses')} changed",
            [
                (address(one.page), f"{dress(clip(one.title))}: {_word(one.before)} → {_word(one.after)}")
                for one in found.statuses
            ],
        ),
        _Section(f"{_pages(len(found.added))} added", pages(found.added)),
        _Section(f"{_pages(len(found.changed))} changed", pages(found.changed)),
        _Section(
            f"{_pages(len(found.renamed))} renamed", [(address(old), f"→ {address(new)}") for old, new in found.renamed]
        ),
        _Section(f"{_pages(len(found.removed))} removed", pages(found.removed)),
    ]
    return [section for section in sections if section.lines]


def _article(article: Listed, dress: Callable[[str], str]) -> str:
    return f"{dress(clip(article.title))} ({_word(article.status)})"


def _word(status: str) -> str:
    """A status as it stands in a file of the old site: one of four words, or whatever somebody put there."""
    return status if re.fullmatch(r"[a-z-]{1,20}", status) else "unknown"


def _broken(one: Broken, address: Callable[[str], str]) -> tuple[str, str]:
    place = address(f"{one.path}#{one.fragment}" if one.fragment else one.path)
    if one.on:
        return place, f"linked on {address(one.on)}"
    return place, "a section of that name was published" if one.fragment else "published, and gone without an alias"


def _is_plain(word: str) -> bool:
    """Whether it looks like a day or a version."""
    return bool(re.fullmatch(r"[A-Za-z0-9.+-]{1,40}", word))


def _counted(items: Sequence[object], one: str, many: str) -> str:
    return f"{len(items):,} {one if len(items) == 1 else many}"


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number:,} pages"


def _escaped(words: str) -> str:
    """Words as Markdown that shows them as they are."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _code(words: str) -> str:
    """A path as code, whatever it holds."""
    return f"`{words.replace('`', '´')}`"
