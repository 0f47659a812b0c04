"""`publish` into a folder: what is done, in which order, what never is, and that it can be stopped anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from small_builds import (
    FIRST,
    SECOND,
    THIRD,
    assert_all_is_recorded,
    assert_no_page_is_broken,
    build,
    files,
    held,
)

from dr_evidence_site.build import publication
from dr_evidence_site.build.publication import Choices, Outcome, publish
from dr_evidence_site.build.verification import verify
from dr_evidence_site.cli import main
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.system import placed
from dr_evidence_site.system.manifest import Entry, dumps, loads
from dr_evidence_site.system.targets import Found, Target, TargetError, Upload, open_target
from dr_evidence_site.system.targets.folder import FolderTarget

FOREIGN = {"CNAME": "evidence.example.org", "assets/hand.css": "by hand", "articles/notes.txt": "mine"}


@pytest.fixture
def www(tmp_path: Path) -> Path:
    """A folder in which somebody else has files, too."""
    place = tmp_path / "www"
    for path, text in FOREIGN.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    return place


def put(tmp_path: Path, www: Path, content: dict[str, str], **choices: object) -> Outcome:
    return publish(build(tmp_path / "build", content), open_target(str(www)), Choices(**choices))  # type: ignore[arg-type]


def codes(outcome: Outcome) -> list[str]:
    return [f"{one.code} {one.span.path}" for one in outcome.report.diagnostics]


def site(www: Path) -> dict[str, str]:
    """What is there, without what was there before and the two records."""
    ours = {path: content.decode() for path, content in held(www).items() if path not in FOREIGN}
    return {
        path: text
        for path, text in ours.items()
        if path not in (placed.NAME, "manifest.json", "manifest.previous.json")
    }


class Spied:
    """A target that notes each step, and from the step `last` on does nothing any more: as if it had been killed there."""

    sends_headers = False

    def __init__(self, target: Target, last: int = 10**9, *, after: bool = False) -> None:
        self.name, self._target, self._last, self._after = target.name, target, last, after
        self.steps: list[str] = []

    def _step(self, name: str) -> None:
        if len(self.steps) >= self._last:
            raise TargetError("the power is gone")
        self.steps.append(name)

    def read_record(self) -> tuple[bytes, str] | None:
        if len(self.steps) >= self._last:
            raise TargetError("the power is gone")
        return self._target.read_record()

    def write_record(self, data: bytes, before: str | None) -> str:
        self._step("record")
        called = self._target.write_record(data, before)
        if self._after and len(self.steps) == self._last:
            raise TargetError("it was done, but nobody heard of it")
        return called

    def found(self, paths: Iterable[str]) -> dict[str, Found]:
        return self._target.found(paths)

    def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
        for upload in uploads:
            self._step(f"put {upload.path}")
            yield from self._target.put([upload])

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        for path in paths:
            self._step(f"remove {path}")
            yield from self._target.remove([path])

    def close(self) -> None:
        self._target.close()


def spied(
    tmp_path: Path, www: Path, content: dict[str, str], last: int = 10**9, *, after: bool = False, resume: bool = True
) -> tuple[Outcome, list[str]]:
    target = Spied(open_target(str(www)), last, after=after)
    outcome = publish(build(tmp_path / "build", content), target, Choices(resume=resume))
    return outcome, target.steps


# What is done


def test_a_site_is_put_beside_what_is_there(tmp_path: Path, www: Path) -> None:
    outcome = put(tmp_path, www, FIRST)
    assert (outcome.done, codes(outcome)) == (True, [])
    assert site(www) == FIRST
    assert {path: (www / path).read_text() for path in FOREIGN} == FOREIGN
    assert (www / "manifest.json").read_bytes() == (tmp_path / "build/manifest.json").read_bytes()
    assert not list(www.glob(".publishing-*"))
    assert [
        one.span.path
        for one in verify(www, allowed=["CNAME", "assets/hand.css", "articles/notes.txt"]).report.diagnostics
    ] == []


def test_only_what_changed_is_put_there_assets_first_pages_last_then_removals(tmp_path: Path, www: Path) -> None:
    spied(tmp_path, www, FIRST)
    times = {path: (www / path).stat().st_mtime_ns for path in site(www)}
    outcome, steps = spied(tmp_path, www, {**SECOND, "assets/same.1111111111.js": "// always"})
    assert outcome.done
    assert steps == [
        "record",
        "put assets/theme.bbbbbbbbbb.css",
        "put articles/a.json",
        "put articles/a.html", "put articles/ü b.html", "put index.html", "put new/page.html",
        "put manifest.json", "put manifest.previous.json",
        "remove old/page.html",
        "record",
    ]  # fmt: skip
    same = (".nojekyll", "assets/same.1111111111.js", "assets/theme.aaaaaaaaaa.css")
    assert all((www / path).stat().st_mtime_ns == times[path] for path in same)
    assert not (www / "old").exists()


def test_the_same_build_again_does_nothing(tmp_path: Path, www: Path) -> None:
    put(tmp_path, www, FIRST)
    put(tmp_path, www, SECOND)
    before = {path: (www / path).stat().st_mtime_ns for path in held(www)}
    outcome, steps = spied(tmp_path, www, SECOND)
    assert (outcome.done, steps) == (True, [])
    assert {path: (www / path).stat().st_mtime_ns for path in held(www)} == before


def test_assets_stay_one_publication_longer_than_they_are_used(tmp_path: Path, www: Path) -> None:
    def styles() -> list[str]:
        return sorted(path.name[6] for path in (www / "assets").glob("theme.*"))

    found = []
    for content in (FIRST, SECOND, SECOND, THIRD, files("four", "cccccccccc"), FIRST):
        assert put(tmp_path, www, content).done
        found.append("".join(styles()))
        kept = json.loads((www / "manifest.previous.json").read_text())["files"] if len(styles()) > 1 else {}
        assert len(kept) == len(styles()) - 1
    # Twice the same is no new publication; one with other texts is.
    assert found == ["a", "ab", "ab", "bc", "c", "ac"]
    assert not (www / "manifest.previous.json").read_text().count("same.1111111111")


def test_a_dry_run_says_all_and_does_nothing(tmp_path: Path, www: Path) -> None:
    put(tmp_path, www, FIRST)
    before = {path: (www / path).stat() for path in www.rglob("*")}
    result = CliRunner().invoke(
        main, ["publish", str(www), "--build", str(build(tmp_path / "build", SECOND)), "--dry-run"]
    )
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "upload assets/theme.bbbbbbbbbb.css", "upload articles/a.json", "upload articles/a.html", "upload articles/ü b.html",
        "upload index.html", "upload new/page.html", "upload manifest.json", "upload manifest.previous.json", "remove old/page.html",
    ]  # fmt: skip
    assert "8 files would be uploaded, 2 unchanged, 1 would be removed" in result.stderr
    assert {path: (www / path).stat() for path in www.rglob("*")} == before


# What belongs to others


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    ("content", "path", "code"), [(FIRST, "index.html", "PUB014"), (SECOND, "index.html", "PUB014"), (SECOND, "new/page.html", "PUB015")]
)  # fmt: skip
def test_what_somebody_changed_or_put_there_is_not_replaced_without_a_word(
    tmp_path: Path, www: Path, content: dict[str, str], path: str, code: str, overwrite: bool
) -> None:
    put(tmp_path, www, FIRST)
    (www / path).parent.mkdir(exist_ok=True)
    (www / path).write_text("5 mg, not 50 mg")
    before = held(www)
    outcome = put(tmp_path, www, content, overwrite=overwrite)
    assert codes(outcome) == [f"{code} {path}"]
    assert outcome.done is overwrite
    assert (site(www)[path] == content[path]) is overwrite
    assert overwrite or held(www) == before


def test_an_old_file_that_somebody_changed_stays_and_is_theirs_from_then_on(tmp_path: Path, www: Path) -> None:
    put(tmp_path, www, FIRST)
    (www / "old/page.html").write_text("rescued")
    (www / "assets/theme.aaaaaaaaaa.css").write_text("rescued")
    outcome = put(tmp_path, www, SECOND)
    assert outcome.done and codes(outcome) == ["PUB018 assets/theme.aaaaaaaaaa.css", "PUB018 old/page.html"]
    assert codes(put(tmp_path, www, THIRD)) == []
    assert (www / "old/page.html").read_text() == (www / "assets/theme.aaaaaaaaaa.css").read_text() == "rescued"


def test_strict_lets_a_warning_stop_it(tmp_path: Path, www: Path) -> None:
    put(tmp_path, www, FIRST)
    (www / "old/page.html").write_text("rescued")
    assert not put(tmp_path, www, SECOND, fail_on=Severity.WARNING).done
    assert "aaaaaaaaaa" in site(www)["index.html"]


def test_a_file_that_was_gone_comes_back_with_a_note(tmp_path: Path, www: Path) -> None:
    put(tmp_path, www, FIRST)
    (www / "index.html").unlink()
    outcome = put(tmp_path, www, FIRST)
    assert outcome.done and codes(outcome) == ["PUB017 index.html"] and site(www) == FIRST


def test_a_copy_that_was_made_by_hand_is_taken_over(tmp_path: Path, www: Path) -> None:
    made = build(tmp_path / "build", FIRST)
    for path, content in held(made).items():
        (www / path).parent.mkdir(exist_ok=True)
        (www / path).write_bytes(content)
    outcome, steps = spied(tmp_path, www, FIRST)
    assert outcome.done and steps == ["record", "record"]
    assert put(tmp_path, www, SECOND).done and not (www / "old/page.html").exists()


def test_links_and_folders_in_the_way_are_left_alone(tmp_path: Path, www: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "page.html").write_text("theirs")
    (www / "new").symlink_to(elsewhere)
    (www / "index.html").symlink_to(elsewhere / "page.html")
    (www / "articles/a.json").mkdir()
    for overwrite in (False, True):
        outcome = put(tmp_path, www, SECOND, overwrite=overwrite)
        assert codes(outcome) == ["PUB016 articles/a.json", "PUB016 index.html", "PUB016 new/page.html"]
    assert (elsewhere / "page.html").read_text() == "theirs" and not site(www).keys() - {"index.html", "new/page.html"}


# What is not published


def test_what_is_no_whole_build_is_refused(tmp_path: Path, www: Path) -> None:
    made = build(tmp_path / "build", FIRST)
    listed = (made / "manifest.json").read_bytes()

    def refused() -> list[str]:
        outcome = publish(made, open_target(str(www)))
        assert not outcome.done
        return codes(outcome)

    (made / "index.html").write_text("changed")
    (made / "articles/a.json").unlink()
    (made / ".nojekyll").unlink()
    (made / "added.html").write_text("nobody built this")
    assert refused() == ["PUB004 .nojekyll", "PUB001 articles/a.json", "PUB002 index.html"]
    half_way = {path: entry.or_else(Entry("0" * 64, 1)) for path, entry in loads(listed).items()}
    (made / "manifest.json").write_bytes(dumps(half_way))
    assert "PUB005 manifest.json" in refused()
    (made / "manifest.json").unlink()
    assert refused() == [f"PUB010 {made}"]
    assert held(www).keys() == FOREIGN.keys()


def test_only_what_the_list_names_is_published(tmp_path: Path, www: Path) -> None:
    made = build(tmp_path / "build", FIRST)
    (made / "draft.html").write_text("not built")
    assert publish(made, open_target(str(www))).done and not (www / "draft.html").exists()


# Stopped anywhere


def _steps(tmp_path: Path) -> int:
    place = tmp_path / "count"
    place.mkdir()
    spied(tmp_path, place, FIRST)
    return len(spied(tmp_path, place, SECOND)[1])


@pytest.mark.parametrize("next_build", [SECOND, THIRD], ids=["same", "newer"])
def test_it_can_be_stopped_at_every_step_and_gone_on_with(tmp_path: Path, next_build: dict[str, str]) -> None:
    """Whatever was done up to then, no page lacks its assets, all is recorded, and the next publication ends as one that
    was never stopped."""
    steps = _steps(tmp_path)
    assert steps == 11
    for last in range(steps + 1):
        for after in (False, True):
            www = tmp_path / f"www-{last}-{after}"
            www.mkdir()
            (www / "CNAME").write_text("theirs")
            put(tmp_path, www, FIRST)
            outcome, taken = spied(tmp_path, www, SECOND, last, after=after)
            assert outcome.done is (last == steps and not after)
            assert len(taken) == last
            there = held(www)
            assert_no_page_is_broken(there)
            assert_all_is_recorded(there, {"CNAME"})
            assert put(tmp_path, www, next_build, resume=True).done
            there = held(www)
            assert site(www) | {"CNAME": ""} == {
                **next_build,
                "CNAME": "",
                **{path: there[path].decode() for path in kept(www)},
            }
            assert kept(www) <= {"assets/theme.aaaaaaaaaa.css", "assets/theme.bbbbbbbbbb.css"}
            assert there["CNAME"] == b"theirs"
            assert placed.loads(there[placed.NAME]).holder is None and not placed.loads(there[placed.NAME]).pending
            if next_build is SECOND:
                assert there == unbroken(tmp_path)


def kept(www: Path) -> set[str]:
    return set(placed.loads((www / placed.NAME).read_bytes()).kept)


def unbroken(tmp_path: Path) -> dict[str, bytes]:
    www = tmp_path / "unbroken"
    if not www.exists():
        www.mkdir()
        (www / "CNAME").write_text("theirs")
        put(tmp_path, www, FIRST)
        put(tmp_path, www, SECOND)
    return held(www)


def test_a_first_publication_can_be_stopped_at_every_step(tmp_path: Path) -> None:
    for last in range(len(FIRST) + 3):
        www = tmp_path / f"www-{last}"
        www.mkdir()
        spied(tmp_path, www, FIRST, last)
        assert_no_page_is_broken(held(www))
        assert put(tmp_path, www, FIRST, resume=True).done and site(www) == FIRST


def test_after_a_kill_the_next_call_goes_on_by_itself(tmp_path: Path, www: Path) -> None:
    """Its note is still there, but the process is not."""
    made = build(tmp_path / "build", FIRST)
    program = f"""
