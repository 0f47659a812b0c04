"""Texts made to be slow to read: families that grow by repetition, and what reads each of them.

What reads a text does as much as a build: an article goes through its checks of wording and into its page with the
files beside it, a library through both styles.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TODAY = dt.date(2026, 6, 1)
ARTICLE = "content/articles/a.md"
FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n---\n"
BIB = """\
@article{a, author = {Example, Ann}, title = {A title}, journaltitle = {Journal}, date = {2020}, pages = {1--2}}
@article{b, author = {Example, Bo}, title = {B title}, journaltitle = {Journal}, date = {2021}, pages = {3--4}}
"""


@dataclass(frozen=True, slots=True)
class Family:
    """`before`, then `piece` again and again, `middle`, `closing` as often as `piece`, and `after`.

    In a numbered family “№” is a running number, and “№-1” the one before it.
    """

    piece: str
    before: str = ""
    middle: str = ""
    closing: str = ""
    after: str = ""
    numbered: bool = False
    growing: bool = False
    """Whether the piece is repeated once, then twice, then three times …, with spaces between."""

    def text(self, size: int) -> str:
        """The text of about `size` characters."""
        if self.growing:
            runs, total = [], 0
            while total < size:
                runs.append(self.piece * (len(runs) + 1))
                total += len(runs[-1]) + 1
            return self.before + " ".join(runs) + self.after
        length = len(self.piece) + len(self.closing) + 4 * self.numbered
        times = max(1, size // length)
        first, second = self.piece * times, self.closing * times
        if self.numbered:
            first = "".join([_numbered(self.piece, number) for number in range(1, times + 1)])
            second = "".join([_numbered(self.closing, number) for number in range(1, times + 1)])
        return f"{self.before}{first}{self.middle}{second}{self.after}"


def _numbered(piece: str, number: int) -> str:
    return piece.replace("№-1", str(number - 1)).replace("№", str(number))


def repeated(*pieces: str) -> dict[str, Family]:
    """A family for each piece, named by it."""
    return {repr(piece): Family(piece) for piece in pieces}


def nested(*pairs: tuple[str, str]) -> dict[str, Family]:
    """A family for each opening and closing, named by them."""
    return {f"{opening!r} … {closing!r}": Family(opening, middle="x", closing=closing) for opening, closing in pairs}


OUTCOME = """\
  - {outcome: stroke, measure: risk ratio, better: lower, pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: a}}
