"""Files that are written in parts and published as one."""

from __future__ import annotations

import pytest

from dr_evidence_site.site.assets import assets
from dr_evidence_site.site.bundles import compact_script, compact_style, joined

PARTS = {
    "theme/20-b.css": b"b { c: d }",
    "theme/10-a.css": b"a { c: d }",
    "page/1.js": b"one();",
    "page/2.js": b"two();",
}


def test_parts_are_joined_in_the_order_of_their_names_and_are_not_published_themselves() -> None:
    assert joined(PARTS) == {"theme.css": b"a{c:d}\nb{c:d}", "page.js": b"one();\n\ntwo();\n"}


def test_the_sheet_of_a_brand_comes_last() -> None:
    assert joined({"brand.css": b"a { c: e }", **PARTS})["theme.css"] == b"a{c:d}\nb{c:d}\na{c:e}"


def test_a_whole_sheet_replaces_the_parts_but_not_the_brand() -> None:
    made = joined({"theme.css": b"p { q: r }", "brand.css": b"a { c: e }", **PARTS})
    assert made["theme.css"] == b"p{q:r}\na{c:e}"
    assert not [name for name in made if name.startswith("theme/") or name == "brand.css"]


def test_other_files_stay_as_they_are() -> None:
    files = {"more/extra.css": b"a { }", "fonts/a.woff2": b"\0\xff", "theme/picture.png": b"1", "page/read.txt": b"2"}
    assert joined(files) == files


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("url(../fonts/a.woff2)", "url(fonts/a.woff2)"),
        ("url('paper.png')", "url('theme/paper.png')"),
        ('url("../fonts/a b.woff2")', 'url("fonts/a b.woff2")'),
        ("url(data:image/svg+xml,x)", "url(data:image/svg+xml,x)"),
        ("url(https://example.org/a.png)", "url(https://example.org/a.png)"),
        ("url(/a.png)", "url(/a.png)"),
        ("url(#part)", "url(#part)"),
    ],
)
def test_an_address_in_a_part_still_leads_where_it_led(written: str, leads_to: str) -> None:
    assert joined({"theme/a.css": f"a {{ b: {written} }}".encode()})["theme.css"].decode() == f"a{{b:{leads_to}}}"


def test_a_font_of_a_brand_gets_its_final_address() -> None:
    made = assets({"brand.css": b"@font-face { src: url(fonts/own.woff2) }", "fonts/own.woff2": b"1"}, {})
    (sheet,) = [output for output in made.outputs if output.path == made.paths["theme.css"]]
    font = made.paths["fonts/own.woff2"].removeprefix("assets/")
    assert sheet.content.decode() == f"@font-face{{src:url({font})}}"


STYLES = {
    "a comment": ("a /* b */ { /* c */ d: e; }", "a{d:e}"),
    "a comment without an end": ("a { b: c } /* d { e: f }", "a{b:c}"),
    "a comment between words": ("a/**/b { c: d/* */e }", "a b{c:d e}"),
    "what looks like a comment in a string": ('a { content: "/* b */  c" }', 'a{content:"/* b */  c"}'),
    "an escaped quotation mark": (r'a { content: "b\" ; c" ; d: e }', r'a{content:"b\" ; c";d:e}'),
    "a string that ends with its line": ('a { b: "c\n; d: e }', 'a{b:"c\n;d:e}'),
    "an address with spaces": ('a { b: url( "c  d.svg" ) }', 'a{b:url( "c  d.svg" )}'),
    "a bare address": ("a { b: url(c;d{e) }", "a{b:url(c;d{e)}"),
    "an escaped space": ("a\\  , b { c: d }", "a\\ ,b{c:d}"),
    "an escape at the end": ("a {} \\", "a{}\\"),
    "a descendant of a nested rule": ("a { b :hover { c: d } & .e { f: g } }", "a{b :hover{c:d}& .e{f:g}}"),
    "arithmetic": ("a { b: calc(1px + 2px - (3 * 4px)) }", "a{b:calc(1px + 2px - (3 * 4px))}"),
    "selectors": ("a > b ~ c + d, e :is(f , g) { h: i }", "a>b ~ c + d,e :is(f,g){h:i}"),
    "layers, queries and pages": (
        "@layer a , b ;\n@media (width >= 40rem) and (not print) { @page :first { b: c } }",
        "@layer a,b;@media (width>= 40rem) and (not print){@page :first{b:c}}",
    ),
    "decimals": (
        "a { b: 0.5rem -0.25em +0.5 10.5 0.b 50%0.5; c: calc(0.5 * -0.5px) }",
        "a{b:.5rem -.25em +.5 10.5 0.b 50%.5;c:calc(.5 * -.5px)}",
    ),
    "what looks like a decimal": (
        r"a-0 .b0.5 .c-0.5, #d0.5 { e: \0.5 '0.5' }",
        r"a-0 .b0.5 .c-0.5,#d0.5{e:\0.5 '0.5'}",
    ),
    "slashes": ('a { b: "c" / ""; d: 1 / 2 / 3 }', 'a{b:"c"/"";d:1/2/3}'),
    "slashes beside stars": ("a { b: calc(1 * / 2) c / d / * }", "a{b:calc(1 * / 2) c / d / *}"),
    "what is important": ("a { b: c !important; d: e! f }", "a{b:c!important;d:e! f}"),
    "an empty custom property": ("a { --b: ; --c:  d  e }", "a{--b:;--c:d e}"),
    "a zero byte": ("a { b: '\0' }", "a{b:'\ufffd'}"),
    "nothing": (" \n", ""),
}


