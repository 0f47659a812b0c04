"""Begin a site, or an article in one: new files are written, and none is ever replaced."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from msgspec import Struct

from dr_evidence_site.build.schemas import source_of
from dr_evidence_site.build.settings import settings_of
from dr_evidence_site.diagnostics.nearest import did_you_mean
from dr_evidence_site.model.languages import TAG, canonical
from dr_evidence_site.starter.article import article_text, name_for
from dr_evidence_site.starter.site import SCHEMAS, Host, site_files
from dr_evidence_site.system import files
from dr_evidence_site.system.creation import ExistsError, create, obstacles

__all__ = ["ArticleWish", "Host", "StartError", "Started", "new_article", "new_site"]

_ARTICLES = "content/articles"
_SLUG = re.compile("[a-z0-9][a-z0-9-]*")
_OURS = ("site.yaml", "content", "references", "templates")
"""What makes a folder a site."""


class StartError(Exception):
    """Nothing was written, and why."""


class Started(Struct, frozen=True):
    """The files that were written, and those that were there already and stay as they are."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def new_site(folder: Path, title: str, today: dt.date, host: Host | None) -> Started:
    """Write the files of a new site into a folder that is made if it is not there. Raises StartError."""
    from dr_evidence_site.parse.json_schema import SCHEMAS as SCHEMA_OF
    from dr_evidence_site.parse.json_schema import Known

    _insist_on_one_line(title, "The title")
    if folder.exists() and not folder.is_dir():
        raise StartError(f"{folder} is a file.")
    there = [name for name in _OURS if _holds_something(folder / name)]
    if there:
        raise StartError(f"{folder} holds a site already, or a part of one: {', '.join(there)}.")
    wanted = site_files(title, today, host, {name: SCHEMA_OF[name](Known()) for name in SCHEMAS})
    in_the_way = set(obstacles(folder, [file.path for file in wanted if not file.spare]))
    if in_the_way:
        raise StartError(f"In {folder} these are in the way: {', '.join(sorted(in_the_way))}.")
    kept = tuple(file.path for file in wanted if file.spare and obstacles(folder, [file.path]))
    made = [(file.path, file.text.encode()) for file in wanted if file.path not in kept]
    _create(folder, made)
    return Started(tuple(path for path, _ in made), kept)


class ArticleWish(Struct, frozen=True):
    """What an editor says of a new article; what is empty follows from the question and the site."""

    question: str
    title: str = ""
    name: str = ""
    language: str = ""
    audience: str = ""
    authors: tuple[str, ...] = ()


def new_article(site: Path, wish: ArticleWish, today: dt.date) -> str:
    """Write the file of a new article, and say its path in the site. Raises StartError."""
    question = " ".join(wish.question.split())
    title = " ".join(wish.title.split()) or question.rstrip("?؟ ")
    if not any(character.isalnum() for character in question):
        raise StartError("A question has words. For example: new “Does walking help against back pain?”.")
    _insist_on_one_line(question, "The question")
    _insist_on_one_line(title, "The title")
    config = settings_of(source_of(site, "site.yaml"))  # what is wrong with them is for `check` to say
    audiences = [audience.id for audience in config.audiences]
    if wish.audience and wish.audience not in audiences:
        hint = did_you_mean(wish.audience, audiences, otherwise=f"The audiences are: {', '.join(audiences)}.")
        raise StartError(f"“{wish.audience}” is not an audience of this site. {hint}")
    if wish.language and not TAG.fullmatch(wish.language):
        raise StartError(f"“{wish.language}” is not a language tag such as en, en-GB or fr.")
    _insist_on_people(site, wish.authors)
    taken = {place.name.removesuffix(".md").casefold() for place in (site / _ARTICLES).glob("*.md")}
    name = _name(wish, question, taken)
    path = f"{_ARTICLES}/{name}.md"
    text = article_text(
        question,
        title,
        today=today,
        audience=wish.audience or ("clinician" if "clinician" in audiences else config.default_audience),
        audiences=audiences,
        authors=wish.authors,
        language=canonical(wish.language) if wish.language else "",
        site_language=config.language,
    )
    _create(site, [(path, text.encode())])
    return path


def _name(wish: ArticleWish, question: str, taken: set[str]) -> str:
    if not wish.name:
        name = name_for(question, taken)
        if not name:
            raise StartError("The question has no letter from a to z to name the file by. Give a name with --slug.")
        return name
    name = wish.name.removesuffix(".md")
    if not _SLUG.fullmatch(name):
        raise StartError(f"“{wish.name}” cannot be an address: use lower-case letters a to z, digits and hyphens.")
    if name in taken:
        raise StartError(f"There is an article “{name}” already.")
    return name


def _insist_on_people(site: Path, wanted: tuple[str, ...]) -> None:
    if not wanted:
        return
    from dr_evidence_site.parse.people import people

    known, _ = people(source_of(site, "content/people.yaml"))
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known, otherwise="Add them to content/people.yaml first.")
            raise StartError(f"There is no person “{name}” in content/people.yaml. {hint}")


def _insist_on_one_line(words: str, what: str) -> None:
    if not words.isprintable():
        raise StartError(f"{what} holds a character that cannot be seen.")


def _holds_something(place: Path) -> bool:
    return place.is_file() or place.is_symlink() or (place.is_dir() and any(place.iterdir()))


def _create(root: Path, made: list[tuple[str, bytes]]) -> None:
    try:
        create(root, made)
    except ExistsError as error:
        raise StartError(f"{error} is there already.") from error
    except OSError as error:
        raise StartError(f"The files cannot be written: {files.reason(error)}.") from error