"""
STUDY = "      - {study: S №, cite: a, estimate: 0.88, interval: [0.72, 1.08]}\n"
_HEAD = "population: adults\nintervention: a drug\ncomparison: placebo\noutcomes:\n"

MARKDOWN: dict[str, Family] = {
    **repeated(
        *("[", "[a", "![", "[@a", "[@a; ", "[@a ", "[@", "]{.", "[x]{.patient", "[x]{.patient} ", "](", "][", "[][]"),
        *("*a **a ", "*", "**", "***a", "_a ", "*_", "*a_ ", "~~a ", "~", "~~~a~~~ ", "a~~~", "*a* ", "a**b", "*a~~b_"),
        *("<", "<a ", "<a@", "<!--", "<a\t", "<http:", "</a", "<a:b ", "@{", "@{a", "a_@", "@a@", "@a ", "@a [", "-@"),
        *("`", "`a", "``a`", "` `` ", "\\", "\\[", "\\`", "&", "&a", "&amp;", "&#", "&#x0;", "&lt;a *b* ", "\\*a *b* "),
        *("![a](b ", "![a](b) ", "[a](", "[a](b", "[a](<b", "[a](b 'c", '[a](b "', "[a](b (", "[a](b)", "[a](((("),
        *("www.", "_www.a", "http://", "http://a(", "http://a.b/c) ", "mailto:", "a@", "a@b.", "a@b.c ", "a: ", ":"),
        *("::: ", " ::: a", ":::a ", ":: ", "{.", "{#a}", "x {.a ", "{.a.b", "[^a] ", "[^", "{", "{ ", "{x} ", "]{x} "),
        *("a ", "a\n", "a\\\n", "a  \n", "\n", " ", "\t", "a\n\n", " \n", "\r", "\x0b", "\u2028", "a.", "1"),
        *("1.", "1,"),
        *("1 ", "1%", "1 in ", "1 of 100 ", "10 in 1,000 people ", "1.1 to 1.1 ", "95% CI ", "-1", "RR 0.5 "),
        *("A", "A. "),
        *("It may reduce risk. ", "It reduces risk by 10%. ", "is it? ", "e.g. ", "a, ", ". ", "…", "“a ", "(", "(a "),
        *("significant ", "a. B", "proven ", "1 in 10. 1 in 20. ", "reduces ", "may ", "but ", "risk, but ", "half "),
        *("twice as likely ", "[@a, p. 3; @b] ", "[@a, p. 3, ", "[see @a; ", "[-@a]", "@a [p. 3; @b] ", "@a [b] ", ";"),
        *("é", "ß", "İ", "𝔘", "e\u0301", "\u0301", "\u200d", "\u202e", "“", "…", "|", "| a ", "a|b\n", "|\n"),
        *("| a |\n"),
        *("- ", "- a\n", "- a\n\n", "* a\n+ a\n", "1. a\n", "1) a\n2. a\n", "> ", "> a\n", ">a\nb\n", "> - a\n"),
        *("# a\n"),
        *("## a\n", "a\n===\n", "a\n---\n", "a\n: b\n", "a\n\n: b\n", ": a\n", "---\n", "***\n", "    a\n"),
        *("```\n", "~~~\n"),
        *("```a\nb\n", "::: a\n", ":::\n", "::: patient\nx\n:::\n", "::: patient\n", ":::: {.note}\n"),
        *("[a]: b\n", "[a]:\n"),
        *("[a]: b 'c\n", "[a]: b 'c'\n", "[a", "[a\n", "[a]: <b\n", "[a]\n", "[^a]: b\n", "[@a]: b\n", "<b>\n"),
        *("<!--\n"),
        *("a@a ", "TODO ", "<!-- TODO -->\n", "a-b", "a/b", "http://a.b ", "a_b_", "'a' ", '"', "--", "$a$ "),
        *("!", "!["),
        *("- a\n  - b\n", "> a\n\n", "1. a\n\n   b\n\n", "x[^1]\n", "::: bottom-line\nIt helps 10% [@a].\n:::\n"),
        *("NNT ", "95% CI 1 to 2; ", "10 (95% CI, ", "P = 0.05 ", "[a](b.md#c) ", "[a](#a) ", "![a](b.png) "),
    ),
    **nested(
        ("[", "]"), ("[@a ", "]"), ("[@a; x ", "]"), ("[; ", "]"), ("[@a; @b *see* ", "]"), ("[", "]{.patient}"),
        ("[", "](x.md)"), ("![", "](x.png)"), ("![", "]"), ("*", "*"), ("*_", "_*"), ("**", "**"), ("~~", "~~"),
        ("{", "}"), ("(", ")"), ("<", ">"), ("> ", ""), ("- ", ""), ("- > ", ""), ("1. ", ""), ("“", "”"), ("`a", "a`"),
        ("::: patient\n", ":::\n"), ("::: note\n", "\n:::\n"), ("[a](", ")"), ("@{", "}"), ("@a [", "]"), ("[[", "]]"),
        ("*a [", "] b*"), ("[x *", "* y]{.patient}"), ("[@a, ", "]"), ("[[@a; ", "]; @b]"),
    ),
    "numbered headings": Family("## a №\n", numbered=True),
    "headings that repeat": Family("## a\n## a-1\n"),
    "headings with names": Family("## a {#b№}\n", numbered=True),
    "headings of one name": Family("## a {#b}\n"),
    "definitions, and each used": Family("[a№]: b\n", middle="\n", closing="[a№] ", numbered=True),
    "definitions, and long brackets": Family("[", before="[a]: b\n\n", closing="]"),
    "definitions over many lines": Family("a\n", before="[", after="]: b\n"),
    "a title without end": Family("a\n", before="[a]: b 'c\n"),
    "a wide table": Family("| a ", middle="|\n", closing="|---", after="|\n"),
    "a wide table with short rows": Family("|a", middle="|\n", closing="|-", after="|\n" + "|a|\n" * 20),
    "wide tables with short rows": Family("|a" * 60 + "|\n" + "|-" * 60 + "|\n" + "|a|\n" * 60 + "\n"),
    "a long table": Family("| x | y |\n", before="| a | b |\n|---|---|\n"),
    "a table of claims": Family("| 10% | reduces |\n", before="| a | b |\n|---|---|\n"),
    "a table with escaped pipes": Family("| \\| |\n", before="| a |\n|---|\n"),
    "a cell with many pipes": Family("\\|", before="| a |\n|---|\n| ", after=" |\n"),
    "a word": Family("a"),
    "capital letters": Family("A"),
    "a number": Family("1", before="a "),
    "a number with points": Family("1.", before="a "),
    "groups of digits": Family("100 ", before="a "),
    "a key": Family("a", before="@"),
    "a key with points": Family("a.", before="@"),
    "a key in braces": Family("a", before="@{", after="}"),
    "a prefix": Family("a ", before="[", after="@a]"),
    "a suffix": Family("a ", before="[@a ", after="]"),
    "a locator": Family("1, ", before="[@a, pp. ", after="]"),
    "a locator in braces": Family("{", before="[@a, ", closing="}", after="]"),
    "roman numerals": Family("x", before="[@a, p. ", after="]"),
    "many sources in one citation": Family("@a, p. 3; ", before="[", after="@a]"),
    "emphasis in a citation": Family("*b ", before="[@a ", closing="b* ", after="]"),
    "a mail address": Family("a.", after="@b.c"),
    "a mail host": Family("a.", before="a@"),
    "an address": Family("a/", before="http://a.b/"),
    "an address with parentheses": Family(")", before="http://a"),
    "an address with semicolons": Family(";", before="http://a"),
    "an address with entities": Family("&a;", before="http://a"),
    "a link's address": Family("a", before="[x](", after=")"),
    "a link's title": Family("a ", before='[x](b "', after='")'),
    "an escaped title": Family("\\'", before="[x](b '", after="')"),
    "white space in a link": Family(" ", before="[x](b", after=")"),
    "white space in braces": Family(" ", before="[x]{.patient", after="}"),
    "many classes": Family(".patient ", before="[x]{", after="}"),
    "many unknown classes": Family(".a№ ", before="[x]{", after="}", numbered=True),
    "many words of a block": Family("patient ", before="::: ", after="\nx\n:::\n"),
    "unknown blocks": Family("::: a№\nx\n:::\n", numbered=True),
    "unknown sources": Family("[@x№] ", numbered=True),
    "links to nowhere": Family("[a](x№.md) ", numbered=True),
    "emphasis, then words": Family("word ", before="\\* ", after="*b*"),
    "an entity, then words": Family("word ", before="&amp; ", after="*b*"),
    "escapes, then emphasis": Family("\\a \\* &amp; a *b* "),
    "fences of many lengths": Family(":№", numbered=True),
    "code in lines": Family("`a` "),
    "code of many lengths": Family("`", growing=True),
    "stars of many lengths": Family("*", growing=True),
    "tildes of many lengths": Family("~", growing=True),
    "colons of many lengths": Family(":", growing=True),
    "numbers of many lengths": Family("1", growing=True),
    "sentences beside evidence": Family(
        "The stroke risk ratio is 0.74 (95% CI 0.74 to 0.96). ", before=f"```evidence\n{_HEAD}{OUTCOME * 20}```\n\n"
    ),
    "a fence in a paragraph": Family("a\n", before="```\n"),
    "lists indented": Family("a\n", before="- a\n  - b\n    - c\n"),
    "claims in one paragraph": Family("It reduces the risk by 10%, but it may harm 3 in 100 people. "),
    "claims in many paragraphs": Family("It reduces the risk by 10%, but it may harm 3 in 100 people.\n\n"),
    "claims of a declared certainty": Family(
        "It may reduce the risk, but it reduces harm. ", before="::: certainty-low\n", after="\n:::\n"
    ),
    "claims for one audience": Family(
        "It reduces the risk [@a].\n\n", before="::: patient\n", middle=":::\n\n::: clinician\n",
        closing="It may reduce the risk [@a].\n\n", after=":::\n",
    ),
    "numbers for one audience": Family(
        "3 in 100. ", before="::: bottom-line\n:::: patient\n", middle="\n::::\n\n:::: clinician\n",
        closing="4 in 100. ", after="\n::::\n:::\n",
    ),
    "spans in one paragraph": Family("[It reduces the risk.]{.patient} [It may.]{.clinician} "),
    "spans of a certainty": Family("[It reduces the risk.]{.certainty-low} "),
    "passages of many kinds": Family("::: patient\nIt reduces the risk [@a].\n:::\n::: clinician\nIt may [@a].\n:::\n"),
    "evidence blocks": Family("```evidence x\n```\n"),
    "terms of the glossary": Family("placebo "),
    "terms of the glossary, one a block": Family("placebo\n\n"),
}  # fmt: skip
"""Bodies of articles."""

_ONE = f"{_HEAD}  - outcome: stroke\n    measure: risk ratio\n    better: lower\n    studies:\n"

YAML: dict[str, Family] = {
    **repeated(
        *(
            "[",
            "{",
            "]",
            "}",
            "- ",
            "? ",
            ": ",
            "a: ",
            "a:\n",
            "a: b\n",
            "- a\n",
            "-\n",
            "- - ",
            "[a, ",
            "{a: ",
            "{a, ",
        ),
        *(
            '"',
            "'",
            '"\\',
            "\\",
            "|",
            "|\n",
            ">\n a\n",
            "#",
            "# a\n",
            "&a ",
            "*a ",
            "!a ",
            "!!",
            "<<: *a\n",
            "%",
            "---\n",
        ),
        *(
            "...\n",
            "\t",
            " ",
            "\n",
            "\r\n",
            "a",
            "a ",
            "\x00",
            "\x85",
            "\u2028",
            "\ufeff",
            "é",
            "a\n",
            " a\n",
            "~\n",
            "@",
        ),
    ),
    "keys": Family("k№: v\n", numbered=True),
    "unknown keys, faulty": Family("k№: [\n", numbered=True),
    "one key again": Family("a: b\n"),
    "tabs": Family("k№:\n\t- a\n", numbered=True),
    "colons in values": Family("k№: a: b\n", numbered=True),
    "quotes never closed": Family('k№: "a\n', numbered=True),
    "anchors": Family("k№: &a№ [x]\n", numbered=True),
    "aliases": Family("*a, ", before="a: &a [x]\nb: [", after="]\n"),
    "laughs": Family("k№: &k№ [*a, *a]\n", numbered=True),
    "merge keys": Family("k№: {<<: *a}\n", before="a: &a {b: c}\n", numbered=True),
    "a key": Family("a", after=": b\n"),
    "a value": Family("a", before="a: "),
    "a folded value": Family("  a\n", before="a: >\n"),
    "a literal value": Family("  a\n", before="a: |\n"),
    "a quoted value with escapes": Family("\\n", before='a: "', after='"\n'),
    "a quoted value with long escapes": Family("\\U0001F600", before='a: "', after='"\n'),
    "a quoted value with faulty escapes": Family("\\q", before='a: "', after='"\n'),
    "a quoted value on many lines": Family("a\n\n", before="a: '", after="'\n"),
    "a list on one line": Family("a, ", before="a: [", after="a]\n"),
    "a mapping on one line": Family("k№: a, ", before="a: {", after="z: a}\n", numbered=True),
    "lists within": Family("[", before="a: ", closing="]", after="\n"),
    "mappings within": Family("{a: ", before="a: ", middle="b", closing="}", after="\n"),
    "levels by indentation": Family("- - - - a\n", before="a:\n"),
    "comments": Family("# a\n", after="a: b\n"),
    "comments behind": Family("k№: a № b\n", numbered=True),
    "control characters": Family("\x01", before="a: "),
    "escaped control characters": Family("\\x01", before='a: "', after='"\n'),
    "documents": Family("---\na: b\n"),
}
"""What any file of YAML may hold."""

FRONT_MATTER: dict[str, Family] = {
    "topics": Family("t№, ", before="topics: [", after="z]\n", numbered=True),
    "a topic again": Family("t, ", before="topics: [", after="t]\n"),
    "authors": Family("a№, ", before="authors: [", after="z]\n", numbered=True),
    "aliases": Family("a№, ", before="aliases: [", after="z]\n", numbered=True),
    "steps of a review": Family("  - {status: submitted, date: 2026-01-01, by: a}\n", before="review:\n"),
    "waivers": Family("  - {code: CLM002, reason: it is so, about: a№}\n", before="waive:\n", numbered=True),
    "a title": Family("a ", before="title: "),
}

SETTINGS: dict[str, Family] = {
    "audiences": Family("  - {id: a№, label: A№, disclaimer: Text.}\n", before="audiences:\n", numbered=True),
    "an audience again": Family("  - {id: a, label: A}\n", before="audiences:\n"),
    "languages": Family("  a-x№: {title: T}\n", before="languages:\n", numbered=True),
    "unknown audiences explained": Family("x№, ", before="explain_terms_for: [", after="z]\n", numbered=True),
    "unknown checks": Family("  X№: error\n", before="checks:\n", numbered=True),
    "checks": Family("  MD007: error\n", before="checks:\n"),
    "a notice": Family("[a](b.md) ", before="notice: "),
}

EVIDENCE: dict[str, Family] = {
    "outcomes": Family(OUTCOME, before=_HEAD),
    "studies": Family(STUDY, before=_ONE, numbered=True),
    "studies with counts": Family(
        "      - {study: S №, cite: a, intervention: {events: 3, participants: 100}, "
        "comparison: {events: 4, participants: 100}}\n", before=_ONE, numbered=True,
    ),
    "a name": Family("a ", before="population: ", after="\n" + _HEAD[_HEAD.index("intervention") :] + OUTCOME),
    "names for audiences": Family("a№: x, ", before="population: {", after="patient: y}\n", numbered=True),
    "reasons": Family(
        "{for: imprecision, because: a}, ", before=_HEAD + OUTCOME.rstrip("\n")[:-1] + ", downgraded: [", after="]}\n"
    ),
    "numbers": Family("1", before="a: "),
    "numbers with commas": Family("1,", before="a: {b: ", after="}"),
    "numbers needed to treat": Family("number needed to treat ", before="population: "),
    "the word number": Family("NNT ", before="population: "),
}  # fmt: skip

PEOPLE: dict[str, Family] = {
    "people": Family("p№: {name: P, roles: [author], interests: None}\n", numbered=True),
    "roles": Family("author, ", before="p: {name: P, roles: [", after="author]}\n"),
    "an ORCID iD": Family("0", before="p: {name: P, roles: [board], orcid: ", after="}\n"),
}

GLOSSARY: dict[str, Family] = {
    "terms": Family("term №: Its meaning.\n", numbered=True),
    "forms": Family("f№, ", before="a: {meaning: M, forms: [", after="z]}\n", numbered=True),
    "a meaning": Family("a ", before="a: "),
    "a meaning with markup": Family("[x](y.md) *a* ", before="a: "),
}

WORDING: dict[str, Family] = {
    "words": Family("  - {words: [w№], advice: A.}\n", before="avoid:\n", numbered=True),
}

_ENTRY = "@article{k№, author = {Example, Ann}, title = {T №}, journaltitle = {J}, date = {2020}, pages = {1--2}}\n"
_TITLE = "@misc{k, title = {"
BIBTEX: dict[str, Family] = {
    **repeated(
        *(
            "{",
            "}",
            "@",
            "@a{",
            "\n@a{k,",
            '"',
            "\n@comment{",
            "@comment{}",
            "@preamble{",
            "@string{",
            "@string{a=a#a}\n",
        ),
        *(
            "@a(",
            "@a(k,",
            "=",
            ",",
            "#",
            "\\",
            "%",
            "\n",
            " ",
            "a",
            "@ ",
            "@a ",
            "@a\n",
            "\n@article ",
            "@misc{k}\n",
            "k,",
        ),
        *(
            "@misc{k",
            "@misc{,}",
            "@misc{k,a",
            "@misc{k,a=",
            "@misc{k,a={",
            '@misc{k,a="',
            "@misc{k,a=b",
            "@misc{k,a=b#",
        ),
    ),
    "entries": Family(_ENTRY, numbered=True),
    "one entry again": Family("@misc{k, title = {T}}\n"),
    "entries whose keys differ in case": Family("@misc{k№, title={T}}\n@misc{K№, title={T}}\n", numbered=True),
    "entries without an end": Family("@misc{k№, title = {T}\n", numbered=True),
    "a value without an end": Family("a = {x\n", before="@misc{k,\n"),
    "fields": Family("f№ = {x},\n", before="@misc{k,\n", after="}\n", numbered=True),
    "one field again": Family("a = {x},\n", before="@misc{k,\n", after="}\n"),
    "fields without commas": Family("f№ = {x}\n", before="@misc{k,\n", after="}\n", numbered=True),
    "broken fields": Family("f x\n", before="@misc{k,\n", after="}\n"),
    "strings": Family("@string{s№ = {x}}\n", numbered=True),
    "strings that grow": Family("@string{s№ = s№-1 # s№-1}\n", before='@string{s0 = "aa"}\n', numbered=True),
    "a value put together": Family(' # "a"', before='@misc{k, title = "a"', after="}\n"),
    "unknown strings": Family("@misc{k№, title = u№}\n", numbered=True),
    "cross references in a chain": Family("@misc{k№, crossref = {k№-1}, title={T}}\n", numbered=True),
    "cross references to nothing": Family("@misc{k№, crossref = {x№}}\n", numbered=True),
    "successors": Family("@misc{k№, title={T}, supersededby = {k№-1}}\n", numbered=True),
    "accents": Family("\\'e", before=_TITLE, after="}}\n"),
    "accents in braces": Family("{\\'{e}}", before=_TITLE, after="}}\n"),
    "accents without a letter": Family("\\'", before=_TITLE, after="}}\n"),
    "commands": Family("\\alpha ", before=_TITLE, after="}}\n"),
    "unknown commands": Family("\\foo ", before=_TITLE, after="}}\n"),
    "formulas": Family("$x^2$ ", before=_TITLE, after="}}\n"),
    "dollars": Family("$", before=_TITLE, after="}}\n"),
    "braces": Family("{", before=_TITLE, closing="}", after="}}\n"),
    "superscripts within": Family("\\textsuperscript{", before=_TITLE, middle="2", closing="}", after="}}\n"),
    "quotes within": Family("\\enquote{", before=_TITLE, middle="2", closing="}", after="}}\n"),
    "accents within": Family("\\'{", before=_TITLE, middle="2", closing="}", after="}}\n"),
    "names": Family("Example, Ann and ", before="@misc{k, author = {", after="Example, Bo}}\n"),
    "a name": Family("a ", before="@misc{k, author = {", after="}}\n"),
    "a name of small words": Family("von ", before="@misc{k, author = {", after="A}}\n"),
    "names in braces": Family("{a} and ", before="@misc{k, author = {", after="x}}\n"),
    "commas in a name": Family("a, ", before="@misc{k, author = {", after="x}}\n"),
    "pages": Family("1--2, ", before="@article{k, pages = {", after="3}}\n"),
    "hyphens": Family("-", before="@article{k, pages = {", after="}}\n"),
    "white space": Family(" ", before="@article{k, pages = {1", after="2}}\n"),
    "a date": Family("1", before="@misc{k, date = {", after="}}\n"),
    "an identifier": Family("1.", before="@misc{k, doi = {10.1000", after="/a}}\n"),
    "an address": Family("a/", before="@misc{k, url = {https://a.example/", after="}}\n"),
    "serial numbers": Family("1234-5679 ", before="@misc{k, issn = {", after="}}\n"),
    "book numbers": Family("978-0-306-40615-7, ", before="@book{k, isbn = {", after="}}\n"),
    "digits of a book number": Family("1-", before="@book{k, isbn = {", after="}}\n"),
    "keywords": Family("a, ", before="@misc{k, keywords = {", after="b}}\n"),
    "a key": Family("a", before="@misc{", after=", title={T}}\n"),
    "capital letters in a title": Family("{D} ", before=_TITLE, after="}}\n"),
    "a note": Family("a. ", before="@misc{k, title={T}, note = {", after="}}\n"),
}

_RIS = "TY  - JOUR\nTI  - A title №\nAU  - Example, Ann\nPY  - 2020\nER  - \n"
_NBIB = "PMID- №\nTI  - A title\nFAU - Example, Ann\nDP  - 2020\n\n"
_CSL = '{"id": "k№", "type": "article-journal", "title": "T №", "author": [{"family": "Example"}]},'
_XML = "<PubmedArticleSet>"
_ITEM = (
    "<PubmedArticle><MedlineCitation><PMID>1№</PMID><Article><ArticleTitle>T</ArticleTitle></Article>"
    "</MedlineCitation></PubmedArticle>"
)
RECORDS: dict[str, Family] = {
    "RIS": Family(_RIS, numbered=True),
    "RIS, one record again": Family(_RIS.replace("№", "")),
    "RIS without ends": Family("TY  - JOUR\nTI  - A\n"),
    "RIS, one tag": Family("AU  - A, B\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, notes": Family("N1  - a\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, a long value": Family("a ", before="TY  - JOUR\nTI  - "),
    "RIS, a value on many lines": Family("a\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, addresses": Family("UR  - https://a.example\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, tags of one letter": Family("TY", before="TY  - JOUR\nTI  - A\n"),
    "RIS, indented": Family("  TY  - JOUR\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, markup in a title": Family("<i>a</i> ", before="TY  - JOUR\nTI  - "),
    "RIS, tags never closed": Family("<", before="TY  - JOUR\nTI  - "),
    "NBIB": Family(_NBIB, numbered=True),
    "NBIB, one record again": Family(_NBIB.replace("№", "1")),
    "NBIB, authors": Family("FAU - Example, Ann\nAU  - Example A\n", before="PMID- 1\nTI  - A\n"),
    "NBIB, a value on many lines": Family("      a\n", before="PMID- 1\nTI  - A\n"),
    "NBIB, marks": Family("PT  - Retracted Publication\n", before="PMID- 1\nTI  - A\n"),
    "CSL-JSON": Family(_CSL, before="[", after='{"id": "z", "title": "Z"}]', numbered=True),
    "CSL-JSON, arrays within": Family("[", closing="]"),
    "CSL-JSON, objects within": Family('{"a":', middle="1", closing="}"),
    "CSL-JSON, unclosed": Family("[{"),
    "CSL-JSON, a long number": Family("1", before='[{"id": "a", "title": "T", "volume": ', after="}]"),
    "CSL-JSON, escapes": Family("\\u0041", before='[{"id": "a", "title": "', after='"}]'),
    "CSL-JSON, keys": Family('"k№": 1, ', before='[{"id": "a", "title": "T", ', after='"z": 1}]', numbered=True),
    "CSL-JSON, dates": Family(
        "[2020], ", before='[{"id": "a", "title": "T", "issued": {"date-parts": [', after="[1]]}}]"
    ),
    "PubMed XML": Family(_ITEM, before=_XML, after="</PubmedArticleSet>", numbered=True),
    "PubMed XML, elements within": Family("<a>", before=_XML, closing="</a>", after="</PubmedArticleSet>"),
    "PubMed XML, attributes": Family(' a№="b"', before=f"{_XML}<a", after="/></PubmedArticleSet>", numbered=True),
    "PubMed XML, entities": Family("&amp;", before=_XML, after="</PubmedArticleSet>"),
    "PubMed XML, unclosed": Family("<a", before=_XML),
    "PubMed XML, comments": Family("<!-- a -->", before=_XML, after="</PubmedArticleSet>"),
    "BibTeX": Family(_ENTRY, numbered=True),
}

_COLUMNS = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"
)
CSV: dict[str, Family] = {
    "rows": Family("№,T,1/2/2020 0:00,10.1000/r№,0,10.1000/p№,1№,Retraction\n", before=_COLUMNS, numbered=True),
    "one publication again": Family("1,T,1/2/2020 0:00,10.1000/r,0,10.1000/a,1,Retraction\n", before=_COLUMNS),
    "short rows": Family("a\n", before=_COLUMNS),
    "quotes": Family('"', before=_COLUMNS),
    "a quote without end": Family("a,\n", before=_COLUMNS + '"'),
    "commas": Family(",", before=_COLUMNS),
    "columns": Family("a№,", numbered=True),
    "identifiers in one field": Family("10.1000/a; ", before=_COLUMNS + "1,T,1/2/2020,x,0,", after=",1,Retraction\n"),
    "a long field": Family("a", before=_COLUMNS + "1,", after=",1/2/2020 0:00,x,0,10.1000/a,1,Retraction\n"),
}


# What reads them


def read_article(text: str) -> None:
    """An article as a build parses it, with its seal."""
    from dr_evidence_site.build.tasks import parse_chunk  # noqa: PLC0415
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.sealed_text import text_digest  # noqa: PLC0415

    parse_chunk(_config(), [Source(ARTICLE, FRONT + text)])
    text_digest(text)


def read_front_matter(text: str) -> None:
    """The front matter of an article."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.frontmatter import article  # noqa: PLC0415

    article(Source(ARTICLE, FRONT.removesuffix("---\n") + text + "\n---\n"), _config())


