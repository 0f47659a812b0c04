"""The commands `refs import` and `refs add` as editors run them, killed, and run twice at once."""

from __future__ import annotations

import functools
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click.testing
import foreign_records as samples
import pytest
from click.testing import CliRunner, Result
from reference_services import DATASET, DOI, Services, serving

from dr_evidence_site import cli
from dr_evidence_site.system import http
from dr_evidence_site.system.lock import LockedError, locked

Make = Callable[[Mapping[str, str | bytes]], Path]
LIBRARY = "references/library.bib"
OLD = (
    b"\xef\xbb\xbf% caf\xc3\xa9\r\n@article{berg-walking,\r\n"
    b"\ttitle = {Daily walking for example pain: a randomised trial},\r\n\tyear = {2021}\r\n}\r\n"
)
ANOTHER = "TY  - BOOK\nAU  - Novak, Eva\nTI  - Reading trials\nPY  - 2018\nPB  - Example Press\nER  - \n"


@pytest.fixture
def site(make_site: Make) -> Path:
    return make_site({LIBRARY: OLD})


@pytest.fixture(scope="module")
def server() -> Iterator[Services]:
    with serving() as services:
        yield services


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Politeness takes no time here."""
    monkeypatch.setattr(http, "Client", functools.partial(http.Client, interval=0, sleep=lambda _: None))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    place = tmp_path / "export.ris"
    place.write_text(samples.ZOTERO_RIS + ANOTHER)
    return place


def run(*arguments: object, env: Mapping[str, str] | None = None, typed: str = "") -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner(env=env).invoke(cli.main, ["refs", *words], input=typed, catch_exceptions=False)


NEW = OLD.removesuffix(b"\r\n}\r\n") + (
    b",\r\n\tauthor = {van der Berg, Pieter and M\xc3\xbcller, Jr., Karl and {Example Trial Group}},"
    b"\r\n\tjournaltitle = {Journal of Worked Examples},\r\n\tshortjournal = {J Work Ex},"
    b"\r\n\tvolume = {12},\r\n\tnumber = {4},\r\n\tpages = {284--287},\r\n\tdoi = {10.5555/example.2021.284},"
    b"\r\n\tpmcid = {PMC99999902}\r\n}\r\n\r\n@book{novak-2018,\r\n  author    = {Novak, Eva},\r\n"
    b"  title     = {Reading trials},\r\n  date      = {2018},\r\n  publisher = {Example Press},\r\n}\r\n"
)


def test_a_file_is_taken_in_and_the_rest_stays_to_the_byte(site: Path, export: Path) -> None:
    result = run("import", export, "--site", site)
    assert (site / LIBRARY).read_bytes() == NEW
    assert result.stdout.splitlines() == [
        "completed: berg-walking (doi, pmcid, authors, container title, container title short, volume, issue, page)"
        "  van der Berg P, Müller K Jr; Example Trial Group. Daily walking for example pain: a randomised trial."
        " J Work Ex. 2021 Mar 25;12(4):284-7. doi: 10.5555/example.2021.284. PubMed Central PMCID: PMC99999902.",
        "added: novak-2018  Novak E. Reading trials. Example Press; 2018.",
    ]
    assert result.stderr.splitlines() == [
        "1 added, 1 completed.",
        "Not taken into the library: notes (1), abstract (1), keywords (1), files (1).",
        "Wrote references/library.bib.",
    ]
    assert result.exit_code == 0
    again = run("import", export, "--site", site)
    assert again.stderr.splitlines()[::2] == ["2 already there.", "Nothing was written; the library is as it was."]
    assert (site / LIBRARY).read_bytes() == NEW


def test_a_dry_run_shows_and_writes_nothing(site: Path, export: Path) -> None:
    result = run("import", export, "--site", site, "--dry-run")
    assert (site / LIBRARY).read_bytes() == OLD
    assert not (site / ".cache").exists()
    assert "+  title     = {Reading trials}," in result.stdout.splitlines()
    assert result.stderr.endswith("Would write references/library.bib.\n")


def test_a_new_file_is_made(site: Path, export: Path) -> None:
    result = run("import", export, "--site", site, "--into", "references/new.bib")
    assert result.exit_code == 0
    assert (site / "references/new.bib").read_text().startswith("@book{novak-2018,\n")
    assert [path.name for path in sorted((site / "references").iterdir())] == ["library.bib", "new.bib"]


def test_the_first_source_of_a_site(tmp_path: Path, export: Path) -> None:
    assert run("import", export, "--site", tmp_path).exit_code == 0
    assert (tmp_path / LIBRARY).read_text().startswith("@article{berg-2021,\n")


def test_a_file_that_is_not_there(site: Path) -> None:
    result = run("import", site / "none.ris", "--site", site)
    assert (result.exit_code, "There is no file" in result.stderr) == (2, True)


@pytest.mark.parametrize("into", ["library.bib", "references/a.txt", "references/more/a.bib", "../references/a.bib"])
def test_entries_go_where_the_library_is_read(site: Path, export: Path, into: str) -> None:
    result = run("import", export, "--site", site, "--into", into)
    assert (result.exit_code, "is not of the form references/NAME.bib." in result.stderr) == (2, True)


def test_what_is_wrong_gives_the_exit_code(site: Path, tmp_path: Path) -> None:
    place = tmp_path / "list.txt"
    place.write_text("1. Lee J. Walking. 2021.\n")
    result = run("import", place, "--site", site)
    assert (result.exit_code, "error[REF001]" in result.stdout) == (1, True)
    assert result.stderr.endswith("Nothing was written; the library is as it was.\n")


def test_a_library_that_is_not_utf_8_stays_as_it_is(site: Path, export: Path) -> None:
    before = OLD.replace(b"caf\xc3\xa9", b"caf\xe9").removeprefix(b"\xef\xbb\xbf")
    (site / LIBRARY).write_bytes(before)
    result = run("import", export, "--site", site)
    assert (result.exit_code, "references/library.bib was not written: it is not UTF-8." in result.stdout) == (1, True)
    assert (site / LIBRARY).read_bytes() == before


def test_a_library_that_cannot_be_written_is_said(site: Path, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    result = run("import", export, "--site", site)
    assert (result.exit_code, "No space left on device" in result.stdout) == (1, True)
    assert [path.name for path in (site / "references").iterdir()] == ["library.bib"]


def test_a_change_made_meanwhile_is_kept(site: Path, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dr_evidence_site.build import refs

    write = refs._write

    def slowly(place: Path, before: bytes | None, text: str) -> None:
        place.write_bytes(OLD + b"% a line by somebody else\r\n")
        write(place, before, text)

    monkeypatch.setattr(refs, "_write", slowly)
    result = run("import", export, "--site", site)
    assert (result.exit_code, "somebody changed it meanwhile" in result.stdout) == (1, True)
    assert (site / LIBRARY).read_bytes() == OLD + b"% a line by somebody else\r\n"


# refs add


def test_works_are_looked_up_and_added(site: Path, server: Services) -> None:
    wanted = [f"https://doi.org/{DOI}", DATASET, "99999901", "PMC99999902"]
    result = run("add", *wanted, "--site", site, "--yes", "--mail", "a@example.org", env=server.environment)
    text = (site / LIBRARY).read_text(encoding="utf-8-sig")
    assert "  pmid          = {99999901},\n" in text
    assert "  integrity     = {retracted},\n" in text
    assert "@dataset{lee-2021,\n" in text
    assert [line.partition(" ")[0] for line in result.stdout.splitlines()[:4]] == [
        "added:",
        "added:",
        "already",
        "already",
    ]
    assert "warning[REF013]: “muller-2021” is marked as retracted: Retraction: J Work Ex. 2022" in result.stdout
    assert result.exit_code == 0
    agents = {question["agent"].partition("/")[2].partition(" ")[2] for _, question in server.asked}
    assert agents == {"(mailto:a@example.org)"}
    assert all(
        question.get("email", question.get("mailto")) == "a@example.org"
        for path, question in server.asked
        if "doi" not in path
    )


@pytest.mark.parametrize(("typed", "written"), [("y\n", True), ("n\n", False)])
def test_at_a_terminal_it_asks_first(
    site: Path, server: Services, monkeypatch: pytest.MonkeyPatch, typed: str, written: bool
) -> None:
    monkeypatch.setattr(click.testing._NamedTextIOWrapper, "isatty", lambda _: True)
    result = run("add", DATASET, "--site", site, env=server.environment, typed=typed)
    assert result.stdout.splitlines()[0].startswith("Lee JH. Data of the walking trial")
    assert "Take 1 record into references/library.bib? [Y/n]" in result.stderr
    assert ((site / LIBRARY).read_bytes() != OLD, result.exit_code) == (written, 0)


def test_where_nobody_can_be_asked_it_says_so(site: Path, server: Services) -> None:
    server.asked.clear()
    result = run("add", DATASET, "--site", site, env=server.environment)
    assert (result.exit_code, "Say --yes to write without asking." in result.stderr) == (2, True)
    assert server.asked == []


def test_a_slip_of_the_keyboard_is_said_before_anybody_is_asked(site: Path) -> None:
    result = run("add", "12421889", "hviid-2019", "--site", site, "--yes")
    assert (result.exit_code, "“hviid-2019” is no DOI, PubMed number or PMCID." in result.stderr) == (2, True)


def test_without_a_network_it_says_what_to_do_instead(site: Path) -> None:
    nowhere = {f"DR_EVIDENCE_SITE_{name}": "http://127.0.0.1:9" for name in ("CROSSREF", "DOI", "EUTILS", "IDCONV")}
    result = run("add", DOI, "99999901", "--site", site, "--yes", env={**nowhere, "no_proxy": "127.0.0.1"})
    assert result.exit_code == 1
    assert result.stdout.count("error[REF016]") == 2
    assert "save the record from its web page and use `dr-evidence-site refs import`" in result.stdout
    assert (site / LIBRARY).read_bytes() == OLD


# Killed, and two at once

KILL = """
import os, sys, tempfile
from pathlib import Path
from dr_evidence_site.build import refs
from dr_evidence_site.system import lock, replacement

