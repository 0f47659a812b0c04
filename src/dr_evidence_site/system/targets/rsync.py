"""A folder on a server, reached by rsync over SSH, as the place that a site is published to.

The programs rsync and ssh are what hosts have, and know keys, agents and settings of their users. rsync needs nothing
on the server but itself, so an account that may run nothing else (rrsync) is enough. Every call names exactly the files
that it is about, so nothing else on the server is looked at or removed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dr_evidence_site.system.placed import NAME
from dr_evidence_site.system.targets.target import Found, SupersededError, TargetError, Upload

_NOT_THERE = "No such file or directory"


class RsyncTarget:
    """A folder on a server. rsync 3.1.3 (2018) or newer is needed at both ends, for digests that can be compared."""

    sends_headers = False

    def __init__(self, host: str, folder: str, port: int | None = None) -> None:
        self.name = f"{host}:{folder}"
        if shutil.which("rsync") is None:
            raise TargetError("The program rsync is not installed here")
        self._place = f"{host}:{folder.rstrip('/')}/"
        shell = os.environ.get("RSYNC_RSH") or "ssh"
        self._shell = f"{shell} -p {port}" if port else shell
        self._work = tempfile.TemporaryDirectory(prefix="dr-evidence-site-")
        self._local = Path(self._work.name)
        (self._local / "empty").mkdir()

    def read_record(self) -> tuple[bytes, str] | None:
        """See Target."""
        with tempfile.TemporaryDirectory(dir=self._local) as place:
            for _ in self._rsync(["--ignore-missing-args"], [NAME], f"{place}/", to_server=False):
                pass
            record = Path(place, NAME)
            if not record.is_file():
                return None
            data = record.read_bytes()
        return data, _md5(data)

    def write_record(self, data: bytes, before: str | None) -> str:
        """See Target. It compares first and replaces then; each call to a server takes half a second."""
        there = self.read_record()
        if (there[1] if there else None) != before:
            raise SupersededError("Another publication has begun meanwhile")
        with tempfile.TemporaryDirectory(dir=self._local) as place:
            Path(place, NAME).write_bytes(data)
            for _ in self._rsync(_WRITING, [NAME], f"{place}/"):
                pass
        return _md5(data)

    def found(self, paths: Iterable[str]) -> dict[str, Found]:
        """See Target. The server is asked for what it would send to somebody who has nothing, and sends nothing."""
        asked = list(paths)
        options = [
            "--dry-run",
            "--recursive",
            "--links",
            "--checksum",
            "--checksum-choice=md5",
            "--ignore-missing-args",
        ]
        options.append("--out-format=%i|%C|%l|%n")
        there = {}
        for line in self._rsync(options, asked, f"{self._local / 'empty'}/", to_server=False):
            kind, _, rest = line.partition("|")
            digest, _, rest = rest.partition("|")
            size, _, path = rest.partition("|")
            if kind[1:2] == "f":
                there[path] = Found(int(size.replace(",", "")), digest.strip())
            elif kind[1:2] == "d":
                there[path.rstrip("/")] = Found(0, "", "it is a folder")
            else:
                there[path.partition(" -> ")[0]] = Found(0, "", "it is a link, or no file")
        return {path: there[path] for path in asked if path in there}

    def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
        """See Target."""
        if not uploads:
            return
        first = uploads[0]
        root = f"{str(first.source)[: -len(first.path)]}"
        wanted = [upload.path for upload in uploads]
        if any(str(upload.source) != root + upload.path for upload in uploads):
            raise ValueError("uploads of one call lie in one folder")
        known = set(wanted)
        yield from (path for path in self._rsync(_WRITING, wanted, root) if path in known)

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """See Target. Folders stay: rsync cannot be told to remove only empty ones.

        What is named and is not here is removed there. The folders are here, or they would count as missing, too.
        """
        if not paths:
            return
        there = self.found(paths)  # it would make the folder of a file that is gone
        with tempfile.TemporaryDirectory(dir=self._local) as place:
            for path in there:
                Path(place, path).parent.mkdir(parents=True, exist_ok=True)
            options = ["--recursive", "--delete-missing-args", "--no-implied-dirs"]
            for _ in self._rsync(options, list(there), f"{place}/") if there else ():
                pass
        yield from paths

    def close(self) -> None:
        """See Target."""
        self._work.cleanup()

    def _rsync(
        self, options: Sequence[str], paths: Sequence[str], local: str, *, to_server: bool = True
    ) -> Iterator[str]:
        """Run rsync about these files, between a local folder and that on the server; the lines that it writes."""
        listed = self._local / secrets.token_hex(8)  # of its own: one call may begin while another is under way
        listed.write_bytes(b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths))
        ends = (local, self._place) if to_server else (self._place, local)
        command = ["rsync", "--8-bit-output", "--from0", f"--files-from={listed}", f"--rsh={self._shell}", *options]
        if any(character in self._place for character in " '\"\\$*?[]()&;<>|`!#"):
            command.append("--protect-args")  # the server's shell would read them
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        with tempfile.TemporaryFile() as said:
            with subprocess.Popen(  # noqa: S603 - a list of words, and the host was looked at
                [*command, "--", *ends], stdout=subprocess.PIPE, stderr=said, stdin=subprocess.DEVNULL, env=environment
            ) as process:
                assert process.stdout is not None  # noqa: S101 - for mypy
                try:
                    for line in process.stdout:
                        yield line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
                except BaseException:
                    process.terminate()
                    raise
            if process.returncode:
                said.seek(0)
                raise TargetError(self._trouble(process.returncode, said.read().decode("utf-8", "replace")))

    def _trouble(self, code: int, said: str) -> str:
        """A sentence about a failure, from the line that rsync or ssh wrote about it."""
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        if any("change_dir" in line and _NOT_THERE in line for line in lines):
            return f"The folder of “{self.name}” is not there"
        if code == 4 and any("checksum" in line for line in lines):
            return "rsync here or on the server is older than 3.1.3"
        # Of ssh, the last line says why it gave up; of rsync, the first.
        of_rsync = [line for line in lines if line.startswith("rsync")]
        of_ssh = [line for line in lines if not line.startswith("rsync")]
        why = (of_ssh[-1:] if code in (12, 255) else []) or of_rsync or of_ssh or [f"rsync ended with code {code}"]
        return f"“{self.name}” cannot be read or written: {why[0].rstrip('.')}"


_WRITING = ["--ignore-times", "--no-implied-dirs", "--perms", "--chmod=F644", "--out-format=%n"]
"""Files of equal size and time are sent, too, because they are known to differ; readers may read them."""


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
