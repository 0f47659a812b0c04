"""`publish` by rsync over SSH, to an sshd of this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hosts import Server
from small_builds import FIRST, SECOND, assert_all_is_recorded, assert_no_page_is_broken, build, held

from dr_evidence_site.build.publication import Choices, publish
from dr_evidence_site.cli import main
from dr_evidence_site.system import placed
from dr_evidence_site.system.targets import Target, TargetError, Upload, open_target

LISTS = {"manifest.json", "manifest.previous.json", placed.NAME}
OLD_ASSET = {"assets/theme.aaaaaaaaaa.css": "/* aaaaaaaaaa */"}


@pytest.fixture
def www(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the server, with a file of somebody else in it."""
    monkeypatch.setenv("RSYNC_RSH", server.shell)
    place = tmp_path / "www für alle"
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    return place


def site(www: Path) -> dict[str, str]:
    return {path: content.decode() for path, content in held(www).items() if path not in LISTS | {"mine.txt"}}


def test_a_site_changes_on_a_server_beside_what_others_have_there(tmp_path: Path, www: Path, server: Server) -> None:
    made = build(tmp_path / "build", FIRST)
    for path in made.rglob("*"):
        path.chmod(0o700)

    def run(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["publish", server.address(www), "--build", str(made), *options])
        return result.exit_code, result.stderr + result.stdout

    code, said = run()
    assert code == 0 and "9 files uploaded" in said, said
    assert site(www) == FIRST
    assert stat.S_IMODE((www / "index.html").stat().st_mode) == 0o644  # readers may read what only the author could
    build(made, SECOND)
    before = held(www)
    assert "remove old/page.html" in run("--dry-run")[1] and held(www) == before
    code, said = run()
    assert code == 0 and "8 files uploaded, 2 unchanged, 1 removed, 1 old asset kept" in said, said
    assert site(www) == {**SECOND, **OLD_ASSET} and (www / "mine.txt").read_text() == "mine"
    (www / "index.html").write_text("changed by hand")
    (www / "articles/a.html").unlink()
    (www / "articles/a.html").symlink_to("/etc/hostname")
    code, said = run("--overwrite")
    assert code == 1 and "PUB016" in said and "PUB014" in said


class Stopped:
    """A target that is gone from the step of this number on."""

    def __init__(self, target: Target, last: int) -> None:
        self._target, self._left = target, last
        self.name, self.sends_headers = target.name, target.sends_headers

    def __getattr__(self, name: str) -> object:
        if self._left < 0 and name != "close":
            raise TargetError("the connection is lost")
        return getattr(self._target, name)

    def write_record(self, data: bytes, before: str | None) -> str:
        self._step()
        return self._target.write_record(data, before)

    def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
        self._step()
        yield from self._target.put(uploads[: max(1, len(uploads) // 2)])
        self._step()
        yield from self._target.put(uploads[max(1, len(uploads) // 2) :])

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        self._step()
        yield from self._target.remove(paths)

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TargetError("the connection is lost")


def test_it_can_be_stopped_and_gone_on_with_a_key_that_can_do_nothing_else(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the pages; every single step is tried with a folder."""
    monkeypatch.setenv("RSYNC_RSH", server.restricted_shell)
    www, address = server.only, f"ssh://{server.user}@127.0.0.1:{server.port}/~/."
    (www / "mine.txt").write_text("mine")
    made = build(tmp_path / "build", FIRST)
    assert publish(made, open_target(str(www))).done  # the same record, whichever way
    build(made, SECOND)
    assert not publish(made, Stopped(open_target(address), 6)).done  # type: ignore[arg-type]
    assert_no_page_is_broken(held(www))
    assert_all_is_recorded(held(www), {"mine.txt"})
    assert publish(made, open_target(address), Choices(resume=True)).done
    assert site(www) == {**SECOND, **OLD_ASSET} and (www / "mine.txt").read_text() == "mine"


def test_what_goes_wrong_on_the_way_is_said_in_one_sentence(
    tmp_path: Path, www: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build(tmp_path / "build", FIRST)

    def said(address: str) -> str:
        result = CliRunner().invoke(main, ["publish", address, "--build", str(made)])
        assert result.exit_code == 1
        return result.stdout

    assert "is not there" in said(server.address(www / "none"))
    monkeypatch.setenv("RSYNC_RSH", f"{server.shell} -o ControlPath=none -o IdentityFile=/nowhere")
    assert "PUB011" in said(f"ssh://nobody@127.0.0.1:{server.port}{www}")
    assert "Permission denied" in said(f"ssh://nobody@127.0.0.1:{server.port}{www}")
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    result = CliRunner().invoke(main, ["publish", "user@host:/x", "--build", str(made)])
    assert result.exit_code == 2 and "rsync is not installed" in result.stderr
