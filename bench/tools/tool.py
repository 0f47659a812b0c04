"""What the runner asks of a generator: sources, edits, a command to run, and proof that its output is right."""

from __future__ import annotations

import hashlib
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from bench import generate as g

EDITED_REFERENCE = 7
"""The index of the reference that is corrected."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the made-up site is."""

    articles: int
    references: int

    @property
    def name(self) -> str:
        """A name for folders."""
        return f"{self.articles}x{self.references}"

    def library(self) -> dict[str, g.Reference]:
        """All references, by key."""
        return {reference.key: reference for reference in map(g.reference, range(self.references))}

    def generated(self) -> Iterator[g.Article]:
        """All articles, one at a time."""
        return (g.article(index, self.articles, self.references) for index in range(self.articles))


class WrongOutputError(Exception):
    """A generator's output lacks what it must have, so its time would mean nothing."""


class UnavailableError(Exception):
    """A generator cannot be installed or run here."""


@dataclass(frozen=True)
class Tool(ABC):
    """A generator with its own copy of the site, in `work`."""

    work: Path
    size: Size

    name: ClassVar[str]
    cites: ClassVar[bool]
    """Whether it numbers citations and writes the reference lists itself."""
    incremental: ClassVar[bool] = True
    """Whether a second build can differ from a first one; without, only the first is worth timing."""

    @property
    def folder(self) -> Path:
        """The sources."""
        return self.work / "sites" / f"{self.name}-{self.size.name}"

    @property
    def output(self) -> Path:
        """The built site."""
        return self.work / "output" / f"{self.name}-{self.size.name}"

    @abstractmethod
    def version(self) -> str:
        """The version that is measured."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command that builds the site in `folder`."""

    @abstractmethod
    def write(self) -> None:
        """Write the sources into the empty `folder`."""

    @abstractmethod
    def template(self) -> Path:
        """The article template, which holds the words “template round 0”."""

    def variables(self) -> Mapping[str, str]:
        """Environment variables for the command."""
        return {}

    def source(self, slug: str) -> Path:
        """The source of an article."""
        return self.folder / "content" / "articles" / f"{slug}.md"

    def page(self, slug: str) -> Path:
        """The finished page of an article."""
        return self.output / "articles" / f"{slug}.html"

    def reference_files(self) -> Iterable[Path]:
        """The sources that hold the corrected reference: where it was resolved by hand, all articles that cite it."""
        for index in g.citing(EDITED_REFERENCE, self.size.articles, self.size.references):
            yield self.source(g.slug(index))

    def caches(self) -> Iterable[Path]:
        """What the generator remembers between builds."""
        return ()

    def prepare(self) -> None:
        """Write the sources, unless they stand there from an earlier run of the same generator and themes."""
        stamp, wanted = self.folder / ".bench-stamp", _stamp()
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self.write()
            stamp.write_text(wanted)
        self.undo()
        self.output.parent.mkdir(parents=True, exist_ok=True)

    def forget(self) -> None:
        """Remove the output and everything remembered, so that the next build is a first one."""
        for path in (self.output, *self.caches()):
            shutil.rmtree(path, ignore_errors=True)

    def edit_article(self, round_number: int) -> None:
        """Change one sentence of one article."""
        _substitute(self.source(self.edited_slug), r"last edited in round \d+", f"last edited in round {round_number}")

    def edit_template(self, round_number: int) -> None:
        """Change the template of all articles."""
        _substitute(self.template(), r"template round \d+", f"template round {round_number}")

    def edit_reference(self, round_number: int) -> None:
        """Correct the title of one reference."""
        mark = f"report {EDITED_REFERENCE:05d}"
        new = f"{mark}, corrected in round {round_number}" if round_number else mark
        for path in self.reference_files():
            _substitute(path, rf"{mark}(, corrected in round \d+)?", new)

    def undo(self) -> None:
        """Take all edits back."""
        self.edit_article(0)
        self.edit_template(0)
        self.edit_reference(0)

    @property
    def edited_slug(self) -> str:
        """The article that is edited."""
        return g.slug(self.size.articles // 2)

    def check(self, *, article: int = 0, template: int = 0, reference: int = 0) -> None:
        """Raise WrongOutputError unless the output is complete and shows these rounds of edits."""
        found = sum(1 for _ in (self.page(self.edited_slug).parent).glob("article-*.html"))
        if found != self.size.articles:
            raise WrongOutputError(f"{self.name} wrote {found} article pages of {self.size.articles}")
        step = max(1, self.size.articles // 20)
        for index in range(0, self.size.articles, step):
            self.check_page(g.article(index, self.size.articles, self.size.references), index)
        self._expect(self.edited_slug, f"last edited in round {article}.")
        self._expect(self.edited_slug, f"template round {template}")
        if reference:
            citing = list(g.citing(EDITED_REFERENCE, self.size.articles, self.size.references))
            for index in citing[:: max(1, len(citing) // 20)]:
                self._expect(g.slug(index), f"corrected in round {reference}")

    def check_page(self, article: g.Article, index: int) -> None:
        """The page has title, question, all its references in number order, and each citation leads to one of them."""
        text = self.page(article.slug).read_text(encoding="utf-8")
        for part in (article.title, article.question):
            if part not in text:
                raise WrongOutputError(f"{self.name}: “{part}” is missing in {article.slug}")
        expected = set(range(1, len(g.cited(index, self.size.references)) + 1))
        listed, used = self.numbers(text)
        if listed != expected or used != expected:
            raise WrongOutputError(
                f"{self.name}: {article.slug} lists {sorted(listed)} and cites {sorted(used)}, not 1 to {len(expected)}"
            )

    def numbers(self, text: str) -> tuple[set[int], set[int]]:
        """The numbers in the reference list of a page, and those that its text leads to (a range leads to all)."""
        listed = {int(number) for number in re.findall(r' id="?ref-(\d+)\b', text)}
        used: set[int] = set()
        for first, last in re.findall(r'href="?#ref-(\d+)\b[^>]*>\d+</a>(?:–<a [^>]*?href="?#ref-(\d+)\b)?', text):
            used.update(range(int(first), int(last or first) + 1))
        return listed, used

    def _expect(self, slug: str, words: str) -> None:
        if words not in self.page(slug).read_text(encoding="utf-8"):
            raise WrongOutputError(f"{self.name}: “{words}” is missing in {slug}")


def _substitute(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(pattern, new, text)
    if not count:
        raise WrongOutputError(f"nothing to edit in {path.name}: {pattern}")
    if changed != text:
        path.write_text(changed, encoding="utf-8")


def _stamp() -> str:
    """Changes whenever the generated sources might: the text of the modules and themes that they are made from."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(
        [root / "generate.py", root / "formats.py", *root.glob("tools/*.py"), *root.glob("themes/**/*")]
    ):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
