"""LaTeX as it stands in BibTeX fields, read as plain Unicode text; the one module that speaks to latexcodec."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_TOKEN = re.compile(r"\\[A-Za-z]+\*?[ \t\r\n]*|\\.|\\$|[{}$^_~]|---?|``|''|[^\\{}$^_~\-`']+|.", re.DOTALL)
_MARKED = re.compile(r"[\\{}$~]|--|``|''")

# Accents take the next letter; the library's table has only the commonest pairs, Unicode composes them all.
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_SYMBOL_CHARACTERS = {
    "\\": " ", ",": " ", ";": " ", ":": " ", " ": " ", "\n": " ", "\t": " ", "-": "", "/": "", "!": "",
}  # fmt: skip
_LIGATURES = {"~": " ", "--": "–", "---": "—", "``": "“", "''": "”"}

# Commands that only change how their argument looks, or say nothing in plain text.
_TRANSPARENT = frozenset({
    "emph", "textit", "textbf", "textsc", "textrm", "texttt", "textsf", "textup", "textsl", "textmd",
    "textnormal", "text", "mathrm", "mathit", "mathbf", "mathsf", "mathcal", "mathbb", "mbox", "hbox", "fbox",
    "url", "path", "nolinkurl", "uppercase", "lowercase", "MakeUppercase", "MakeLowercase", "ensuremath",
    "protect", "relax", "em", "it", "bf", "rm", "sc", "tt", "sf", "sl", "itshape", "bfseries", "upshape",
    "slshape", "scshape", "normalfont", "rmfamily", "sffamily", "ttfamily", "mdseries", "tiny", "small",
    "footnotesize", "normalsize", "large", "Large", "left", "right", "displaystyle", "textstyle", "boldmath",
    "selectlanguage", "bibinfo", "natexlab", "nocase", "NoCaseChange", "ce", "uline", "underline", "bgroup",
    "egroup",
})  # fmt: skip
_DROPS_ARGUMENT = frozenset({"noopsort", "href", "label", "hspace", "vspace", "foreignlanguage", "textcolor", "color"})
_SUPERSCRIPTS = {"textsuperscript": True, "textsubscript": False, "sp": True, "sb": False}

# Common symbols that latexcodec has no entry for.
_SYMBOLS = {
    "ge": "≥", "le": "≤", "geqslant": "≥", "leqslant": "≤", "ne": "≠", "to": "→", "gets": "←", "dots": "…",
    "textmu": "µ", "texteuro": "€", "euro": "€", "EUR": "€", "circ": "°", "degree": "°", "celsius": "℃",
    "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”",
    "textquotesingle": "'", "textgreater": ">", "textless": "<", "gt": ">", "lt": "<", "textbar": "|",
    "textperthousand": "‰", "textminus": "−", "textonehalf": "½", "textpm": "±", "texttimes": "×", "prime": "′",
    "j": "ȷ",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "varepsilon": "ε", "vartheta": "ϑ", "ng": "ŋ", "NG": "Ŋ",
    "textalpha": "α", "textbeta": "β", "textgamma": "γ", "textdelta": "δ", "textkappa": "κ", "textomega": "ω",
    "slash": "/", "textunderscore": "_", "textasciicircum": "^", "textdollar": "$", "textellipsis": "…",
    "textemdash": "—", "textendash": "–", "log": "log", "exp": "exp", "ln": "ln", "min": "min", "max": "max",
    "lbrace": "{", "rbrace": "}", "textbraceleft": "{", "textbraceright": "}", "quad": " ",
    "qquad": " ", "par": " ", "newline": " ", "linebreak": " ",
    "thinspace": " ", "space": " ", "nobreakspace": " ", "allowbreak": "", "hyp": "-", "dash": "–", "sqrt": "√",
    "cdots": "…", "mid": "|", "textsection": "§", "textnumero": "№", "checkmark": "✓", "textcelsius": "℃",
    "lq": "‘", "rq": "’", "textrightarrow": "→", "textleftarrow": "←", "ast": "*", "textasteriskcentered": "*",
}  # fmt: skip

_UP = dict(zip("0123456789+-=()−niabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_DOWN = dict(zip("0123456789+-=()−aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


def plain_text(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text that LaTeX would print, on one line, and the commands that are not known (each once, in order).

    Accents, symbols, quotes and dashes become Unicode; `\textsuperscript{2}` and `$x^2$` become ² where Unicode has
    the characters; braces vanish. The argument of a command that is not known stays as text. Never raises.
    Time is linear in the text for any depth of nesting that BibTeX allows.
    """
    if not _MARKED.search(text):
        text = " ".join(text.split())
        return (text if text.isascii() else unicodedata.normalize("NFC", text)), ()
    # A single dollar opens no formula: it is a price that nobody escaped.
    reader = _Reader(formulas=(text.count("$") - text.count(r"\$")) % 2 == 0)
    for token in _TOKEN.findall(text):
        reader.read(token)
    return reader.result()


