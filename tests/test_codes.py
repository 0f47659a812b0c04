"""The table of diagnostics: each code once, each documented, each explained by the command."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from click.testing import CliRunner

from dr_evidence_site.cli import main
from dr_evidence_site.diagnostics import Code
from dr_evidence_site.diagnostics.codes import ALL, BY_ID


def test_ids_are_unique_and_well_formed() -> None:
    assert len(BY_ID) == len(ALL)
    assert all(re.fullmatch(r"[A-Z]{2,3}\d{3}", code.id) for code in ALL)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_each_code_says_what_where_and_what_next(code: Code) -> None:
    assert code.title and code.message.strip().endswith((".", "?", "”."))
    assert code.hint.strip()
    assert len(code.explanation.split()) >= 12
    fields = {name for _, name, _, _ in Formatter().parse(code.message + code.hint) if name is not None}
    assert all(name.isidentifier() for name in fields)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_explain_prints_it(code: Code) -> None:
    result = CliRunner().invoke(main, ["explain", code.id.lower()])
    assert result.exit_code == 0
    assert result.output.startswith(f"{code.id} · {code.severity.word} · {code.title}")
    assert code.explanation.strip() in result.output


def test_explain_names_the_nearest_code() -> None:
    result = CliRunner().invoke(main, ["explain", "CIT01"])
    assert result.exit_code == 2
    assert "CIT001" in result.output
