"""Bodies of articles, and reading one as a build does."""

from __future__ import annotations

from bench.hostile.default_settings import default_settings
from bench.hostile.evidence import HEAD, OUTCOME
from bench.hostile.families import Family, nested, repeated

ARTICLE = "content/articles/a.md"
FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n---\n"

BODIES: dict[str, Family] = {
    **repeated(
        *("[", "[a", "![", "[@a", "[@a; ", "[@a ", "[@", "]{.", "[x]{.patient", "[x]{.patient} ", "](", "][", "[][]"),
        *("*a **a ", "*", "**", "***a", "_a ", "*_", "*a_ ", "~~a ", "~", "~~~a~~~ ", "a~~~", "*a* ", "a**b", "*a~~b_"),
        *("<", "<a ", "<a@", "<!--", "<a\t", "<http:", "</a", "<a:b ", "@{", "@{a", "a_@", "@a@", "@a ", "@a [", "-@"),
        *("`", "`a", "``a`", "` `` ", "\\", "\\[", "\\`", "&", "&a", "&amp;", "&#", "&#x0;", "&lt;a *b* ", "\\*a *b* "),
        *("![a](b ", "![a](b) ", "[a](", "[a](b", "[a](<b", "[a](b 'c", '[a](b "', "[a](b (", "[a](b)", "[a](((("),
        *("www.", "_www.a", "http://", "http://a(", "http://a.b/c) ", "mailto:", "a@", "a@b.", "a@b.c ", "a: ", ":"),
        *("::: ", " ::: a", ":::a ", ":: ", "{.", "{#a}", "x {.a ", "{.a.b", "[^a] ", "[^", "{", "{ ", "{x} ", "]{x} "),
        *("a", "a ", "a\n", "a\\\n", "a  \n", "\n", " ", "\t", "a\n\n", " \n", "\r", "\x0b", "\u2028", "a.", "1"),
        *("1.", "1,"),
        *("1 ", "1%", "1 in ", "1 of 100 ", "10 in 1,000 people ", "1.1 to 1.1 ", "95% CI ", "-1", "RR 0.5 "),
        *("A", "A. "),
        *("It may reduce risk. ", "It reduces risk by 10%. ", "is it? ", "e.g. ", "a, ", ". ", "…", "“a ", "(", "(a "),
        *("significant ", "a. B", "proven ", "1 in 10. 1 in 20. ", "reduces ", "may ", "but ", "risk, but ", "half "),
        *("twice as likely ", "[@a, p. 3; @b] ", "[@a, p. 3, ", "[see @a; ", "[-@a]", "@a [p. 3; @b] ", "@a [b] ", ";"),
        *("é", "ß", "İ", "𝔘", "e\u0301", "\u0301", "\u200d", "\u202e", "“", "…", "|", "| a ", "a|b\n", "|\n"),
        *("| a |\n", "#", "-"),
        *("- ", "- a\n", "- a\n\n", "* a\n+ a\n", "1. a\n", "1) a\n2. a\n", "> ", "> a\n", ">a\nb\n", "> - a\n"),
        *("# a\n", "## a\n", "a\n===\n", "a\n---\n", "a\n: b\n", "a\n\n: b\n", ": a\n", "---\n", "***\n", "    a\n"),
        *("```\n", "~~~\n"),
        *("```a\nb\n", "::: a\n", ":::\n", "::: patient\nx\n:::\n", "::: patient\n", ":::: {.note}\n"),
        *("[a]: b\n", "[a]:\n"),
        *("[a]: b 'c\n", "[a]: b 'c'\n", "[a", "[a\n", "[a]: <b\n", "[a]\n", "[^a]: b\n", "[@a]: b\n", "<b>\n"),
        *("<!--\n", "a@a ", "TODO ", "<!-- TODO -->\n", "a-b", "a/b", "http://a.b ", "a_b_", "'a' ", '"', "--", "$a$ "),
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
        "The stroke risk ratio is 0.74 (95% CI 0.74 to 0.96). ", before=f"```evidence\n{HEAD}{OUTCOME * 20}```\n\n"
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


def read_article(text: str) -> None:
    """An article as a build parses it, with its seal."""
    from dr_evidence_site.build.tasks import parse_chunk  # noqa: PLC0415
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.sealed_text import text_digest  # noqa: PLC0415

    parse_chunk(default_settings(), [Source(ARTICLE, FRONT + text)])
    text_digest(text)