@pytest.mark.parametrize(("written", "published"), STYLES.values(), ids=STYLES)
def test_a_style_sheet_loses_what_means_nothing(written: str, published: str) -> None:
    assert compact_style(written) == published


SCRIPTS = {
    "comments": ("/* a\n   b */\n  // c\n  d(); // e\n\n", "d();\n"),
    "an address": ('a = "https://example.org/*";\n', 'a="https://example.org/*";\n'),
    "spaces beside marks": ("if ( a !== b && c ) { d ( e ? f : [ g , h ] ) ; }\n", "if(a!==b&&c){d(e?f:[g,h]);}\n"),
    "spaces in texts": (
        "a ( ' b , c ' , \"d  { e }\" , `f ${ g } h` ) ;\n",
        "a(' b , c ',\"d  { e }\",`f ${ g } h`);\n",
    ),
    "an escaped quotation mark": ("a ( 'b\\\\\\' , c' , d ) ;\n", "a('b\\\\\\' , c',d);\n"),
    "an expression": ('a = b . replace(/"  , c/g , "  d") ;\n', 'a=b.replace(/"  , c/g,"  d");\n'),
    "a division": ("a = b / c / 2 ;\n", "a=b/c/2;\n"),
    "signs that would join": ("a = b + +c - -d + e++ + f - 1 ;\n", "a=b+ +c- -d+e++ +f-1;\n"),
    "lines that go on": ("a ( {\nb : [\n1 ,\n2\n]\n} ) ;\nc ( ) ;\n", "a({b:[1,2]});c();\n"),
    "lines that may end": ("a = { }\nb ( )\n[ 1 ].c ( )\nd++\n", "a={}\nb()\n[1].c()\nd++\n"),
    "ends of lines of other systems": ("a ( ) ;\r\n// b\rc ( ) ;\r\n", "a();c();\n"),
    "a separator of lines in a text": ("a('b\u2028c') ;\n", "a('b\u2028c');\n"),
    "a text over several lines": ("/* a */\nconst b = `c\n  // d\n`;\n", "const b=`c\n  // d\n`;\n"),
    "a string over several lines": ('/* a */\nb("c\\\n  // d");\n', 'b("c\\\n  // d");\n'),
}
AS_IT_IS = {
    "a text in a text": "a(`b ${ c ? `d  , e` : f }`) ;\n",
    "an expression behind an arrow": "a = (b) => /c  d/.test(b) ;\n",
    "what would become a comment of HTML": "a = b < !--c ;\n",
    "the end of one": "a --\n> b ;\n",
}


@pytest.mark.parametrize("written", AS_IT_IS.values(), ids=AS_IT_IS)
def test_a_script_with_what_the_library_does_not_know_stays_as_it_is(written: str) -> None:
    assert compact_script(written) == written


@pytest.mark.parametrize(("written", "published"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_loses_what_means_nothing(written: str, published: str) -> None:
    assert compact_script(written) == published
