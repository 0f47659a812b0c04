"""Whatever happens to a site folder, a warm build gives what a build from nothing gives, to the byte."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import large_site
import pytest
from fresh_builds import made_from_nothing
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dr_evidence_site.build import Options, Report, build
from dr_evidence_site.build import run as run_module
from dr_evidence_site.build.review import Action, Request, take
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.system import sources
from sites import LIBRARY, PEOPLE, TODAY, compile_once, index_once

STRANGER = "notes.txt"

NAMES = ("alpha", "beta", "gamma", "delta", "Bad Name")
TRANSLATIONS = ("alpha.fr", "alpha.ar", "beta.fr", "delta.fr", "alpha.en")
TITLES = ("A title", "Another title", "Third & last <title>")
QUESTIONS = ("", "question: Does it work?", "question: Is it safe?")
TOPICS = ("", "topics: [bone health]", "topics: [Bone Health, heart]", "topics: [heart]", "topics: [eyes, bone health]")
REVIEWS = (
    "status: submitted\nupdated: 2025-01-10",
    "status: submitted\nupdated: 2025-01-11",
    "status: under-review\nupdated: 2025-01-10\nauthors: [example-author]",
    "status: approved\nupdated: 2025-01-10\nreview: [{status: approved, date: 2026-01-10, by: example-reviewer}]",
    "status: approved\nupdated: 2025-01-10\nreview: [{status: approved, date: 2025-12-24, by: example-board}]\n"
    "review_due: 2026-07-01\nsearch_date: 2025-01-01",
    "status: withdrawn\nupdated: 2025-01-10\nreview: [{status: withdrawn, date: 2026-01-10}]",
    "status: submitted\nupdated: 2026-06-20",  # in the future at first
    "status: nonsense\nupdated: 2025-01-10",
)
TEXTS = (
    "Text.",
    "Text [@moyer2013].",
    "Text [@jackson2006; @moyer2013, p. 3] and @third2001 [-@jackson2006].",
    "Text @child2020 and [@string2020].",
    "Text, see [beta](beta.md) and [about](../pages/about.md#more).",
    "Text\n\n![A picture](../pictures/pic.png)",
    "Text\n\n## More\n\n::: patient\nFor patients [@third2001].\n:::\n\n[words]{.clinician}",
    "Text [@nobody].",
    "Text [nowhere](missing.md).",
    "Text\n\n::: nobody\nlost\n:::",
    "Text\n\n# Top",
    "Text <b>raw</b>",
)
FIELDS = (
    (b"updated: 2025-01-10", b"updated: 2025-01-09"),
    (b"title: A", b"title: Some"),
    (b"Does it", b"Could it"),
    (b"topics: [", b"topics: [new, "),
    (b"audience: clinician", b"audience: patient"),
    (b"audience: clinician", b"aliases: [beta, omega]\naudience: clinician"),
)
NOTICES = (
    "",
    "notice: A demonstration.",
    "notice: 'See [about](content/pages/about.md) and [beta](content/articles/beta.md)'",
)
CHECKS = (
    # With these a site is published whose links lead nowhere: then what they lead to can come and go.
    "checks: {LNK003: note, LNK004: note, LNK005: note, LNK007: note, MD004: ignore}",
    "checks: {LNK003: warning, LNK005: ignore, LNK007: warning}",
    "checks: {MD999: error}",
    "checks: {MD004: error}",
    "",
)
SETTINGS = (
    ("", "title: One", "title: Two # a remark"),
    ("", "description: A site."),
    ("", "base_url: https://evidence.example.org/a/"),
    ("", "citations: {style: ama, marker: superscript}", "citations: {marker: parentheses}"),
    (
        "",
        "audiences: [{id: clinician, label: Doctor}, {id: patient, label: Patient, disclaimer: 'Ask *us*.'}]",
        "audiences: [{id: patient, label: Patient, disclaimer: 'See [this](content/articles/beta.md).'}, "
        "{id: clinician, label: Doctor}]",
        "audiences: [{id: patient, label: Patient}, {id: clinician, label: Doctor}, {id: nobody, label: Nobody}]",
        "audiences: [{id: clinician, label: Doctor}]",
    ),
    ("", "default_audience: clinician"),
    ("", "explain_terms_for: [clinician, patient]", "explain_terms_for: []", "explain_terms_for: [nobody]"),
    ("", "publish: approved", "publish: all"),
    ("", "exports: []", "exports: [md, csl]", "exports: [jsn, bib]"),
    ("", "review_every: 3 months", "review_every: 24 months"),
    ("", "review: {require_seal: true}", "review: {approvals: 2, independent: no}"),
    ("", "status_page: true"),
    NOTICES,
    CHECKS,
    ("", "follow_up: {url: 'mailto:a@example.org'}"),
    ("", "language: ar", "language: de"),
    (
        "",
        "languages: {fr: {title: Un, notice: 'Voir [ceci](content/articles/beta.md).'}}",
        "languages: {fr: {audiences: {patient: {label: Patiente, disclaimer: 'Lisez *ceci*.'}}}}",
    ),
)  # fmt: skip
PARENTS = ("Proceedings", "Collected papers")
PEOPLE_FILES = (
    PEOPLE,
    PEOPLE.replace("Example Reviewer", "Renamed Reviewer"),
    PEOPLE.replace("roles: [board]", "roles: [board, reviewer]"),
    "# a remark\n" + PEOPLE,
    "\n".join(reversed(PEOPLE.splitlines())) + "\n",
    "example-author: {roles: [author]}\n",
    None,
)
GLOSSARIES = (
    None,
    "text: Words.\nbone health: How bones are.\n",
    "text: {meaning: 'More words, see [this](articles/beta.md).', aliases: [patients, next]}\n",
    "patients: People.\n# a remark\nplacebo: A dummy medicine.\n",
    "text:\nwords: '- a list'\npatients: {meaning: People., aliases: [words]}\n",
    "text: [\n",
)
THEME_FILES = {
    "templates/home.html": (
        '{% extends "!home.html" %}{% block head %}<meta name="x" content="1">{% endblock %}',
        '{% extends "!home.html" %}{% block head %}<meta name="x" content="2">{% endblock %}',
        '{% extends "!home.html" %}{% block head %}{{ frame.nothing }}{% endblock %}',
        "{% block head %}",
        None,
    ),
    "templates/parts/contents.html": ("", "<p>{{ page.title }}</p>", None),
    "templates/messages/fr.po": (
        'msgid "References"\nmsgstr "Sources"\n',
        'msgid "References"\nmsgstr "%(x)s"\n',
        'msgid "References\n',
        None,
    ),
    "templates/static/theme.css": ("body { color: red }", "body { color: blue }", None),
    "templates/static/more/extra.css": ("a { background: url(../theme.css) }", None),
}
PAGES = {
    "content/pages/about.md": ("About", "---\ntitle: {}\n---\nText\n\n## More\n\n{}\n"),
    "content/pages/editorial-policy.md": ("Policy", "---\ntitle: {}\nupdated: 2025-01-01\n---\n{}\n"),
    "content/pages/index.md": ("Taken", "---\ntitle: {}\n---\n{}\n"),
}


class ChangingSite(RuleBasedStateMachine):
    """A site folder, its memo and its build folder, all of which change."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="changing-site-"))
        self.root = self.top / "site"
        self.folder = self.root / "build"
        self.today = TODAY
        self.entries = LIBRARY.replace("@", "\0@").split("\0")[1:]
        self.extra: list[str] = []
        self.string, self.parent = "Press One", PARENTS[0]
        self.sound: tuple[dict[str, bytes], list[str], dict[int, str]] = ({}, [], {})
        self.failures = 0
        self.lines: dict[int, str] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.top)

    # Files

    def place(self, path: str) -> Path:
        return self.root / path

    def write(self, path: str, text: str | bytes | None) -> None:
        place = self.place(path)
        if text is None:
            place.unlink(missing_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def article(self, name: str) -> Path:
        return self.place(f"content/articles/{name}.md")

    def articles(self) -> list[Path]:
        return sorted(self.place("content/articles").glob("*.md"))

    @initialize()
    def begin(self) -> None:
        self.lines = {SETTINGS.index(NOTICES): NOTICES[2], SETTINGS.index(CHECKS): CHECKS[0]}
        self.write_settings()
        self.write("content/people.yaml", PEOPLE)
        self.write("content/pictures/pic.png", b"one")
        self.write("content/pages/about.md", PAGES["content/pages/about.md"][1].format("About", "Text."))
        self.write_library()
        for number, (name, text) in enumerate(zip(NAMES, (4, 2, 5), strict=False)):
            self.write_article(name, TITLES[0], QUESTIONS[1], TOPICS[number], REVIEWS[3], TEXTS[text])

    def write_library(self) -> None:
        derived = (
            f"@string{{press = {{{self.string}}}}}\n"
            "@inproceedings{child2020, author = {Child, Ann}, title = {A child}, crossref = {parent2020}}\n"
            "@book{string2020, author = {String, Sue}, title = {Strings}, publisher = press, date = {2020}}\n"
            f"@proceedings{{parent2020, title = {{{self.parent}}}, editor = {{Ed, Itor}}, date = {{2020}}}}\n"
        )
        self.write("references/library.bib", "".join(self.entries) + derived)

    # Articles

    @rule(
        name=st.sampled_from(NAMES[:4]), title=st.sampled_from(TITLES), question=st.sampled_from(QUESTIONS),
        topics=st.sampled_from(TOPICS), review=st.sampled_from(REVIEWS), text=st.sampled_from(TEXTS),
    )  # fmt: skip
    def write_article(self, name: str, title: str, question: str, topics: str, review: str, text: str) -> None:
        front = "\n".join(filter(None, (f"title: {title}", question, topics, review, "audience: clinician")))
        self.write(f"content/articles/{name}.md", f"---\n{front}\n---\n{text}\n")

    @rule(
        name=st.sampled_from(TRANSLATIONS), follows=st.sampled_from(("", "original_updated: 2025-01-10")),
        review=st.sampled_from(REVIEWS), text=st.sampled_from(TEXTS), topics=st.sampled_from(TOPICS),
    )  # fmt: skip
    def write_a_translation(self, name: str, follows: str, review: str, text: str, topics: str) -> None:
        self.write_article(name, TITLES[1], QUESTIONS[1], "\n".join(filter(None, (follows, topics))), review, text)

    @rule(
        name=st.sampled_from(NAMES[:3]), before=st.sampled_from(REVIEWS[:6]), after=st.sampled_from(REVIEWS[:6]),
        text=st.sampled_from(TEXTS[:7]),
    )  # fmt: skip
    def review_goes_on(self, name: str, before: str, after: str, text: str) -> None:
        place = self.article(name)
        if not place.exists():
            self.write_article(name, TITLES[1], "", TOPICS[1], before, text)
        else:
            content = place.read_bytes()
            found = next((review for review in REVIEWS if review.encode() in content), "")
            if found:
                place.write_bytes(content.replace(found.encode(), after.encode()))

    @rule(index=st.integers(0, 3), words=st.sampled_from(FIELDS))
    def change_a_field(self, index: int, words: tuple[bytes, bytes]) -> None:
        for place in self.articles()[index : index + 1]:
            content = place.read_bytes()
            place.write_bytes(content.replace(*(words if words[0] in content else words[::-1])))

    @rule(
        index=st.integers(0, 3),
        action=st.sampled_from((*Action, Action.APPROVE)),
        by=st.sampled_from(("example-reviewer", "example-board", "example-author")),
    )
    def take_a_step_of_the_review(self, index: int, action: Action, by: str) -> None:
        for place in self.articles()[index : index + 1]:
            take(Options(self.root, self.today), str(place), Request(action, by, self.today))

    @rule(index=st.integers(0, 3), text=st.sampled_from(TEXTS))
    def add_a_paragraph(self, index: int, text: str) -> None:
        for place in self.articles()[index : index + 1]:
            with place.open("a") as stream:
                stream.write(f"\n{text}\n")

    @rule(index=st.integers(0, 3))
    def delete_an_article(self, index: int) -> None:
        for place in self.articles()[index : index + 1]:
            place.unlink()

    @rule(index=st.integers(0, 3), name=st.sampled_from(NAMES))
    def rename_an_article(self, index: int, name: str) -> None:
        for place in self.articles()[index : index + 1]:
            place.rename(self.article(name))

    @rule()
    def swap_two_articles(self) -> None:
        places = self.articles()
        if len(places) > 1:
            places[0].rename(self.top / "aside")
            places[1].rename(places[0])
            (self.top / "aside").rename(places[1])

    # What leaves a file's stamp as it was, or changes nothing else

    @rule(index=st.integers(0, 3), is_old=st.booleans())
    def touch(self, index: int, is_old: bool) -> None:
        for place in self.articles()[index : index + 1]:
            os.utime(place, (1_000_000_000, 1_000_000_000) if is_old else None)

    @rule(index=st.integers(0, 3))
    def edit_without_a_trace(self, index: int) -> None:
        for place in self.articles()[index : index + 1]:
            status = place.stat()
            content = place.read_bytes()
            words = (b"Text", b"Next") if b"Text" in content else (b"Next", b"Text")
            place.write_bytes(content.replace(*words))
            os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
            assert place.stat().st_size == status.st_size

    @rule(index=st.integers(0, 3), encoded=st.sampled_from((b"caf\xe9", "café".encode(), b"nul\0")))
    def odd_bytes(self, index: int, encoded: bytes) -> None:
        for place in self.articles()[index : index + 1]:
            place.write_bytes(place.read_bytes() + encoded + b"\n")

    # Everything else of the site

    @rule(change=st.sampled_from([(number, line) for number, choice in enumerate(SETTINGS) for line in choice]))
    def change_a_setting(self, change: tuple[int, str]) -> None:
        self.lines[change[0]] = change[1]
        self.write_settings()

    def write_settings(self) -> None:
        self.write("site.yaml", "".join(f"{line}\n" for _, line in sorted(self.lines.items()) if line))

    @rule()
    def delete_settings(self) -> None:
        self.lines.clear()
        self.write("site.yaml", None)

    @rule(text=st.sampled_from(PEOPLE_FILES))
    def change_people(self, text: str | None) -> None:
        self.write("content/people.yaml", text)

    @rule(name=st.sampled_from(("glossary", "glossary", "glossary.de")), text=st.sampled_from(GLOSSARIES))
    def change_a_glossary(self, name: str, text: str | None) -> None:
        self.write(f"content/{name}.yaml", text)

    @rule(index=st.integers(0, 2), words=st.sampled_from((("fractures", "breaks"), ("2001", "2002"), ("{", "{ "))))
    def correct_a_reference(self, index: int, words: tuple[str, str]) -> None:
        if index < len(self.entries):
            old, new = words if words[0] in self.entries[index] else words[::-1]
            self.entries[index] = self.entries[index].replace(old, new)
        self.write_library()

    @rule()
    def reverse_the_library(self) -> None:
        self.entries.reverse()
        self.write_library()

    @rule(index=st.integers(0, 2))
    def lose_a_reference_or_get_them_back(self, index: int) -> None:
        if index < len(self.entries):
            del self.entries[index]
        else:
            self.entries = LIBRARY.replace("@", "\0@").split("\0")[1:]
        self.write_library()

    @rule(index=st.integers(0, 2))
    def a_brace_is_lost(self, index: int) -> None:
        if index < len(self.entries):
            self.entries[index] = self.entries[index].replace("}", "", 1)
        self.write_library()

    @rule(string=st.sampled_from(("Press One", "Press Two")), parent=st.sampled_from(PARENTS))
    def change_what_entries_refer_to(self, string: str, parent: str) -> None:
        self.string, self.parent = string, parent
        self.write_library()

    @rule(
        text=st.sampled_from(
            (
                None,
                "@book{nobody, author={N, N}, title={Found}, date={1999}}",
                LIBRARY,
                "@string{press = {Other}}",
                "@book{",
            )
        )
    )
    def second_library(self, text: str | None) -> None:
        self.write("references/a-second.bib", text)

    @rule(path=st.sampled_from(sorted(THEME_FILES)), index=st.integers(0, 4))
    def change_the_theme(self, path: str, index: int) -> None:
        variants = THEME_FILES[path]
        self.write(path, variants[index % len(variants)])

    @rule(path=st.sampled_from(sorted(PAGES)), text=st.sampled_from((*TEXTS[:7], None)), other=st.booleans())
    def change_a_page(self, path: str, text: str | None, other: bool) -> None:
        title, pattern = PAGES[path]
        self.write(path, None if text is None else pattern.format(title + " us" * other, text))

    @rule(content=st.sampled_from((b"one", b"two", None)))
    def change_the_picture(self, content: bytes | None) -> None:
        self.write("content/pictures/pic.png", content)

    @rule(days=st.sampled_from((1, 25, 200)))
    def time_goes_by(self, days: int) -> None:
        self.today += dt.timedelta(days)

    # What happens to the results

    @rule(index=st.integers(0, 30), how=st.sampled_from(("same size", "longer", "deleted", "a link")))
    def tamper_with_a_file(self, index: int, how: str) -> None:
        paths = [self.folder / path for path in sorted(contents(self.folder)) if path != "manifest.json"]
        for place in paths[index : index + 1]:
            status, content = place.stat(), place.read_bytes()
            place.unlink()
            if how == "same size":
                place.write_bytes(content.swapcase())
                os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
            elif how == "longer":
                place.write_bytes(content + b" ")
            elif how == "a link":
                (self.top / "copy").write_bytes(content)
                place.symlink_to(self.top / "copy")

    @rule()
    def a_stranger_in_the_build_folder(self) -> None:
        if self.folder.is_dir():
            (self.folder / STRANGER).write_text("mine")

    @rule()
    def lose_the_build_folder(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @rule()
    def lose_the_memo(self) -> None:
        shutil.rmtree(self.place(".cache"), ignore_errors=True)

    @rule(offsets=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20), cut=st.booleans())
    def damage_the_memo(self, offsets: list[float], cut: bool) -> None:
        for place in self.place(".cache").glob("memo-*.sqlite"):
            content = bytearray(place.read_bytes())
            for offset in offsets if content else ():
                content[int(offset * len(content))] ^= 0x55
            place.write_bytes(content[: int(offsets[0] * len(content))] if cut else content)

    @rule()
    def build_twice(self) -> None:
        """Nothing is done again when nothing changed."""
        first = self.build_warm()
        again = self.build_warm()
        assert again.diagnostics == first.diagnostics
        if first.summary is not None:
            assert again.summary is not None
            assert (again.work.parsed, again.work.rendered, again.summary.written) == (0, 0, 0)

    # What holds

    def build_warm(self) -> Report:
        return build(Options(self.root, self.today, jobs=1), self.folder)

    @invariant()
    def warm_is_fresh(self) -> None:
        before = contents(self.folder)
        warm = self.build_warm()
        fresh = made_from_nothing(self.root, self.today)
        assert of_the_site(warm.diagnostics) == of_the_site(fresh.diagnostics)
        assert (warm.summary is None) == (fresh.files is None)
        if fresh.files is None:
            assert contents(self.folder) == before
            self.failures += 1
        else:
            assert contents(self.folder) == fresh.files
            self.failures = 0
            self.sound = (self.sources(), list(self.entries), dict(self.lines))
        if self.failures == 2:
            self.mend()

    def sources(self) -> dict[str, bytes]:
        """The site's own files."""
        folders = ("content", "references", "templates")
        paths = [path for folder in folders for path in self.place(folder).rglob("*") if path.is_file()]
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes() for path in (*paths, *self.root.glob("*.yaml"))
        }

    def mend(self) -> None:
        """Put back what the last sound site had; nobody leaves faults for ever."""
        wanted, self.entries, self.lines = self.sound[0], list(self.sound[1]), dict(self.sound[2])
        there = self.sources()
        for path in there.keys() | wanted.keys():
            if there.get(path) != wanted.get(path):
                self.write(path, wanted.get(path))
        self.failures = 0


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a build folder, but those that somebody else put there and those that only builds before used."""
    return {path: content for path, content in large_site.contents(folder).items() if not path.endswith(STRANGER)}


def of_the_site(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics that say something of the site and not of the state of a build folder."""
    return [diagnostic for diagnostic in diagnostics if not diagnostic.code.startswith("OUT")]


@pytest.fixture(scope="module", autouse=True)
def quick_clock() -> Iterator[None]:
    """Files count as settled after a few ticks of the clock, so that they are known without being read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "_SETTLED", 30_000_000)
        patch.setattr(run_module, "fingerprint", lambda: "one")
        index_once(patch)
        compile_once(patch)
        yield


@pytest.mark.parametrize("part", range(2))
def test_warm_is_fresh_whatever_happens(part: int) -> None:
    """In parts, which several processes can run at once; each has sequences of its own, and always the same.

    What each input does alone is tested one by one elsewhere; these find what one change leaves behind for the next.
    """
    machine = seed(part)(type(f"ChangingSite{part}", (ChangingSite,), {}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=13,
            stateful_step_count=15,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # shrinking would take minutes, and the steps of one run can be read as they are
            suppress_health_check=list(HealthCheck),
        ),
    )
