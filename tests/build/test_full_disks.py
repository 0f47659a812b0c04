"""Builds on disks that fill up."""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from changing_site import FOREIGN, assert_readable, built_site, change, ours, run
from large_site import contents

from dr_evidence_site.diagnostics import Severity
from faults import forked

pytestmark = pytest.mark.usefixtures("one_version")


@contextmanager
def small_disk(place: Path, *, real: bool) -> Iterator[Callable[[int], None]]:
    """A disk of two megabytes at `place`, with a way to leave so many bytes of it free (negative: all).

    A `real` one is a file system in memory, seen by this process alone. Where that is forbidden, the system's limit for
    the size of each file (RLIMIT_FSIZE) stands for it, which needs no rights. To be called in a fork.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    new_mounts, new_user, private = 0x20000, 0x10000000, 1 << 18 | 1 << 14
    user, group = os.getuid(), os.getgid()
    apart = real and libc.unshare(new_mounts) == 0
    if real and not apart and libc.unshare(new_mounts | new_user) == 0:
        apart = True
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    ballast = place / "ballast"
    mounted = (
        apart
        and libc.mount(b"none", b"/", None, private, None) == 0
        and libc.mount(b"none", os.fsencode(place), b"tmpfs", 0, b"size=2m") == 0
    )

    def leave(room: int) -> None:
        if not mounted:
            _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room if room >= 0 else hard, hard))
            return
        ballast.unlink(missing_ok=True)
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_bsize
        if room >= 0:
            ballast.write_bytes(b"x" * max(0, free - room))

    yield leave


@pytest.mark.parametrize("room", [0, 8_192, 65_536])
@pytest.mark.parametrize("real", [True, False], ids=["disk", "limit"])
def test_a_disk_that_is_full(tmp_path: Path, real: bool, room: int) -> None:
    """All of it lies there: sources, memo and pages."""
    (tmp_path / "disk").mkdir()

    def on_it() -> int:
        with small_disk(tmp_path / "disk", real=real) as leave:
            site = built_site(tmp_path / "disk/site")
            for n in range(1, 3):
                old = ours(site)
                change(site, n)
                run(site, folder="../../expected", remember=False)
                new = contents(tmp_path / "expected")
                leave(room)
                report = run(site)
                codes = {d.code for d in report.diagnostics if d.severity >= Severity.ERROR}
                assert codes <= {"OUT005", "OUT006"}
                assert (report.summary is None) == (codes == {"OUT005"})
                assert_readable(site, old, new)
                if report.summary is None:
                    assert ours(site) == old
                assert room or report.summary is None
                leave(-1)
                assert run(site).summary is not None
                assert ours(site) == new
                assert {path: (site / "build" / path).read_text() for path in FOREIGN} == FOREIGN
        return 0

    assert forked(on_it) == 0
