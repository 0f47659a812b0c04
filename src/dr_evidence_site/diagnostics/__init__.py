"""Diagnostics: one table of codes, and writers of text, jsonl, GitHub annotations and SARIF."""

from dr_evidence_site.diagnostics.diagnostic import (
    Code,
    Diagnostic,
    Related,
    Severity,
    in_order,
    releveled,
    worst,
)
from dr_evidence_site.diagnostics.nearest import did_you_mean

__all__ = ["Code", "Diagnostic", "Related", "Severity", "did_you_mean", "in_order", "releveled", "worst"]
