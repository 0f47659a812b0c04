"""A build talks to nobody: the program that it runs in is told of every connection that is tried, and ends it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sites import PEOPLE, approved_article, article

GUARDED = """
import os, socket, sys
LOG = os.environ["GUARD_LOG"]
LOCAL = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}

def guard(event, arguments):
    if event in LOCAL:
        # The processes of a pool may speak to each other, through files.
        if arguments[0].family == getattr(socket, "AF_UNIX", None):
            return
    elif not event.startswith(("socket.getaddrinfo", "socket.gethostby", "urllib.", "http.client.", "ftplib.", "smtplib.")):
        return
    with open(LOG, "a") as log:
        log.write(f"{event} {arguments[1:]!r}\\n")
    raise RuntimeError(f"the network was asked for: {event}")

sys.addaudithook(guard)
"""


def guarded(tmp_path: Path, *arguments: object, code: str = "") -> tuple[subprocess.CompletedProcess[str], str]:
    """What came of the program under guard, also in its worker processes, and what it tried."""
    (tmp_path / "guard").mkdir(exist_ok=True)
    (tmp_path / "guard/sitecustomize.py").write_text(GUARDED)
    log = tmp_path / "log.txt"
    log.write_text("")
    run = code or "import sys; from dr_evidence_site.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", run, *map(str, arguments)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "guard"), "GUARD_LOG": str(log), "http_proxy": "http://127.0.0.1:9"},
    )  # fmt: skip
    return done, log.read_text()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_opens_no_connection(
    make_site: Callable[[Mapping[str, str | bytes]], Path], tmp_path: Path, jobs: str
) -> None:
    far = "https://pwned.invalid/"
    texts = {f"content/articles/a{n}.md": article(f"See <{far}> [@moyer2013].\n\n[a]({far})") for n in range(6)}
    site = make_site({
        **texts, "content/articles/approved.md": approved_article(), "content/people.yaml": PEOPLE,
        "site.yaml": f"base_url: {far}\nfollow_up: {{label: x, url: '{far}'}}\n",
    })  # fmt: skip
    done, tried = guarded(
        tmp_path, "build", site, "-o", tmp_path / "build", "--no-cache", "--jobs", jobs, "--today", "2026-06-01"
    )
    assert (tried, done.returncode) == ("", 0), done.stderr
    assert (tmp_path / "build/search.html").is_file()


@pytest.mark.parametrize(
    "attempt",
    ["import socket; socket.create_connection(('127.0.0.1', 9))", "import socket; socket.getaddrinfo('a.invalid', 80)",
     "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
     "import multiprocessing as m, socket\nif __name__ == '__main__':\n  m.get_context('fork').Process(target=socket.getaddrinfo, args=('a', 80)).start()"],
)  # fmt: skip
def test_the_guard_sees_what_is_tried(tmp_path: Path, attempt: str) -> None:
    assert guarded(tmp_path, code=attempt)[1] != ""
