"""The search index: the same bytes each time, and a word on what went wrong when Pagefind fails."""

from __future__ import annotations

import gzip
import json
import random
import stat
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from dr_evidence_site.system import pagefind
from dr_evidence_site.system.pagefind import IndexingError, index
from dr_evidence_site.system.pagefind_order import UNREADABLE, in_order


def documents(languages: tuple[str, ...] = ("en",), count: int = 12) -> list[tuple[str, str]]:
    """Texts with several filters, each with several values."""
    rnd = random.Random(1)
    words = ["vitamin", "fracture", "bone", "café", "trial", "dose", "risk", "stone"]
    return [
        (
            f"articles/{language}-{number}.html?audience=patient",
            f'<!DOCTYPE html><html lang="{language}"><body>'
            f'<meta data-pagefind-meta="title[content]" content="Title {number}">'
            + "".join(
                f'<meta data-pagefind-filter="{name}[content]" content="{name} {number % 5}, again">'
                for name in ("audience", "status", "topic", "updated")
            )
            + f'<h2 id="h">Heading</h2><p>{" ".join(rnd.choices(words, k=60))}</p></body></html>',
        )
        for language in languages
        for number in range(count)
    ]


def test_the_same_documents_give_the_same_bytes() -> None:
    first, *others = ({file.path: file.content for file in index(documents(("en", "fr", "ar")))} for _ in range(4))
    for other in others:
        assert other == first


def test_only_what_a_search_page_needs_is_kept() -> None:
    names = [file.path for file in index(documents())]
    assert sorted({name.split("/")[0].split(".")[0] for name in names}) == [
        "LICENSE", "filter", "fragment", "index", "pagefind", "pagefind-entry", "pagefind-worker", "wasm"
    ]  # fmt: skip
    assert len([name for name in names if name.startswith("fragment/")]) == 12
    assert len([name for name in names if name.startswith("filter/")]) == 4
    assert "wasm.en.pagefind" in names
    assert "wasm.unknown.pagefind" not in names, "every language here has its own"
    assert names == sorted(names)


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = index(documents())
    monkeypatch.setenv("PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE", "1")
    monkeypatch.setenv("PAGEFIND_EXCLUDE_SELECTORS", "p")
    assert index(documents()) == plain


def test_an_index_that_is_added_to_another_brings_no_engine() -> None:
    whole = {file.path: file.content for file in index(documents())}
    added = {file.path: file.content for file in index(documents(), engine=False)}
    assert added.items() <= whole.items()
    assert sorted(whole.keys() - added.keys()) == [
        "LICENSE.txt", "pagefind-worker.js", "pagefind.js", "wasm.en.pagefind"
    ]  # fmt: skip


def test_the_engine_is_published_with_its_licence() -> None:
    notice = {file.path: file.content for file in index(documents())}["LICENSE.txt"].decode()
    assert "Copyright 2022 CloudCannon\n" in notice
    assert "Permission is hereby granted, free of charge" in notice
    assert "copyright notice and this permission notice shall be included in all copies" in notice
    assert "License-Expression: MIT" in _metadata("pagefind")


def _metadata(package: str) -> str:
    text = distribution(package).read_text("METADATA")
    assert text
    return text


def test_a_language_without_stemmer_is_searched_with_the_general_engine() -> None:
    assert "wasm.unknown.pagefind" in {file.path for file in index(documents(("xx",)))}


def test_the_names_in_the_index_are_those_of_its_files() -> None:
    files = {file.path: file.content for file in index(documents())}
    entry = json.loads(files["pagefind-entry.json"])
    assert f"pagefind.{entry['languages']['en']['hash']}.pf_meta" in files
    meta = files[f"pagefind.{entry['languages']['en']['hash']}.pf_meta"]
    for name in files:
        if name.startswith(("filter/", "index/", "fragment/")):
            assert name.split("/")[1].split(".")[0].encode() in meta