import os
from pathlib import Path
from dr_evidence_site.build.publication import publish
from dr_evidence_site.system.targets.folder import FolderTarget
class Target(FolderTarget):
    def put(self, uploads):
        for path in super().put(uploads):
            if path.endswith(".html"):
                os.kill(os.getpid(), 9)
            yield path
publish(Path({str(made)!r}), Target(Path({str(www)!r})))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert placed.loads((www / placed.NAME).read_bytes()).holder is not None
    assert list(www.glob(".publishing-*"))
    assert put(tmp_path, www, FIRST).done and site(www) == FIRST
    assert not list(www.glob(".publishing-*"))


def test_what_cannot_be_reached_is_said_and_can_be_gone_on_with_at_once(tmp_path: Path, www: Path) -> None:
    class Failing(FolderTarget):
        def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
            for path in super().put(uploads):
                if path == "index.html":
                    raise TargetError("The connection broke")
                yield path

    outcome = publish(build(tmp_path / "build", FIRST), Failing(www))
    assert not outcome.done
    (fault,) = outcome.report.diagnostics
    assert fault.code == "PUB011" and "The connection broke" in fault.message
    assert put(tmp_path, www, FIRST).done


def test_what_did_not_arrive_is_found_before_anything_is_removed(tmp_path: Path, www: Path) -> None:
    class Lossy(FolderTarget):
        def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
            for path in super().put(uploads):
                if path == "index.html":
                    (self.place / path).write_text("<!-- added by your host -->")
                yield path

    put(tmp_path, www, FIRST)
    listed = (www / "manifest.json").read_bytes()
    outcome = publish(build(tmp_path / "build", SECOND), Lossy(www))
    assert not outcome.done and codes(outcome) == ["PUB019 index.html"]
    assert (www / "old/page.html").exists() and (www / "manifest.json").read_bytes() == listed


