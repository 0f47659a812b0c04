"""What a release changes in the repository, and what is said of it.

    python .ci/release.py prepare 1.2.3    write the version, and date the “Unreleased” part of the changelog
    python .ci/release.py notes 1.2.3      print what the changelog says of a version
    python .ci/release.py check v1.2.3     fail unless this tag is the version, and the changelog has its date

It commits, tags and sends nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

_VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:(?:a|b|rc)[1-9]\d*)?")
"""A version by PEP 440 that also reads as one of Semantic Versioning."""

_ASSIGNED = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)
_UNRELEASED = "## [Unreleased]\n"
_HEADING = re.compile(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?\n", re.MULTILINE)


class NotPossibleError(Exception):
    """Why the step cannot be taken; the message is for the maintainer."""


def prepare(root: Path, version: str, today: dt.date) -> None:
    """Write the version, and date the part of the changelog that was not released."""
    if not _VERSION.fullmatch(version):
        raise NotPossibleError(f"“{version}” is no version such as 1.2.3 or 1.2.3rc1.")
    module, changelog = _module(root), root / "CHANGELOG.md"
    program, log = module.read_text(encoding="utf-8"), changelog.read_text(encoding="utf-8")
    if version in {found[1] for found in _HEADING.finditer(log)}:
        raise NotPossibleError(f"The changelog has a part for {version} already.")
    if not notes(root, "Unreleased"):
        raise NotPossibleError("The changelog says of nothing that it changed.")
    module.write_text(_ASSIGNED.sub(f'__version__ = "{version}"', program), encoding="utf-8")
    dated = f"{_UNRELEASED}\n## [{version}] - {today.isoformat()}\n"
    changelog.write_text(log.replace(_UNRELEASED, dated, 1), encoding="utf-8")


def notes(root: Path, version: str) -> str:
    """What the changelog says of a version, without its heading; empty when it says nothing."""
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(log))
    for found, behind in zip(headings, [*headings[1:], None], strict=True):
        if found[1] == version:
            return log[found.end() : behind.start() if behind else len(log)].strip()
    raise NotPossibleError(f"The changelog has no part for {version}.")


def check(root: Path, tag: str) -> None:
    """See that the tag, the version and the changelog agree."""
    version = _ASSIGNED.search(_module(root).read_text(encoding="utf-8"))
    if version is None or tag != f"v{version[1]}":
        raise NotPossibleError(f"The tag is {tag}, and the version is {version[1] if version else 'not to be found'}.")
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if not notes(root, version[1]) or not any(found[1] == version[1] and found[2] for found in _HEADING.finditer(log)):
        raise NotPossibleError(f"The changelog has no dated part for {version[1]}.")


def _module(root: Path) -> Path:
    return root / "src/dr_evidence_site/__init__.py"


def main(arguments: list[str]) -> int:
    """Take the step that was asked for; the exit code is 1 when that is not possible, 2 without a step."""
    root = Path(__file__).resolve().parents[1]
    try:
        match arguments:
            case ["prepare", version]:
                prepare(root, version, dt.datetime.now(dt.UTC).date())
                print(f"Now review the changes, commit them, and tag the commit v{version}.")
            case ["notes", version]:
                print(notes(root, version))
            case ["check", tag]:
                check(root, tag)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except NotPossibleError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