def read_settings(text: str) -> None:
    """The settings of a site."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse import markdown  # noqa: PLC0415
    from dr_evidence_site.parse.config import config  # noqa: PLC0415

    config(Source("site.yaml", text), render=markdown.fragment)


def read_evidence(text: str) -> None:
    """A file of evidence with its checks."""
    from dr_evidence_site.checks import evidence as checks  # noqa: PLC0415
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.evidence import file  # noqa: PLC0415

    found, _ = file(Source("content/evidence/a.yaml", text), ("patient", "clinician"))
    if found.evidence:
        checks.check(found.evidence)


def read_people(text: str) -> None:
    """The people of a site."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.people import people  # noqa: PLC0415

    people(Source("content/people.yaml", text))


def read_glossary(text: str) -> None:
    """A glossary."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse import markdown  # noqa: PLC0415
    from dr_evidence_site.parse.glossary import glossaries  # noqa: PLC0415

    glossaries([Source("content/glossary.yaml", text)], "en", render=markdown.fragment)


def read_wording(text: str) -> None:
    """A site's own rules of wording."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.rules import rules  # noqa: PLC0415

    rules("en", [Source("content/wording.en.yaml", text)])


def read_library(text: str) -> None:
    """A library, its checks, and each of its sources in both styles."""
    from dr_evidence_site.checks import library as checks  # noqa: PLC0415
    from dr_evidence_site.model.config import ReferenceStyle  # noqa: PLC0415
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.bibtex import bibliography  # noqa: PLC0415
    from dr_evidence_site.parse.library import read_library as read  # noqa: PLC0415
    from dr_evidence_site.render.styles import format_reference  # noqa: PLC0415
    from dr_evidence_site.render.styles.runs import as_html  # noqa: PLC0415

    source = Source("references/a.bib", text)
    found, _ = bibliography([source])
    read([source])
    checks.check(found.references.values(), TODAY.year)
    for reference in found.references.values():
        for style in ReferenceStyle:
            as_html(format_reference(reference, style))


