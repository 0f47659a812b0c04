"""This program's own HTML turned back into Markdown.

It reads the closed vocabulary that the Markdown parser's renderer writes (see `passages` for what may be relied on),
in one pass over its tags. Passages for one audience become quotations, and words for one audience stand in brackets;
both name the audience.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urljoin

_TOKEN = re.compile(
    r"([^<]+)"
    # Nine citations in ten hold numbers alone; taken whole, they save half of all steps.
    r'|<span class="citation"[^>]*>(\[(?:<a [^>]*>\d+</a>[,–]?)+\])</span>'
    r"|<pre\b[^>]*><code(?: class=\"language-([^\"]*)\")?>([^<]*)</code></pre>"
    r"|<code>([^<]*)</code>"
    r"|<(/?)([a-z][a-z0-9]*)([^>]*)>"
)
_TAG = re.compile("<[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
# What would be read as markup: anywhere, and at the start of a line.
_INLINE = re.compile(r"[\\`*_\[\]<|]|&(?=#?\w+;)|~(?=~)|!(?=\[)")
_AT_START = re.compile(r"[#>+=-]|\d{1,9}[.)]|:(?= )|:::")
_TO_REFERENCE = re.compile(r"#ref-\d+")
_HARD_BREAK = "\\\n"
_ITEM = re.compile(r"- |\d+\. ")
_TICKS = re.compile("`+")
_EMPHASIS = {"strong": "**", "em": "*", "s": "~~", "sup": "", "sub": "", "i": "*"}


def to_markdown(html: str, labels: Mapping[str, str], base: str = "") -> str:
    """A fragment as Markdown. `labels` are the audiences' by id; relative addresses are resolved against `base`."""
    writer = _Writer(labels, base)
    writer.write(html)
    return writer.finished()


def escaped(text: str) -> str:
    """Text on one line with everything that Markdown would take for markup escaped."""
    return _start_escaped(_INLINE.sub(r"\\\g<0>", " ".join(text.split())))