def test_a_file_that_changes_while_it_is_published_is_not_put_there(tmp_path: Path, www: Path) -> None:
    class Slow(FolderTarget):
        def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
            (tmp_path / "build/index.html").write_text("another build")
            yield from super().put(uploads)

    outcome = publish(build(tmp_path / "build", FIRST), Slow(www))
    assert codes(outcome) == [f"PUB011 {www}"] and not (www / "index.html").exists()


# Two at once


def test_a_second_publication_waits_for_the_first(tmp_path: Path, www: Path) -> None:
    seen = []

    class Meanwhile(FolderTarget):
        def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
            seen.append(publish(build(tmp_path / "other", SECOND), open_target(str(www))))
            yield from super().put(uploads)

    outcome = publish(build(tmp_path / "build", FIRST), Meanwhile(www))
    assert outcome.done and site(www) == FIRST
    assert {one for other in seen for one in codes(other)} == {f"PUB012 {www}"} and not any(one.done for one in seen)


def test_the_first_notices_that_another_has_taken_over(tmp_path: Path, www: Path) -> None:
    clock = [1_790_000_000.0]

    class Meanwhile(FolderTarget):
        def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
            yield from super().put(uploads)
            if not (www / "new/page.html").exists():
                other = publish(build(tmp_path / "other", SECOND), open_target(str(www)), Choices(resume=True))
                assert other.done
            clock[0] += publication.LOOKS_EVERY

    outcome = publish(build(tmp_path / "build", FIRST), Meanwhile(www), now=lambda: clock[0])
    assert not outcome.done and codes(outcome) == [f"PUB013 {www}"]
    assert site(www) == SECOND | {path: FIRST[path] for path in FIRST if path.startswith("assets/")}