def read_records(text: str) -> None:
    """Records from elsewhere, taken into a library."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.refs import reading  # noqa: PLC0415
    from dr_evidence_site.refs.merge import plan  # noqa: PLC0415

    records, _ = reading.read(Source("a", text))
    plan([Source("references/library.bib", BIB)], records, "references/library.bib")


def read_snapshot(text: str) -> None:
    """A snapshot of retractions, and what it says of two sources."""
    from dr_evidence_site.parse.retractions import index, notices  # noqa: PLC0415

    data = text.encode()
    found, _ = index("references/retractions.csv", data)
    if found:
        notices(found, data, [("a", "10.1000/a", "1"), ("b", "", "2")])


def build_site(text: str) -> None:
    """A whole site of one article, built and reported on."""
    from dr_evidence_site.build import Options, build  # noqa: PLC0415
    from dr_evidence_site.diagnostics.text import source_lines, write  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in {
            "site.yaml": "search: false\nbase_url: https://a.example/\n",
            ARTICLE: FRONT + text,
            "references/library.bib": BIB,
            "content/glossary.yaml": "placebo: A treatment without effect.\nrisk: How likely something is.\n",
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8", newline="")
        options = Options(root, TODAY, jobs=1, remember=False, fail_on=_NEVER)
        report = build(options, root / "build")
        sources = {d.span.path: d for d in report.diagnostics}
        lines = source_lines(source for path in sources if (source := report.source(path)))
        write(report.diagnostics, io.StringIO(), lines=lines)


_NEVER: Any = 9
"""A severity that nothing reaches: a site with faults is built all the same."""


@cache
def _config() -> Any:
    from dr_evidence_site.parse import markdown  # noqa: PLC0415
    from dr_evidence_site.parse.config import config  # noqa: PLC0415

    return config(None, render=markdown.fragment)[0]


@dataclass(frozen=True, slots=True)
class Target:
    """What reads texts of a kind, and the families of texts for it."""

    read: Callable[[str], None]
    families: Mapping[str, Family]


TARGETS: dict[str, Target] = {
    "article": Target(read_article, MARKDOWN),
    "site": Target(build_site, MARKDOWN),
    "front matter": Target(read_front_matter, {**YAML, **FRONT_MATTER}),
    "settings": Target(read_settings, {**YAML, **SETTINGS}),
    "evidence": Target(read_evidence, {**YAML, **EVIDENCE}),
    "people": Target(read_people, {**YAML, **PEOPLE}),
    "glossary": Target(read_glossary, {**YAML, **GLOSSARY}),
    "wording": Target(read_wording, {**YAML, **WORDING}),
    "library": Target(read_library, BIBTEX),
    "records": Target(read_records, RECORDS),
    "retractions": Target(read_snapshot, CSV),
}