Transform = Callable[[str], str]


class _Reader:
    """The state of reading one field: what is printed so far, open groups, and a command that awaits its argument."""

    def __init__(self, *, formulas: bool) -> None:
        self.formulas = formulas
        self.out: list[str] = []
        self.groups: list[tuple[int, Transform | None]] = []  # where each group began, and what is done to its text
        self.pending: Transform | None = None
        self.unknown: dict[str, None] = {}
        self.math = False

    def read(self, token: str) -> None:
        first = token[0]
        if first == "{":
            self.groups.append((len(self.out), self.pending))
            self.pending = None
        elif first == "}":
            self._close()
        elif first == "\\" and len(token) > 1:
            if token[1].isascii() and token[1].isalpha():
                self._command(token)
            else:
                self._control_symbol(token[1])
        elif first == "$" and self.formulas:
            self.math = not self.math
        elif first in "^_" and self.math:
            self.pending = _raised if first == "^" else _lowered
        else:
            self._text(_LIGATURES.get(token, token))

    def result(self) -> tuple[str, tuple[str, ...]]:
        while self.groups:
            self._close()
        return unicodedata.normalize("NFC", " ".join("".join(self.out).split())), tuple(self.unknown)

    def _close(self) -> None:
        if self.pending is not None:  # an accent with nothing to stand on
            self._text("")
        if not self.groups:
            return
        start, transform = self.groups.pop()
        if transform is not None:
            inner = "".join(self.out[start:])
            del self.out[start:]
            self.out.append(transform(inner))

    def _text(self, text: str) -> None:
        """Prints text; a waiting command takes its first character, which is LaTeX's rule."""
        if self.pending is None:
            self.out.append(text)
            return
        stripped = text.lstrip()
        if text and not stripped:  # spaces before an argument do not count
            return
        transform, self.pending = self.pending, None
        self.out.append(transform(stripped[:1]))
        self.out.append(stripped[1:])

    def _control_symbol(self, character: str) -> None:
        if character in _ACCENTS:
            self.pending = _accent(_ACCENTS[character])
        elif character in "()[]":
            self.math = character in "(["
        else:
            self._text(_SYMBOL_CHARACTERS.get(character, character))

    def _command(self, token: str) -> None:
        name = token[1:].rstrip().rstrip("*")
        if name in _TRANSPARENT:
            return
        if len(name) == 1 and name in _ACCENTS:
            self.pending = _accent(_ACCENTS[name])
        elif name in _SUPERSCRIPTS:
            self.pending = _raised if _SUPERSCRIPTS[name] else _lowered
        elif name in _DROPS_ARGUMENT:
            self.pending = _dropped
        elif name == "enquote":
            self.pending = _quoted
        elif name in ("frac", "nicefrac", "sfrac"):
            self.pending = _numerator
        else:
            symbol = _symbol(name)
            if symbol is None:
                self.unknown.setdefault("\\" + name)
            else:
                # Formulas space their relations: `$p \leq 5$` reads "p ≤ 5", though a command swallows spaces.
                space = " " if self.math and token[-1].isspace() and not symbol.isalnum() else ""
                self._text(symbol + space)


def _accent(mark: str) -> Transform:
    def accented(base: str) -> str:
        # The dotless letters exist only to carry an accent.
        first = {"ı": "i", "ȷ": "j"}.get(base[:1], base[:1])
        return unicodedata.normalize("NFC", first + mark) + base[1:] if first.strip() else base

    return accented


def _raised(text: str) -> str:
    return "".join(map(_UP.__getitem__, text)) if all(c in _UP for c in text) else text


def _lowered(text: str) -> str:
    return "".join(map(_DOWN.__getitem__, text)) if all(c in _DOWN for c in text) else text


def _dropped(_: str) -> str:
    return ""


def _quoted(text: str) -> str:
    return f"“{text}”"


def _numerator(text: str) -> str:
    return f"{text}/"


@lru_cache(maxsize=1024)
def _symbol(name: str) -> str | None:
    """The character that a command without argument prints, or None when it is not known."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    import latexcodec  # noqa: F401, PLC0415 - registers the codec; only libraries with commands pay for it

    for latex in (f"\\{name}", f"$\\{name}$"):
        symbol = str(codecs.decode(latex, "ulatex"))  # type: ignore[call-overload]
        if "\\" not in symbol.rstrip() or name == "textbackslash":
            return symbol.strip("$").replace("\n", " ")
    return None
