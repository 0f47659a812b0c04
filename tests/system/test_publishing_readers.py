"""What readers of a folder find while another generation is published into it."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from generations import FIRST, FOREIGN, NAMED, SECOND, THIRD, ZERO, Files, assert_readable, generation, old_assets, put

from faults import CHANGING, READING, forked, watched


def test_a_reader_finds_whole_pages_and_all_that_they_name_before_every_single_call(site: Path) -> None:
    """Between two calls of the system nothing changes, so these are all the states there are."""
    chain = [ZERO, FIRST, SECOND, THIRD, SECOND, SECOND, FIRST]
    put(site, chain[0])
    for path, content in FOREIGN.items():
        (site / "build" / path).write_bytes(content)
    looks = 0
    is_looking = False
    for before, after in pairwise(chain):

        def look(_: str, __: int, before: Files = before, after: Files = after) -> None:
            nonlocal looks, is_looking
            if not is_looking:
                is_looking = True
                assert_readable(site / "build", (before, after), before)
                is_looking = False
                looks += 1

        with watched((*CHANGING, *READING), look):
            assert put(site, after)[1] == []
        assert_readable(site / "build", (after,), before)
    assert old_assets(site / "build") == {"assets/site.2.css", "assets/font.2.woff", "assets/find/meta.2"}
    assert looks > 300


def test_what_is_new_is_there_before_anything_is_replaced_and_removals_come_last(site: Path) -> None:
    put(site, FIRST)
    done: list[str] = []
    build = site / "build"
    with pytest.MonkeyPatch.context() as patch:
        real_replace, real_unlink = os.replace, os.unlink

        def replace(source: Path, target: Path) -> None:
            done.append(f"put {Path(target).relative_to(build)}")
            real_replace(source, target)

        def unlink(place: Path, **how: int) -> None:
            done.append(f"take {place}" if how else f"take {Path(place).relative_to(build)}")
            real_unlink(place, **how)

        patch.setattr(os, "replace", replace)
        patch.setattr(os, "unlink", unlink)
        put(site, SECOND)
    assert done == [
        "put manifest.json",
        *("put assets/find/meta.2", "put assets/font.2.woff", "put assets/site.2.css"),
        "put articles/new.html",
        *("put assets/find/entry", "put list.json", "put articles/kept.html", "put index.html"),
        "take articles/old.html",
        "put manifest.previous.json",
        "put manifest.json",
    ]


def test_somebody_who_reads_all_the_time_never_finds_a_broken_page(site: Path) -> None:
    """A reader in a process of its own fetches a page, and then what the page names."""
    versions = [generation(n, "kept", *(["some"] if n % 3 else [])) for n in range(400)]
    put(site, versions[0])
    build = site / "build"
    reading, writing = os.pipe()

    def fetch(path: str) -> bytes | None:
        try:
            return (build / path).read_bytes()
        except FileNotFoundError:
            return None

    def number_of(page: bytes) -> int:
        return int(re.findall(rb"site\.(\d+)\.css", page)[0])

    def reader() -> int:
        os.close(reading)
        seen, samples = set(), 0
        while not (site / "stop").exists():
            for path in ("index.html", "articles/kept.html"):
                page = fetch(path)
                if page is None:
                    return 10
                n = number_of(page)
                if page != versions[n][path]:
                    return 11
                for name in NAMED.findall(page):
                    there = fetch(name.decode())
                    late = number_of(fetch("index.html") or b"site.0.css") > n + 1
                    if there is None and not late and name != b"articles/some.html":
                        return 12
                    if name.decode().startswith("assets/site.") and there not in (None, versions[n][name.decode()]):
                        return 13
                samples += 1
                seen.add(n)
                if samples > 30 and len(seen) > 10:
                    (site / "enough").touch()
        os.write(writing, json.dumps([samples, len(seen)]).encode())
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        found: list[int] = []
        watching = threading.Thread(target=lambda: found.append(forked(reader)))
        watching.start()
        began = time.monotonic()
        for version in versions[1:]:
            assert put(site, version)[1] == []
            time.sleep(0.002)
            if time.monotonic() - began > 2 and (site / "enough").exists():  # a busy machine takes longer
                break
    (site / "stop").touch()
    watching.join()
    os.close(writing)
    assert found == [0]
    samples, seen = json.loads(os.read(reading, 100))
    os.close(reading)
    assert samples > 30
    assert seen > 10
