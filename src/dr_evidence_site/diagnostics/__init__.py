"""Diagnostics: one table of codes, and writers that print what was found as text, jsonl, GitHub annotations or SARIF."""

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