@pytest.mark.parametrize(("seconds", "code"), [(60, "PUB012"), (601, ""), (-601, "")])
def test_who_was_not_seen_for_long_counts_as_over(tmp_path: Path, www: Path, seconds: int, code: str) -> None:
    spied(tmp_path, www, FIRST, 3)
    record = placed.loads((www / placed.NAME).read_bytes())
    assert record.holder
    far = replace(record.holder, machine="elsewhere")
    (www / placed.NAME).write_bytes(placed.dumps(replace(record, holder=far)))
    outcome = publish(build(tmp_path / "build", FIRST), open_target(str(www)), now=lambda: far.seen + seconds)
    assert codes(outcome) == ([f"{code} {www}"] if code else [])


def test_a_long_publication_says_every_minute_that_it_is_there(tmp_path: Path, www: Path) -> None:
    clock = [1_790_000_000.0]
    seen = []

    class Slow(FolderTarget):
        def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
            for path in super().put(uploads):
                clock[0] += 50
                yield path

        def write_record(self, data: bytes, before: str | None) -> str:
            holder = placed.loads(data).holder
            seen.append(holder.seen - 1_790_000_000 if holder else None)
            return super().write_record(data, before)

    assert publish(build(tmp_path / "build", FIRST), Slow(www), now=lambda: clock[0]).done
    assert seen == [0, 100, 200, 300, 400, None]


