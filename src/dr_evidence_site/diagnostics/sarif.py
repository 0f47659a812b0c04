"""Diagnostics as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for code scanning services."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

from dr_evidence_site import __version__
from dr_evidence_site.diagnostics import codes
from dr_evidence_site.diagnostics.diagnostic import Code, Diagnostic
from dr_evidence_site.diagnostics.visible import unheard_json, visible
from dr_evidence_site.model.source import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

_EMBEDDED_LINK = re.compile(r"\[([^\[\]]*)\](?=\()")


def write(diagnostics: Iterable[Diagnostic], stream: TextIO, *, prefix: str = "") -> None:
    """Write one SARIF log with one run.

    `prefix` is the site folder's path within the repository ("" when they are the same folder).
    """
    stream.write(unheard_json(json.dumps(_log(diagnostics, prefix), indent=2)) + "\n")


def _log(diagnostics: Iterable[Diagnostic], prefix: str) -> dict[str, object]:
    rule_indexes = {code.id: index for index, code in enumerate(codes.ALL)}
    driver = {"name": "dr-evidence-site", "version": __version__, "rules": [_rule(code) for code in codes.ALL]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, rule_indexes, prefix) for diagnostic in diagnostics],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, object]:
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "help": {"text": code.explanation, "markdown": code.explanation},
        "defaultConfiguration": {"level": code.severity.word},
    }


def _result(diagnostic: Diagnostic, rule_indexes: dict[str, int], prefix: str) -> dict[str, object]:
    words = f"{diagnostic.message} {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    result: dict[str, object] = {"ruleId": diagnostic.code}
    if diagnostic.code in rule_indexes:
        result["ruleIndex"] = rule_indexes[diagnostic.code]
    result["level"] = diagnostic.severity.word
    result["message"] = _message(words)
    result["locations"] = [{"physicalLocation": _place(diagnostic.span, prefix)}]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(related.span, prefix), "message": _message(related.message)}
            for number, related in enumerate(diagnostic.related, start=1)
        ]
    return result


def _message(text: str) -> dict[str, str]:
    # `[words](address)` is a link in a SARIF message (3.11.6); in author text it must stay text.
    # Braces need no doubling: they are placeholders only beside `arguments`, which we never write.
    return {"text": _EMBEDDED_LINK.sub(r"\\[\1\\]", visible(text))}


def _place(span: Span, prefix: str) -> dict[str, object]:
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_line:
        # SARIF, like Span, names the column after the last character (3.30.8).
        region |= {"endLine": span.end_line, "endColumn": span.end_column}
    # Quoting the colon too keeps "a:b.md" from being read as an address with a scheme (RFC 3986, 4.2).
    uri = quote(posixpath.join(prefix, span.path), safe="/", errors="replace")
    return {"artifactLocation": {"uri": uri}, "region": region}
