"""WRD003 beside evidence: a block that tells its readers absolute effects lets a relative one stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from evidence_texts import WALKING
from sites import TODAY, article

Make = Callable[..., Path]

CLAIM = "Fewer had pain: RR 0.71, 95% CI 0.59 to 0.86 [@moyer2013]."
DATA = f"""\
{WALKING}\
      - {{study: One, cite: moyer2013, estimate: 0.71, interval: [0.59, 0.86]}}
"""
BASELINE = "    baseline: {risk: 210 of 1000, cite: moyer2013}\n"
ABSOLUTE = "    absolute: {without: 210 of 1000, with: 149 of 1000, cite: moyer2013}\n"
BOTH = "“patient” and “clinician”"


def block(more: str, *, readers: str = "") -> str:
    text = f"```evidence\n{DATA}{more}```"
    return f"::: {readers}\n{text}\n:::" if readers else text


def lacking(site: Path) -> list[str]:
    """To whom no absolute effect is told, for each report."""
    return [
        one.message.rpartition(" for ")[2].rstrip(".")
        for one in check(Options(site, TODAY)).diagnostics
        if one.code == "WRD003"
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CLAIM, [BOTH]),
        (f"{CLAIM}\n\n{block('')}", [BOTH]),
        (f"{CLAIM}\n\n{block(BASELINE)}", []),
        (f"{CLAIM}\n\n{block(ABSOLUTE)}", []),
        (f"{block(BASELINE)}\n\n{CLAIM}", []),
        (f"{CLAIM}\n\n{block(BASELINE, readers='patient')}", ["“clinician”"]),
        (f"{CLAIM}\n\n{block(BASELINE, readers='patient')}\n\n{block(ABSOLUTE, readers='clinician')}", []),
        (f"::: patient\n{CLAIM}\n:::\n\n{block(BASELINE, readers='patient')}", []),
        (f"::: clinician\n{CLAIM}\n:::\n\n{block(BASELINE, readers='patient')}", ["“clinician”"]),
        (f"## One\n\n{CLAIM}\n\n## Two\n\n{block(BASELINE)}", [BOTH]),
        (f"## One\n\n{block(BASELINE)}\n\n## Two\n\n{CLAIM}\n\n{block(BASELINE).replace('0.71', '0.70')}", []),
        (f"## One\n\n{CLAIM}\n\n### Part\n\n{block(BASELINE)}", []),
        (f"{CLAIM}\n\n{block(BASELINE + '    show: [forest]')}\n", [BOTH]),
        (f"{CLAIM}\n\n{block(BASELINE + '    show: {patient: [forest]}')}\n", ["“patient”"]),
        (f"{CLAIM}\n\n{block(BASELINE + '    show: {clinician: [forest, findings], everyone: sentence}')}\n", []),
        (f"::: bottom-line\n{CLAIM}\n:::\n\n{block(BASELINE)}", [BOTH]),
    ],
)  # fmt: skip
def test_a_block_counts_for_those_who_see_it_in_its_section(body: str, expected: list[str], make_site: Make) -> None:
    body = (
        body.replace("[forest]```", "[forest]\n```").replace("}```", "}\n```").replace("sentence}```", "sentence}\n```")
    )
    assert lacking(make_site({"content/articles/a.md": article(body)})) == expected


FILE = "content/evidence/pain.yaml"
NAMED = f"{CLAIM}\n\n```evidence pain\n```"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (DATA + BASELINE, []),
        (DATA + BASELINE + "    show: {clinician: [forest]}\n", ["“clinician”"]),
        (DATA, [BOTH]),
        ("population: adults\n", [BOTH]),
        (None, [BOTH]),
    ],
    ids=["risks", "a forest for some", "none", "faulty", "no file"],
)
def test_so_does_a_file_that_is_named(data: str | None, expected: list[str], make_site: Make) -> None:
    assert lacking(make_site({"content/articles/a.md": article(NAMED), **({FILE: data} if data else {})})) == expected


def test_it_is_told_and_withdrawn_when_the_file_changes_alone(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article(NAMED), FILE: DATA + BASELINE})

    def codes() -> list[str]:
        found = build(Options(site, TODAY), site / "build").diagnostics
        return [one.code for one in found if one.code.startswith("WRD")]

    assert [codes(), codes()] == [[], []]
    (site / FILE).write_text(DATA)
    assert [codes(), codes()] == [["WRD003"], ["WRD003"]]
    (site / FILE).write_text(DATA + ABSOLUTE)
    assert codes() == []


def test_it_can_be_set_aside_though_a_file_is_named(make_site: Make) -> None:
    front = "audience: clinician\nwaive: [{code: WRD003, about: RR 0.71, reason: R.}]"
    site = make_site({"content/articles/a.md": article(NAMED).replace("audience: clinician", front), FILE: DATA})
    assert [(one.code, one.severity.word) for one in check(Options(site, TODAY)).diagnostics] == [("WRD003", "note")]
