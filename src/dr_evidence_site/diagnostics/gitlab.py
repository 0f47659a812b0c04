"""Diagnostics as a GitLab Code Quality report, which a merge request shows beside the changed lines.

The report is a list of objects with `description`, `check_name`, `fingerprint`, `severity` and `location` (GitLab's
documentation, “Code Quality report format”). GitLab knows a finding again by its fingerprint: a finding that moves to
another line is still the same.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from dr_evidence_site.diagnostics.diagnostic import Diagnostic, Severity
from dr_evidence_site.diagnostics.visible import unheard_json, visible

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(diagnostics: Iterable[Diagnostic], stream: TextIO, *, prefix: str = "") -> None:
    """Write the report.

    `prefix` is the site folder's path within the repository ("" when they are the same folder).
    """
    seen: Counter[str] = Counter()
    found = [_finding(diagnostic, prefix, seen) for diagnostic in diagnostics]
    stream.write(unheard_json(json.dumps(found, indent=2)) + "\n")


def _finding(diagnostic: Diagnostic, prefix: str, seen: Counter[str]) -> dict[str, object]:
    span = diagnostic.span
    path = visible(posixpath.join(prefix, span.path))
    words = f"{diagnostic.message} {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return {
        "description": visible(f"{diagnostic.code}: {words}"),
        "check_name": diagnostic.code,
        "fingerprint": _fingerprint(diagnostic, path, seen),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": path, "lines": {"begin": span.line, "end": max(span.line, span.end_line)}},
    }


def _fingerprint(diagnostic: Diagnostic, path: str, seen: Counter[str]) -> str:
    """Of what a finding says and where, but for its line; the second one that is alike differs by its number."""
    content = json.dumps([diagnostic.code, path, diagnostic.message, diagnostic.subject])
    seen[content] += 1
    return hashlib.sha256(f"{content}{seen[content]}".encode()).hexdigest()