def quoted(text: str) -> str:
    """Markdown as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _start_escaped(text: str) -> str:
    """The line with what would make it a heading, list, quotation or rule at its start escaped."""
    found = _AT_START.match(text)
    if found is None:
        return text
    at = found.end() - 1
    return f"{text[:at]}\\{text[at:]}"


class _Writer:
    """The state of writing. A block that holds others gathers them, and puts its prefix before their lines at last."""

    def __init__(self, labels: Mapping[str, str], base: str) -> None:
        self._labels = labels
        self._base = base
        self._line: list[str] = []  # the paragraph, heading or cell at hand
        self._ends: list[str] = []  # what each open inline element prints at its end
        self._blocks: list[list[str]] = [[]]  # the finished blocks of each open container, outermost first
        self._containers: list[tuple[str, str]] = []  # the first and the other prefixes of each open container
        self._numbers: list[int | None] = []  # of each open list the next number; None for one with bullets
        self._rows: list[list[str]] = []
        self._block_label = ""  # how the label of a block begins, while it is at hand

    def write(self, html: str) -> None:
        for text, citation, language, code, span, end, name, attributes in _TOKEN.findall(html):
            if text:
                self._say(text)
            elif citation:
                self._line.append(_TAG.sub("", citation))
            elif name:
                if end:
                    self._end(name)
                else:
                    self._begin(name, attributes)
            elif span:
                self._line.append(_code_span(unescape(span)))
            elif code:
                self._flush()
                self._blocks[-1].append(_code_block(unescape(code), language))

    def finished(self) -> str:
        self._flush()
        return "\n\n".join(self._blocks[0])

    # Text

    def _say(self, text: str) -> None:
        if text.isspace():
            if self._line:
                self._line.append(" ")
            return
        if "&" in text:
            text = unescape(text)
        text = text.replace("\n", " ")
        if self._line and self._line[-1] == _HARD_BREAK:
            text = text.lstrip()
        self._line.append(_INLINE.sub(r"\\\g<0>", text) if _INLINE.search(text) else text)

    def _flush(self, prefix: str = "") -> None:
        """End the paragraph at hand, if there is one."""
        text = "".join(self._line).strip()
        self._line.clear()
        if text:
            self._blocks[-1].append(prefix + text if prefix else _start_escaped(text))

    # Tags

    def _begin(self, name: str, attributes: str) -> None:
        if name in _EMPHASIS:
            self._line.append(_EMPHASIS[name])
        elif name == "span":
            self._begin_span(attributes)
        elif name == "a":
            self._begin_link(attributes)
        elif name == "p":
            self._flush()
            if 'class="block-label"' in attributes:
                self._block_label = self._block_label or "**"
        elif name == "br":
            self._line.append(" " if self._rows else _HARD_BREAK)
        elif name == "img":
            found = dict(_ATTRIBUTE.findall(attributes))
            self._line.append(f"![{escaped(unescape(found['alt']))}]({self._address(found['src'])})")
        elif name == "hr":
            self._flush()
            self._blocks[-1].append("---")
        elif name[0] == "h":
            self._flush()
            self._ends.append(f" ({label})" if (label := self._label(attributes)) else "")
        elif name in ("div", "section", "blockquote"):
            self._begin_block(name, attributes)
        elif name in ("ul", "ol"):
            self._flush()
            start = re.search(r'start="(\d+)"', attributes)
            self._numbers.append(None if name == "ul" else int(start[1]) if start else 1)
            self._open("", "")
        elif name == "li":
            number = self._numbers[-1]
            marker = "- " if number is None else f"{number}. "
            self._numbers[-1] = None if number is None else number + 1
            self._open(marker, " " * len(marker))
        elif name == "dd":
            self._open(": ", "  ")
        elif name == "tr":
            self._rows.append([])

    def _end(self, name: str) -> None:
        if name in _EMPHASIS:
            self._line.append(_EMPHASIS[name])
        elif name in ("span", "a"):
            self._end_inline()
        elif name == "p" and self._block_label:
            self._line.append("**" if self._block_label == "**" else "")
            self._flush(self._block_label)
            self._block_label = ""
        elif name in ("p", "dt"):
            self._flush()
        elif name[0] == "h":
            level = int(name[1])
            self._line.append(self._ends.pop())
            self._flush("#" * level + " ")
        elif name in ("div", "section", "blockquote", "li", "dd"):
            self._close()
        elif name in ("ul", "ol"):
            self._numbers.pop()
            self._close()
        elif name in ("td", "th"):
            self._rows[-1].append("".join(self._line).strip())
            self._line.clear()
        elif name == "table":
            self._table()

    # Inline elements

    def _begin_span(self, attributes: str) -> None:
        if 'class="citation"' in attributes:
            self._ends.append(f"\0{len(self._line)}")
            return
        label = self._label(attributes)
        self._line.append(f"\\[{label}: " if label else "")
        self._ends.append("\\]" if label else "")

    def _begin_link(self, attributes: str) -> None:
        found = dict(_ATTRIBUTE.findall(attributes))
        address = found.get("href", "")
        if not address or _TO_REFERENCE.fullmatch(address) or (address[0] == "#" and not self._base):
            self._ends.append("")
            return
        self._line.append("[")
        self._ends.append(f"]({self._address(address)})")

    def _end_inline(self) -> None:
        end = self._ends.pop()
        if not end.startswith("\0"):
            self._line.append(end)
            return
        # The brackets of a citation are no link: nothing defines "[1]".
        at = int(end[1:])
        text = "".join(self._line[at:])
        if text.startswith("\\[") and text.endswith("\\]"):
            text = f"[{text[2:-2]}]"
        self._line[at:] = [text]

    def _address(self, escaped_address: str) -> str:
        address = unescape(escaped_address)
        if self._base and not address.startswith(("https:", "http:")):
            address = urljoin(self._base, address)
        return f"<{address}>" if re.search(r"[\s()]", address) else address

    def _label(self, attributes: str) -> str:
        """The labels of the audiences that the element is for; empty when it is for everyone."""
        found = re.search(r'data-for="([^"]*)"', attributes)
        if found is None:
            return ""
        return escaped(", ".join(self._labels.get(name, name) for name in found[1].split()))

    # Blocks

    def _begin_block(self, name: str, attributes: str) -> None:
        self._flush()
        label = self._label(attributes)
        self._block_label = "## " if name == "section" else ""
        is_quotation = bool(label) or name == "blockquote" or "callout" in attributes
        self._open(*("> ", "> ") if is_quotation else ("", ""))
        if label:
            self._blocks[-1].append(f"**{label}**")

    def _open(self, first: str, others: str) -> None:
        self._flush()
        self._containers.append((first, others))
        self._blocks.append([])

    def _close(self) -> None:
        """End a container: put its prefix before the lines of its blocks, and give them to the one around it."""
        self._flush()
        first, others = self._containers.pop()
        blocks = self._blocks.pop()
        if not first:
            is_list = bool(blocks) and all(_ITEM.match(block) and "\n\n" not in block for block in blocks)
            self._blocks[-1].extend(["\n".join(blocks)] if is_list else blocks)
            return
        if not blocks:
            blocks = [""]
        # Blocks of an item follow each other without a blank line where a list follows its text, as in a tight list.
        text = ("\n" if first not in ("> ", ": ") and _is_tight(blocks) else "\n\n").join(blocks)
        lines = text.split("\n")
        self._blocks[-1].append(
            "\n".join(((first if number == 0 else others) + line).rstrip() for number, line in enumerate(lines))
        )

    def _table(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            rows.insert(1, ["---"] * len(rows[0]))
            self._blocks[-1].append("\n".join(f"| {' | '.join(cells)} |" for cells in rows))


def _is_tight(blocks: list[str]) -> bool:
    return len(blocks) == 2 and _ITEM.match(blocks[1]) is not None


def _code_span(code: str) -> str:
    """Code in a line, in more backticks than it holds."""
    ticks = "`" * (max((len(run) for run in _TICKS.findall(code)), default=0) + 1)
    space = " " if code[:1] in ("`", " ") or code[-1:] in ("`", " ") else ""
    return f"{ticks}{space}{code}{space}{ticks}".replace("\n", " ")


def _code_block(code: str, language: str) -> str:
    ticks = "`" * max(3, max((len(run) for run in _TICKS.findall(code)), default=0) + 1)
    return f"{ticks}{language}\n{code.rstrip(chr(10))}\n{ticks}"
