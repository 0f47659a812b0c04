"""`verify`: what a published folder lacks, what was changed in it and what was added, by the list of its files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from changing_site import FOREIGN, change, run
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from published_sites import publish

from dr_evidence_site.build.verification import NotPublishedError, verify
from dr_evidence_site.cli import main
from dr_evidence_site.system import manifest
from dr_evidence_site.system.manifest import About, Entry, Manifest

FILES = {"index.html": "home", "articles/a.html": "a", "_headers": "h", "assets/x y.css": "x"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return publish(tmp_path / "public", FILES)


def found(folder: Path, *allowed: str, listed: Path | None = None) -> list[str]:
    return [f"{one.code} {one.span.path}" for one in verify(folder, listed, allowed).report.diagnostics]


def link(folder: Path) -> None:
    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(folder / "articles/a.html")


DEEDS: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("nothing", lambda folder: None, []),
    ("a file goes", lambda folder: (folder / "articles/a.html").unlink(), ["PUB001 articles/a.html"]),
    ("a file for the host goes", lambda folder: (folder / "_headers").unlink(), ["PUB004 _headers"]),
    ("another size", lambda folder: (folder / "index.html").write_text("home!"), ["PUB002 index.html"]),
    ("the same size", lambda folder: (folder / "index.html").write_text("hole"), ["PUB002 index.html"]),
    ("only the time", lambda folder: os.utime(folder / "index.html", (1, 1)), []),
    ("a link with the right content behind it", link, ["PUB002 index.html"]),
    ("a file comes", lambda folder: (folder / "articles/b.html").write_text(""), ["PUB003 articles/b.html"]),
    ("a folder comes", lambda folder: (folder / "empty").mkdir(), []),
    ("a link to a folder comes", lambda folder: (folder / "more").symlink_to("/"), ["PUB003 more"]),
]  # fmt: skip


@pytest.mark.parametrize(("deed", "expected"), [case[1:] for case in DEEDS], ids=[case[0] for case in DEEDS])
def test_what_was_done_to_a_folder_is_found(folder: Path, deed: Callable[[Path], object], expected: list[str]) -> None:
    deed(folder)
    assert found(folder) == expected


def test_what_is_allowed_besides_is_not_told(folder: Path) -> None:
    for path in ("CNAME", ".well-known/security.txt", "google12.html", "other.html"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text("")
    assert found(folder, "CNAME", ".well-known/*", "google*.html") == ["PUB003 other.html"]


def test_a_list_from_elsewhere_finds_what_the_folders_own_list_hides(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_bytes((folder / "manifest.json").read_bytes())
    assert found(folder, listed=kept) == []
    publish(folder, {**FILES, "index.html": "forged"})
    assert found(folder) == []
    assert found(folder, listed=kept) == ["PUB002 index.html", "PUB002 manifest.json"]


def test_a_folder_left_half_way_is_told_once(folder: Path) -> None:
    """The file may be that of either build; only the list says that the work was cut short."""
    entries = manifest.loads((folder / "manifest.json").read_bytes())
    old = Entry("0" * 64, 9)
    mixed = {path: old.or_else(entry) if path == "index.html" else entry for path, entry in entries.items()}
    (folder / "manifest.json").write_bytes(manifest.dumps(mixed))
    assert found(folder) == ["PUB005 manifest.json"]


@pytest.mark.parametrize(
    "content",
    [
        None, b"", b"{}", b'{"generator": "other"}', b'{"generator": "dr-evidence-site", "version": 2, "files": {}}',
        b'{"generator": "dr-evidence-site", "version": 1, "files": {"../up": {"sha256": "", "size": 0}}}',
        b'{"generator": "dr-evidence-site", "version": 1, "files": {"/etc/passwd": {"sha256": "", "size": 0}}}',
        b'{"generator": "dr-evidence-site", "version": 1, "files": {}, "moved": {"a": 1}}',
    ],
)  # fmt: skip
def test_without_a_list_that_can_be_read_nothing_is_compared(folder: Path, content: bytes | None) -> None:
    place = folder / "manifest.json"
    place.unlink() if content is None else place.write_bytes(content)
    with pytest.raises(NotPublishedError):
        verify(folder)
    result = CliRunner().invoke(main, ["verify", str(folder)])
    assert (result.exit_code, "Nothing was compared." in result.output) == (2, True)


def test_the_command_has_the_exit_codes_and_forms_of_check(folder: Path) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(main, ["verify", str(folder), *arguments])
        return result.exit_code, result.stdout, result.stderr

    said = "Compared with a list of 6 files, built on 2026-06-01 by version 1.0.\n"
    assert run() == (0, "", said)
    (folder / "_headers").unlink()
    code, out, _ = run("--format", "jsonl")
    assert (code, json.loads(out)["code"]) == (0, "PUB004")
    assert run("--fail-on", "note")[0] == 1
    (folder / "new.html").write_text("")
    assert run()[0] == 1 and "error[PUB003]: “new.html” is there" in run()[1]
    assert run("--allow", "new.*")[0] == 0
    assert CliRunner().invoke(main, ["verify", str(folder / "nowhere")]).exit_code == 2


PATHS = st.text(min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(PATHS, st.builds(Entry, st.text(max_size=9), st.integers(0, 9), st.tuples(st.text(max_size=3)))),
    st.builds(About, st.text(max_size=9), st.text(max_size=9), st.dictionaries(PATHS, PATHS, max_size=3)),
)
def test_a_list_is_read_as_it_was_written(entries: dict[str, Entry], about: About) -> None:
    assert manifest.read(manifest.dumps(entries, about)) == Manifest(entries, about)
    json.loads(manifest.dumps(entries, about))


def test_verify_takes_old_assets_for_what_they_are(site: Path) -> None:
    folder = site / "build"
    for path in FOREIGN:
        (folder / path).unlink()
    change(site, 1)
    run(site)
    listed = json.loads((folder / "manifest.previous.json").read_text())["files"]
    old = next(path for path in listed if path.startswith("assets/own."))

    def verify(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["verify", str(folder), *arguments])
        return result.exit_code, result.stdout

    assert verify() == (0, "")
    content = (folder / old).read_bytes()
    (folder / old).write_bytes(content.swapcase())
    assert verify()[0] == 1 and "PUB002" in verify()[1]
    (folder / old).unlink()
    assert verify() == (0, "")
    (folder / old).write_bytes(content)
    # A list from elsewhere knows them if the other list lies beside it; that of the folder is not believed.
    kept = site.parent / "lists"
    kept.mkdir()
    shutil.copy(folder / "manifest.json", kept)
    shutil.copy(folder / "manifest.previous.json", kept)
    assert verify("--manifest", str(kept / "manifest.json")) == (0, "")
    (kept / "manifest.previous.json").unlink()
    code, said = verify("--manifest", str(kept / "manifest.json"), "--format", "jsonl")
    assert code == 1
    assert {json.loads(line)["path"] for line in said.splitlines()} == {"manifest.previous.json", *listed}
