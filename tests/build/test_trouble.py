"""Builds that are killed, run at once, or meet a bad memo: the next build is right, and nobody sees a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from fresh_builds import made_from_nothing
from large_site import contents, write_site
from one_version import VERSION

from dr_evidence_site.build import Options, build, verify
from dr_evidence_site.build import reading as reading_module
from dr_evidence_site.diagnostics.codes.files import VANISHED
from dr_evidence_site.model.article import Body
from dr_evidence_site.parse.records import dump_body
from dr_evidence_site.system import sources
from dr_evidence_site.system.store import Store
from sites import TODAY

ARTICLES = 12
AT_WORK = 8
"""From so many articles on the builds of these tests use processes."""
OTHER = "title: Other\nchecks: {REV007: ignore, SIT005: ignore}\n"
"""Other settings, so that every page is made from what is remembered."""

pytestmark = pytest.mark.usefixtures("one_version")

BUILD = """
import sys
from datetime import date
from pathlib import Path
from dr_evidence_site.build import Options, build, run, team
run.fingerprint = lambda: sys.argv[4]
team.WORTH_A_PROCESS = int(sys.argv[5])
site, folder = map(Path, sys.argv[1:3])
print("ready", flush=True)
report = build(Options(site, date(2026, 6, 1), jobs=int(sys.argv[3])), folder)
assert report.summary is not None, report.diagnostics
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", ARTICLES)


def fresh(site: Path) -> dict[str, bytes]:
    """What a build from nothing makes."""
    made = made_from_nothing(site, TODAY)
    assert made.diagnostics == () and made.files is not None
    return made.files


def start(site: Path, folder: Path, jobs: int = 1) -> subprocess.Popen[str]:
    """A build in a process of its own, past the imports."""
    arguments = [sys.executable, "-c", BUILD, str(site), str(folder), str(jobs), VERSION, str(AT_WORK)]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def change(site: Path, n: int) -> None:
    """Something new for every build, so that each has work and replaces files."""
    (site / "site.yaml").write_text(OTHER.replace("Other", f"Number {n}"))
    (site / f"content/articles/article-{n % ARTICLES:03}.md").write_text(
        f"---\ntitle: Edit {n}\nstatus: submitted\nupdated: 2025-01-01\naudience: clinician\n---\nText [@moyer2013].\n"
    )


