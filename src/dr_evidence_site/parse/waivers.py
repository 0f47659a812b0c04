"""What a text or a file of evidence sets aside: the fields of a waiver, and which codes it may name."""

from __future__ import annotations

from dr_evidence_site.diagnostics import did_you_mean
from dr_evidence_site.diagnostics.codes import BY_ID
from dr_evidence_site.diagnostics.codes import waivers as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Waiver
from dr_evidence_site.parse.fields import Field, ListOf, Record, Report, Text, Values

WAIVED_CODE = Field("code", Text(), "The code of the diagnostic.", required=True, example="CLM002")
WAIVED_ABOUT = Field("about", Text(), "Words of the sentence, or the key, that the diagnostic is about.")
WAIVED_REASON = Field(
    "reason", Text(lines=True), "Why, in plain text for readers.", required=True, example="The number is an example."
)
WAIVER = Record((WAIVED_CODE, WAIVED_ABOUT, WAIVED_REASON), "a waiver")
WAIVE = Field("waive", ListOf(WAIVER, distinct=False), "Findings of checks that are set aside, with the reason.")


def waivers(values: Values, report: Report) -> tuple[Waiver, ...]:
    """What is set aside. A code that there is not, or that cannot be set aside, is reported."""
    found = []
    for entry in values.get(WAIVE, ()):
        code, reason = entry.value.get(WAIVED_CODE), entry.value.get(WAIVED_REASON)
        if code is None:
            continue
        known = BY_ID.get(code)
        if known is None:
            hint = did_you_mean(clip(code), BY_ID, otherwise=codes.UNKNOWN_CODE.hint)
            report.append(codes.UNKNOWN_CODE.at(entry.value.span_of(WAIVED_CODE), hint=hint, code=clip(code)))
        elif known.protected:
            span = entry.value.span_of(WAIVED_CODE)
            report.append(codes.PROTECTED_CODE.at(span, code=known.id, title=known.title))
        elif reason and reason.strip():
            about = entry.value.get(WAIVED_ABOUT, "")
            found.append(Waiver(known.id, about, " ".join(reason.split()), entry.span))
    return tuple(found)