def test_what_is_indexed_is_the_text_alone() -> None:
    hostile = '<!DOCTYPE html><html lang="en"><body><p>a &lt;script&gt; \ud800 b</p></body></html>'
    [fragment] = [file for file in index([("a.html", hostile)]) if file.path.startswith("fragment/")]
    content = json.loads(gzip.decompress(fragment.content).removeprefix(b"pagefind_dcd"))
    assert (content["url"], content["content"]) == ("a.html", "a <script> ? b.")


# Trouble


def program(place: Path, text: str) -> str:
    """A stand-in for Pagefind, in Python."""
    place.write_text(f"#!{sys.executable}\nimport sys, os, signal, base64, json\n{text}\n")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    return str(place)


ANSWER = "def answer(**p): sys.stdout.write(base64.b64encode(json.dumps({'payload': p}).encode()).decode() + ','); sys.stdout.flush()\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "it was ended by signal 9"),
        ("sys.stdin.buffer.read(10); sys.exit(3)", "it ended with exit code 3"),
        ("sys.exit(0)", "it ended with exit code 0"),
        ("sys.stdout.write('%%%,'); sys.stdout.flush(); sys.stdin.read()", "it gave an answer that cannot be read"),
        ("sys.stdout.write('e30=,'); sys.stdout.flush(); sys.stdin.read()", "it gave an answer that cannot be read"),
        (ANSWER + "answer(type='Error', message='no {room}'); sys.stdin.read()", "it says: no {room}"),
        (ANSWER + "answer(type='GetFiles', files=[]); sys.stdin.read()", "it made an index that cannot be read"),
        (ANSWER + "answer(type='GetFiles'); sys.stdin.read()", "it gave an answer that cannot be read"),
        (ANSWER + "answer(type='GetFiles', files=[{'path': 'a', 'content': '%'}])\nsys.stdin.read()",
         "it gave an answer that cannot be read"),
    ],
)  # fmt: skip
def test_a_program_that_fails_is_told_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, reason: str
) -> None:
    monkeypatch.setattr(pagefind, "_program", lambda: program(tmp_path / "pagefind", text))
    with pytest.raises(IndexingError) as raised:
        index(documents(count=400))
    assert str(raised.value).startswith(reason)


def test_a_program_that_is_not_there_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pagefind, "_program", lambda: str(tmp_path / "missing"))
    with pytest.raises(IndexingError, match="it could not be run: No such file or directory"):
        index(documents())


def test_without_the_package_there_is_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pagefind.version()[:2] == "1."
    real = pagefind.find_spec
    for missing in ({"cbor2"}, {"pagefind_bin", "pagefind_bin_extended"}):
        pagefind.version.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(pagefind, "find_spec", lambda name, missing=missing: None if name in missing else real(name))
            assert pagefind.version() == ""
    pagefind.version.cache_clear()


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"pagefind-entry.json": b"{"},
        {"pagefind-entry.json": b"[]"},
        {"pagefind-entry.json": b'{"languages": {"en": {"hash": "x"}}}'},
        {"pagefind-entry.json": b'{"languages": {"en": {"hash": "x"}}}', "pagefind.x.pf_meta": b"no gzip"},
        {"pagefind-entry.json": b'{"languages": {"en": {"hash": "x"}}}', "pagefind.x.pf_meta": gzip.compress(b"x")},
        {
            "pagefind-entry.json": b'{"languages": {"en": {"hash": "x"}}}',
            "pagefind.x.pf_meta": gzip.compress(b"pagefind_dcd\x9f\x01"),
        },
        {
            "pagefind-entry.json": b'{"languages": {"en": {"hash": "x"}}}',
            "pagefind.x.pf_meta": gzip.compress(b"pagefind_dcd\x01"),
        },
    ],
)
def test_an_index_of_another_shape_is_never_taken_for_one(files: dict[str, bytes]) -> None:
    with pytest.raises(UNREADABLE):
        in_order(files)
