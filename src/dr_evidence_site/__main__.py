"""The program: `dr-evidence-site`, and `python -m dr_evidence_site`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command that the arguments name."""
    _see_names_as_utf8()
    # A command is one build at most, which makes no cycles that matter. The collector would look through all that it
    # made as soon as it ends: a tenth of the time of a build after one edit (0.2 s of 2.0 at 10,000 articles).
    gc.disable()
    from dr_evidence_site.cli import main as command  # noqa: PLC0415 - it may be another process that runs it

    try:
        command(prog_name="dr-evidence-site")
    finally:
        # The process ends: its collector would look through all that the build made, a fifth of the time of a build
        # after one edit, and the system takes the memory back at once.
        gc.freeze()


def _see_names_as_utf8() -> None:
    """Begin again in Python's UTF-8 mode (PEP 540) where the names of files would be read in the locale's encoding.

    A site is the same in every locale, so a picture called “é.png” has to be found in one with Latin-1 or ASCII, too.
    From Python 3.15 on this is so anyway (PEP 686). What is printed stays in the encoding of the terminal.
    """
    if sys.getfilesystemencoding() == "utf-8" or os.environ.get("PYTHONUTF8") == "1":
        return
    own = {"PYTHONUTF8": "1", "PYTHONIOENCODING": f"{sys.stdout.encoding}:backslashreplace"}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**own, **os.environ, "PYTHONUTF8": "1"})  # noqa: S606


if __name__ == "__main__":
    main()