def test_builds_that_are_killed_at_any_moment(site: Path) -> None:
    """At moments spread over the time that such a build takes."""
    folder = site / "build"
    build(Options(site, TODAY, jobs=1), folder)
    change(site, 99)
    begun = time.monotonic()
    assert start(site, folder).communicate()[1] == ""
    took = time.monotonic() - begun
    killed = 0
    moments = [(3 * n % 9 + n // 3 + 0.5) / 9 for n in range(9)]
    for n, moment in enumerate(moments):
        change(site, n)
        process = start(site, folder, jobs=1 + n % 2)
        time.sleep(moment * 0.8 * took)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.communicate()
        if n % 3 == 2:
            report = build(Options(site, TODAY, jobs=1), folder)
            assert report.diagnostics == ()
            assert contents(folder) == fresh(site)
    assert killed > 3


def test_two_builds_at_once_into_two_folders(site: Path) -> None:
    for n in range(3):
        change(site, n)
        if n:  # an index takes most of the time of so small a build
            with (site / "site.yaml").open("a") as settings:
                settings.write("search: false\n")
        running = [start(site, site.parent / name) for name in ("one", "two")]
        assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 2
        expected = fresh(site)
        assert contents(site.parent / "one") == contents(site.parent / "two") == expected
        if n == 1:
            shutil.rmtree(site / ".cache")
    assert build(Options(site, TODAY, jobs=1), site.parent / "one").work.rendered == 0


def memo(site: Path) -> Path:
    return site / f".cache/memo-{VERSION}.sqlite"


@pytest.mark.parametrize(
    "change_",
    [
        "UPDATE memo SET value = x'0000' WHERE kind = 'body'",
        "UPDATE memo SET value = x'0000' WHERE kind = 'head'",
        "UPDATE memo SET value = x'0000' WHERE kind = 'library'",
        "UPDATE memo SET value = x'0000' WHERE kind = 'settings'",
        "DELETE FROM memo WHERE kind = 'body'",
        "DELETE FROM memo WHERE kind = 'head'",
        "UPDATE memo SET value = (SELECT value FROM memo WHERE kind = 'head' LIMIT 1)",
        "UPDATE row SET value = (SELECT value FROM row LIMIT 1)",
        "UPDATE row SET place = 'source'",
        "DELETE FROM row",
        "DROP TABLE row",
    ],
)
def test_a_memo_with_wrong_values(tmp_path: Path, change_: str) -> None:
    site = write_site(tmp_path / "site", 8)
    build(Options(site, TODAY, jobs=1), site / "build")
    with closing(sqlite3.connect(memo(site))) as connection:
        connection.execute(change_)
        connection.commit()
    (site / "site.yaml").write_text(OTHER)  # every page is made from what is remembered
    for _ in range(2):
        report = build(Options(site, TODAY, jobs=1), site / "build")
        assert report.diagnostics == ()
        assert contents(site / "build") == fresh(site)


@pytest.mark.parametrize("kind", ["head", "library", "settings"])
@pytest.mark.parametrize(
    "value", ["", "{}", "[]", "null", "7", "[[],[],[]]", '[null,[[],[],[],[],[]],"x"]', "x\n[1,2]"]
)
def test_a_memo_with_sealed_nonsense(tmp_path: Path, kind: str, value: str) -> None:
    site = write_site(tmp_path / "site", 2)
    (site / "site.yaml").write_text(OTHER + "notice: A *notice*.\n")
    build(Options(site, TODAY, jobs=1), site / "build")
    with closing(sqlite3.connect(memo(site))) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM memo WHERE kind = ?", (kind,))]
        connection.execute("DELETE FROM memo WHERE kind = 'outcome'")  # with which nothing else would be looked at
        connection.commit()
    assert keys
    with Store(site / ".cache", VERSION) as store:
        store.put(kind, ((key, value) for key in keys))
    report = build(Options(site, TODAY, jobs=1), site / "build")
    assert report.diagnostics == ()
    assert report.work.parsed == (3 if kind == "head" else 0)
    assert contents(site / "build") == fresh(site)


@pytest.mark.parametrize("how", ["a file", "a folder in place of the file", "random bytes", "cut short"])
def test_a_memo_that_is_none(tmp_path: Path, how: str) -> None:
    site = write_site(tmp_path / "site", 4)
    build(Options(site, TODAY, jobs=1), site / "build")
    place = memo(site)
    content = place.read_bytes()
    shutil.rmtree(site / ".cache")
    if how == "a file":
        (site / ".cache").write_text("mine")
    elif how == "a folder in place of the file":
        place.mkdir(parents=True)
    else:
        place.parent.mkdir()
        place.write_bytes(os.urandom(20_000) if how == "random bytes" else content[: len(content) // 2])
    for _ in range(2):
        assert build(Options(site, TODAY, jobs=1), site / "build").diagnostics == ()
        assert contents(site / "build") == fresh(site)


class TestFilesThatChangeWhileTheyAreRead:
    """A source that is known is read late, if at all; by then it may be another."""

    @pytest.fixture(autouse=True)
    def settled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sources, "_SETTLED", 20_000_000)

    def built(self, tmp_path: Path) -> Path:
        site = write_site(tmp_path / "site", 4)
        time.sleep(0.05)
        build(Options(site, TODAY, jobs=1), site / "build")
        return site

    def forget(self, site: Path, kind: str) -> None:
        with closing(sqlite3.connect(memo(site))) as connection:
            connection.execute("DELETE FROM memo WHERE kind = ?", (kind,))
            connection.commit()

    @pytest.mark.parametrize("kind", ["head", "body", "library"])
    def test_the_next_build_is_right(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        site = self.built(tmp_path)
        self.forget(site, kind)
        article, library = site / "content/articles/article-001.md", site / "references/library.bib"
        texts = {path: path.read_text() for path in (article, library)}
        (site / "site.yaml").write_text(OTHER)
        reread = reading_module.reread

        def late(root: Path, listed: sources.Listed) -> object:
            if listed.source is None:
                article.write_text(texts[article].replace("Text", "Something else"))
                library.write_text(texts[library].replace("A book", "Another book"))
            return reread(root, listed)

        monkeypatch.setattr(reading_module, "reread", late)
        build(Options(site, TODAY, jobs=1), site / "build")
        monkeypatch.undo()
        build(Options(site, TODAY, jobs=1), site / "build")
        assert contents(site / "build") == fresh(site)
        # And back again: nothing of the one may have been kept under the other's name.
        for path, text in texts.items():
            path.write_text(text)
        build(Options(site, TODAY, jobs=1), site / "build")
        assert contents(site / "build") == fresh(site)

    def test_one_that_vanishes_is_reported(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site = self.built(tmp_path)
        self.forget(site, "body")
        (site / "site.yaml").write_text(OTHER)
        before = contents(site / "build")
        reread = reading_module.reread

        def late(root: Path, listed: sources.Listed) -> object:
            if listed.path == "content/articles/article-001.md":
                (root / listed.path).unlink(missing_ok=True)
            return reread(root, listed)

        monkeypatch.setattr(reading_module, "reread", late)
        report = build(Options(site, TODAY, jobs=1), site / "build")
        assert [(d.code, d.span.path) for d in report.diagnostics] == [(VANISHED.id, "content/articles/article-001.md")]
        assert report.summary is None and contents(site / "build") == before


def test_verify_finds_what_a_wrong_memo_would_do(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", 3)
    options = Options(site, TODAY, jobs=1)
    build(options, site / "build")
    assert verify(options, site / "build") == []
    with closing(sqlite3.connect(memo(site))) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM memo WHERE kind = 'body'")]
    with Store(site / ".cache", VERSION) as store:  # as if the program itself had remembered something wrong
        store.put("body", ((key, dump_body(Body(("wrong",)))) for key in keys))
    (site / "site.yaml").write_text(OTHER)
    build(options, site / "build")
    assert "articles/article-001.html" in verify(options, site / "build")
