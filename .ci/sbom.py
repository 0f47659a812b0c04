"""What the program is made of, for those who have to know: its licences, and a bill of materials in CycloneDX 1.6.

    python .ci/sbom.py bom [FILE]    write the bill of materials (default: the standard output)
    python .ci/sbom.py licences      print the table of licences for docs/security.md

Names, versions and digests are those of the lock (requirements.txt); licences and what needs what are read from the
metadata of the installed packages. It covers the program with the extra `search`, and nothing that only tests need.
SOURCE_DATE_EPOCH sets the time that is written down, and then the same lock gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
NAME = "dr-evidence-site"
EXTRA = "search"
_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?P<marker> ;[^\\\n]*)?(?P<hashes>(?:.*\\\n)*.*)$", re.MULTILINE
)
_EXPRESSION = re.compile(r"(?!BSD$)[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
"""A licence by SPDX; “BSD” alone is none, because there are several."""

_PLAIN = {"BSD License": "BSD", "MIT License": "MIT", "Apache Software License": "Apache-2.0"}


@dataclass(frozen=True)
class Package:
    """A library that the program needs: its licences (any of several may be chosen) and what it needs itself."""

    name: str
    version: str
    licences: tuple[str, ...]
    summary: str
    needs: tuple[str, ...]
    digests: tuple[str, ...]
    is_conditional: bool


def locked() -> dict[str, tuple[str, tuple[str, ...], bool]]:
    """The version of each locked package, the SHA-256 of its files, and whether only some systems need it."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return {
        canonicalize_name(found["name"]): (
            found["version"],
            tuple(sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", found["hashes"]))),
            bool(found["marker"]),
        )
        for found in _ENTRY.finditer(text)
    }


def packages() -> dict[str, Package]:
    """All libraries that an installation of the program with its search has here, by name."""
    lock = locked()
    found: dict[str, Package] = {}
    waiting = list(_needs(NAME, EXTRA))
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        needs = [one for extra in requirement.extras or {""} for one in _needs(name, extra)]
        before = found.get(name)
        names = {canonicalize_name(one.name) for one in needs} | set(before.needs if before else ())
        version, digests, is_conditional = lock[name]
        about = metadata(name)
        summary = about["Summary"] or ""
        found[name] = Package(name, version, _licences(name), summary, tuple(sorted(names)), digests, is_conditional)
        waiting += [one for one in needs if before is None or canonicalize_name(one.name) not in found]
    return dict(sorted(found.items()))


def _needs(name: str, extra: str) -> Iterator[Requirement]:
    for text in metadata(name).get_all("Requires-Dist") or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def _licences(name: str) -> tuple[str, ...]:
    about = metadata(name)
    if about["License-Expression"]:
        return (about["License-Expression"],)
    if about["License"] and "\n" not in about["License"]:
        return (about["License"],)
    told = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License ::")]
    return tuple(_PLAIN.get(one, re.sub(r".*\((.+)\)$", r"\1", one)) for one in told)


def licences() -> str:
    """The table of libraries with their licences, in Markdown."""
    rows = [f"| {package.name} | {' or '.join(package.licences)} |" for package in packages().values()]
    return "\n".join(["| Library | Licence |", "|---|---|", *rows]) + "\n"


def bill() -> str:
    """The bill of materials."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    bom = Bom()
    bom.metadata.timestamp = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    program = Component(name=NAME, version=metadata(NAME)["Version"], type=ComponentType.APPLICATION, bom_ref=NAME)
    bom.metadata.component = program
    known = packages()
    components = {}
    for name, package in known.items():
        address = PackageURL("pypi", None, name, package.version)
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.digests]
        where = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(address)), hashes=hashes)
        is_expression = len(package.licences) == 1 and _EXPRESSION.fullmatch(package.licences[0])
        kind = LicenseExpression if is_expression else _named
        components[name] = Component(
            name=name,
            version=package.version,
            type=ComponentType.LIBRARY,
            bom_ref=f"{name}@{package.version}",
            purl=address,
            description=package.summary or None,
            licenses=[kind(licence) for licence in package.licences],
            external_references=[where],
        )
        bom.components.add(components[name])
    direct = {canonicalize_name(one.name) for one in _needs(NAME, EXTRA)}
    bom.register_dependency(program, [components[name] for name in sorted(direct)])
    for name, package in known.items():
        bom.register_dependency(components[name], [components[need] for need in package.needs])
    content = ",".join(f"{name}@{package.version}" for name, package in known.items())
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME}@{program.version} {content}")
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _named(licence: str) -> DisjunctiveLicense:
    return DisjunctiveLicense(name=licence)


def main(arguments: list[str]) -> int:
    """Do as the call says; gives the exit code."""
    match arguments:
        case ["bom"]:
            sys.stdout.write(bill())
        case ["bom", place]:
            Path(place).parent.mkdir(parents=True, exist_ok=True)
            Path(place).write_text(bill(), encoding="utf-8")
        case ["licences"]:
            sys.stdout.write(licences())
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PackageNotFoundError as error:
        sys.exit(f"{error.name} is not installed here. Run it with .venv/bin/python, after `make site`.")