# The record and the command


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"generator": "dr-evidence-site", "record": "publication", "version": 2}',
    b'{"generator": "dr-evidence-site", "record": "publication", "version": 1, "files": {"../x": {"sha256": "", "md5": "", "size": 0}}}',
    b'{"generator": "dr-evidence-site", "record": "publication", "version": 1, "files": {"x": {"sha256": 1, "md5": "", "size": 0}}}',
    b'{"generator": "dr-evidence-site", "record": "publication", "version": 1, "holder": 7}', b"[" * 100_000])  # fmt: skip
def test_a_record_that_cannot_be_read_stops_it(tmp_path: Path, www: Path, content: bytes) -> None:
    (www / placed.NAME).write_bytes(content)
    assert codes(put(tmp_path, www, FIRST)) == [f"PUB020 {placed.NAME}"]
    assert held(www).keys() == FOREIGN.keys() | {placed.NAME}


ADDRESSES = [
    ("", "without a name"), ("/nowhere/at/all", "is not there"), ("ftp://a/b", "no kind of target"), ("https://a.org/", "no kind of target"),
    ("ssh://-oProxyCommand=x/y", "no name of a server"), ("-x:y", "no name of a server"), ("a b@host:/x", "no name of a server"),
    ("ssh://host", "folder on the server"), ("ssh://u:secret@host/x", "key"), ("host:/", "folder on the server"),
    ("s3://", "s3://bucket"), ("s3://b/../c", "upwards"), ("ssh://host:x/y", "no address"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "said"), ADDRESSES)
def test_an_address_that_is_none_is_said(tmp_path: Path, address: str, said: str) -> None:
    result = CliRunner().invoke(main, ["publish", "--build", str(build(tmp_path / "build", FIRST)), "--", address])
    assert result.exit_code == 2 and said in result.stderr and "Nothing was published" in result.stderr


def test_a_folder_by_its_file_address_and_the_build_folder_itself(tmp_path: Path, www: Path) -> None:
    made = build(tmp_path / "build", FIRST)
    result = CliRunner().invoke(main, ["publish", www.as_uri(), "--build", str(made)])
    assert result.exit_code == 0 and site(www) == FIRST
    for place in (made, tmp_path, made / "articles"):
        result = CliRunner().invoke(main, ["publish", str(place), "--build", str(made)])
        assert result.exit_code == 2 and "build folder" in result.stderr
    result = CliRunner().invoke(main, ["publish", str(www), "--build", str(tmp_path / "none")])
    assert result.exit_code == 1 and "PUB010" in result.stdout
    result = CliRunner().invoke(main, ["publish", str(www), "--endpoint-url", "http://x"])
    assert result.exit_code == 2


def test_a_file_where_a_folder_has_to_be_stops_it_before_it_begins(tmp_path: Path, www: Path) -> None:
    outcome = put(tmp_path, www, {**FIRST, "CNAME/x.html": "x"})
    assert codes(outcome) == ["PUB016 CNAME/x.html"] and not site(www)
