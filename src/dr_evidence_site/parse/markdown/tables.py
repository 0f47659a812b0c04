"""The block rule for tables (GFM, "Tables (extension)"), with markdown-it's tokens.

markdown-it's own rule looks at each character and has no limit for a whole text: it takes three times as long.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import MAX_AUTOCOMPLETED_CELLS, escapedSplit

from dr_evidence_site.parse.markdown.tokens import Token

MOST_EMPTY_CELLS = 20_000
"""Empty cells in the tables of one text, after which tables are text: markdown-it's own limit is for each table."""

_DELIMITERS = re.compile(r"(?!-[ \t])[|:-][|:\- \t]+")
_DELIMITER = re.compile(r":?-+:?")
_ALIGNMENTS = {(True, True): "center", (False, True): "right", (True, False): "left", (False, False): ""}


def table_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's block rule: read a table, as long as those of the text have not very many empty cells.

    A few characters of a wide table with short rows become hundreds of cells.
    """
    below = start_line + 1
    if below >= end_line or not state.src.startswith(("|", "-", ":"), state.bMarks[below] + state.tShift[below]):
        return False
    alignments = _alignments(state, start_line)
    if not alignments:
        return False
    if state.env["empty_cells"] > MOST_EMPTY_CELLS:
        if not silent and not state.env["tables_left"]:
            state.env["tables_left"].append(start_line)
        return False
    if not silent:
        _read(state, start_line, end_line, alignments)
    return True


def _alignments(state: StateBlock, line: int) -> list[str]:
    """How each column is aligned ("" if not said); none if the line and the one below it do not begin a table."""
    below = line + 1
    if state.sCount[below] < state.blkIndent or state.is_code_block(below) or state.is_code_block(line):
        return []
    delimiters = _text(state, below)
    header = _text(state, line)
    if "|" not in header or not _DELIMITERS.fullmatch(delimiters):
        return []
    parts = [mdTrim(part) for part in delimiters.split("|")]
    if not parts[-1]:
        parts.pop()
    if parts and not parts[0]:
        parts.pop(0)
    if len(_cells(mdTrim(header))) != len(parts) or not all(map(_DELIMITER.fullmatch, parts)):
        return []
    return [_ALIGNMENTS[part[0] == ":", part[-1] == ":"] for part in parts]


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _cells(row: str) -> list[str]:
    """The texts between the pipes of a row, without those before a first and behind a last pipe."""
    cells = escapedSplit(row) if "\\" in row else row.split("|")
    if cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    return cells


def _read(state: StateBlock, start_line: int, end_line: int, alignments: list[str]) -> None:
    """Make the tokens of a table."""
    columns = len(alignments)
    level, tokens = state.level, state.tokens
    parent, state.parentType = state.parentType, "table"
    [ends] = state.md.block.ruler.getRules("blockquote")
    lines = [start_line, 0]
    tokens.append(_opening("table", level, lines))
    tokens.append(_opening("thead", level + 1, [start_line, start_line + 1]))
    _row(state, start_line, _cells(mdTrim(_text(state, start_line))), "th", alignments)
    tokens.append(_closing("thead", level + 1))
    filled_up = 0
    body: list[int] = []
    line = start_line + 2
    while line < end_line and state.sCount[line] >= state.blkIndent:
        if ends(state, line, end_line, True):
            break
        text = mdTrim(_text(state, line))
        if not text or state.is_code_block(line):
            break
        cells = _cells(text)
        filled_up += columns - len(cells)
        if filled_up > MAX_AUTOCOMPLETED_CELLS:
            break
        if not body:
            body = [line, 0]
            tokens.append(_opening("tbody", level + 1, body))
        _row(state, line, cells, "td", alignments)
        line += 1
    if body:
        tokens.append(_closing("tbody", level + 1))
        body[1] = line
    tokens.append(_closing("table", level))
    lines[1] = line
    state.parentType = parent
    state.line = line


def _row(state: StateBlock, line: int, cells: list[str], tag: str, alignments: list[str]) -> None:
    """Make the tokens of a row; cells that are wanting are empty."""
    level, append = state.level + 2, state.tokens.append
    opening, closing = f"{tag}_open", f"{tag}_close"
    cells = cells[: len(alignments)] + [""] * (len(alignments) - len(cells))
    append(_opening("tr", level, [line, line + 1]))
    for text, alignment in zip(cells, alignments, strict=True):
        content = mdTrim(text)
        state.env["empty_cells"] += not content
        style: dict[str, str | int | float] = {"style": f"text-align:{alignment}"} if alignment else {}
        append(Token(opening, tag, 1, style, None, level + 1, None, "", "", "", {}, True))
        append(Token("inline", "", 0, {}, [line, line + 1], level + 2, [], content, "", "", {}, True))
        append(Token(closing, tag, -1, {}, None, level + 1, None, "", "", "", {}, True))
    append(_closing("tr", level))


def _opening(tag: str, level: int, lines: list[int]) -> Token:
    return Token(f"{tag}_open", tag, 1, {}, lines, level, None, "", "", "", {}, True)


def _closing(tag: str, level: int) -> Token:
    return Token(f"{tag}_close", tag, -1, {}, None, level, None, "", "", "", {}, True)
