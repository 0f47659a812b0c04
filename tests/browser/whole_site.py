"""Whole sites built by the installed program and served as a static host does, with the site's own `_headers`.

Three sites lie side by side under a project path: this repository's own, one that has something of everything, and
the same one with Arabic as its language, in which every page is mirrored.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.server
import mimetypes
import posixpath
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import special_site
from profiles import BLANK, BLANK_PAGE

ROOT = Path(__file__).parents[2]
PROJECT = "/project"
"""The path under which the sites lie, as on a host that gives each project a folder."""

OWN, SPECIAL, MIRRORED = "own", "special", "mirrored"

OWN_TEXTS = (
    *(f"articles/{path.stem}.html" for path in sorted((ROOT / "content/articles").glob("*.md"))),
    "editorial-policy.html",
    "references.html",
)
"""Those pages of this repository's own site whose text is longest."""


@dataclass(frozen=True)
class Built:
    """A built site: its folder, what the program said (code and file), and the address it is served at."""

    name: str
    folder: Path
    said: tuple[tuple[str, str], ...]
    origin: str = ""

    @property
    def address(self) -> str:
        return f"{self.origin}{PROJECT}/{self.name}/"

    def pages(self) -> list[str]:
        """The paths of all pages."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))


def build_all(parent: Path) -> dict[str, Built]:
    """Build the sites below `parent`, once for all processes that share it."""
    (parent / "www").mkdir(parents=True, exist_ok=True)
    (parent / "www" / BLANK).write_text(BLANK_PAGE)
    with (parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return {name: _built(name, parent) for name in (OWN, SPECIAL, MIRRORED)}


def _built(name: str, parent: Path) -> Built:
    folder = parent / f"www{PROJECT}/{name}"
    log = parent / f"{name}.txt"
    if not log.exists():
        said = _build(_sources(name, parent), folder, name)
        log.write_text(said, encoding="utf-8")
    found = re.findall(r"^(\S+?):\d+:\d+: \w+\[(\w+)\]", log.read_text(encoding="utf-8"), re.MULTILINE)
    return Built(name, folder, tuple((code, path) for path, code in found))


def _sources(name: str, parent: Path) -> Path:
    """The folder of a site's sources. The mirrored site has the articles of the special one, approvals and all."""
    place = parent / f"{name}-sources"
    if name == OWN:
        return ROOT
    if name == SPECIAL:
        _lay_down(place, special_site.files())
        for slug, day in special_site.SEALED.items():
            _run("review", "approve", slug, "--by", "reviewer-one", "--date", day, "--site", place)
        return place
    shutil.copytree(parent / f"{SPECIAL}-sources", place)
    (place / "content/articles/approved.ar.md").unlink()  # it would be a second text in the site's own language
    settings = special_site.files(language="ar", style="vancouver", marker="parentheses")["site.yaml"]
    _lay_down(place, {"site.yaml": settings})
    return place


def _lay_down(place: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def _run(*arguments: str | Path) -> str:
    """What the installed program says."""
    program = Path(sys.executable).with_name("dr-evidence-site")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _build(site: Path, folder: Path, name: str) -> str:
    today = [] if name == OWN else ["--today", special_site.TODAY]
    address = f"{special_site.BASE_URL}{PROJECT}/{name}/"
    return _run("build", site, "-o", folder, "--no-cache", "--jobs", "2", "--base-url", address, *today)


@contextlib.contextmanager
def served(parent: Path) -> Iterator[str]:
    """Serve the built sites on the loopback interface; gives the origin."""
    handler = type("Handler", (_Host,), {"root": parent / "www"})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Host(http.server.BaseHTTPRequestHandler):
    """A static host: files, an index for a folder, the site's 404 page, and the headers that `_headers` asks for."""

    root: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = posixpath.normpath(unquote(urlsplit(self.path).path)).lstrip("/")
        site = self.root / "/".join(path.split("/")[:2])
        place = self.root / path
        if place.is_dir():
            place /= "index.html"
        status = 200 if place.is_file() else 404
        if status == 404:
            place = site / "404.html"
        content = place.read_bytes() if place.is_file() else b"Nothing here."
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers_for(site, "/" + "/".join(path.split("/")[2:])).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def headers_for(site: Path, path: str) -> dict[str, str]:
    """The headers that the site's `_headers` gives to a path; as hosts do, the values of all matching rules are joined."""
    found: dict[str, str] = {}
    matches = False
    file = site / "_headers"
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            pattern = ".*".join(re.escape(part) for part in line.strip().split("*"))
            matches = re.fullmatch(pattern, path) is not None
        elif matches:
            name, _, value = line.strip().partition(":")
            found[name] = f"{found[name]}, {value.strip()}" if name in found else value.strip()
    return found