site, export, old = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[1], "references/library.bib").read_bytes()
gathered = refs.gather([export])

def killing(function, state):
    def call(*arguments, **more):
        for moment in (0, 1):
            state[0] += 1
            if state[0] == state[1]:
                os._exit(9)
            if not moment:
                result = function(*arguments, **more)
        return result
    return call

stop, code = 0, 9
while code:
    stop += 1
    for path in (site / "references").iterdir():
        path.unlink()
    (site / "references/library.bib").write_bytes(old)
    child = os.fork()
    if not child:
        state = [0, stop]
        for owner, name in ((tempfile, "mkstemp"), (os, "fdopen"), (os, "fsync"), (Path, "chmod"), (os, "replace"), (os, "open")):
            setattr(owner, name, killing(getattr(owner, name), state))
        refs.take(site, gathered, "references/new.bib")
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen = [path.read_bytes() for path in (site / "references/library.bib", site / "references/new.bib") if path.exists()]
    refs.take(site, gathered, "references/new.bib")
    after = [path.read_bytes() for path in (site / "references/library.bib", site / "references/new.bib")]
    print(stop, code, old == seen[0] or after[0] == seen[0], len(seen) == 1 or after[1] == seen[1], hash(after[0] + after[1]))
"""


def test_killed_at_any_moment_the_library_is_whole_and_the_next_run_ends_the_work(site: Path, export: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILL, site, export], capture_output=True, text=True, check=False)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert len(lines) > 15
    assert [line[1] for line in lines] == ["9"] * (len(lines) - 1) + ["0"]
    assert {tuple(line[2:]) for line in lines} == {("True", "True", lines[0][4])}


def test_two_at_once_both_come_in(site: Path, tmp_path: Path) -> None:
    """Each of several processes adds a work of its own to the same file; none is lost."""
    exports = []
    for number in range(4):
        place = tmp_path / f"{number}.ris"
        place.write_text(ANOTHER.replace("Reading", f"Volume {number} of reading"))
        exports.append(place)
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_import, args=(site, place)) for place in exports]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    text = (site / LIBRARY).read_text(encoding="utf-8-sig")
    assert all(f"Volume {number} of reading trials" in text for number in range(4))
    assert text.count("@book{") == 4


def _import(site: Path, place: Path) -> None:
    from dr_evidence_site.build import refs

    refs.take(site, refs.gather([place]), LIBRARY)


def test_a_lock_is_waited_for_and_let_go(tmp_path: Path) -> None:
    place = tmp_path / "folder/lock"
    with locked(place), pytest.raises(LockedError), locked(place, patience=0.1):
        raise AssertionError
    with locked(place, patience=0):
        pass


def test_a_library_that_another_command_writes_is_left_alone(
    site: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dr_evidence_site.build import refs

    monkeypatch.setattr(refs, "locked", lambda place: locked(place, patience=0.05))
    with locked(site / ".cache/library.lock"):
        result = run("import", export, "--site", site)
    assert (result.exit_code, "another command is writing the library" in result.stdout) == (1, True)
    assert (site / LIBRARY).read_bytes() == OLD
