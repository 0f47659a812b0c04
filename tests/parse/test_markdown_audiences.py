"""Passages and words for one audience: divs, spans, blocks, and what is wrong with them."""

from __future__ import annotations

import pytest

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import ArticleLink, Body, Citation, ImageLink, Part, Word
from dr_evidence_site.parse.markdown import body, fragment

AUDIENCES = ("patient", "carer", "clinician")


def parsed(text: str) -> tuple[Body, list[Diagnostic]]:
    return body(text, path="content/articles/a.md", first_line=1, audiences=AUDIENCES)


def html(result: Body) -> str:
    """The body with "@" for each citation, the target of links and pictures, and words of the interface in English."""
    return "".join(_shown(part) for part in result.parts)


def _shown(part: Part) -> str:
    if isinstance(part, Word):
        return part.text % {"number": part.number}
    return part if isinstance(part, str) else part.target if isinstance(part, ArticleLink | ImageLink) else "@"


def passage(names: str, inner: str) -> str:
    return f'<div data-for="{names}">\n{inner}</div>\n'


X = "<p>x</p>\n"

SOUND = {
    "one bare word": ("::: patient\nx\n:::", passage("patient", X)),
    "no space": (":::patient\nx\n:::", passage("patient", X)),
    "several bare words": ("::: carer patient\nx\n:::", passage("patient carer", X)),
    "braces": ("::: {.carer .patient}\nx\n:::", passage("patient carer", X)),
    "braces with an anchor": ("::: {.patient #here}\nx\n:::", f'<div id="here" data-for="patient">\n{X}</div>\n'),
    "an anchor alone": ("::: {#here}\nx\n:::", f'<div id="here">\n{X}</div>\n'),
    "colons on both sides": ("::: patient :::\nx\n::::::", passage("patient", X)),
    "within a paragraph": ("a\n::: patient\nx\n:::\nb", "<p>a</p>\n" + passage("patient", X) + "<p>b</p>\n"),
    "nested, more colons outside": (
        ":::: patient carer\n::: carer\nx\n:::\nx\n::::",
        passage("patient carer", passage("carer", X) + X),
    ),
    "nested, more colons inside": (
        "::: patient carer\n:::: carer\nx\n::::\nx\n:::",
        passage("patient carer", passage("carer", X) + X),
    ),
    "nested, equal colons": (
        "::: patient carer\n::: carer\nx\n:::\nx\n:::",
        passage("patient carer", passage("carer", X) + X),
    ),
    "two at one level": ("::: patient\nx\n:::\n::: carer\nx\n:::", passage("patient", X) + passage("carer", X)),
    "in a list": ("- ::: patient\n  x\n  :::\n- x", f"<ul>\n<li>\n{passage('patient', X)}</li>\n<li>x</li>\n</ul>\n"),
    "in a list within a passage": (
        "::: patient carer\n- ::: carer\n  x\n  :::\n- x\n\nx\n:::",
        passage("patient carer", f"<ul>\n<li>\n{passage('carer', X)}</li>\n<li>x</li>\n</ul>\n{X}"),
    ),
    "in a quotation within a passage": (
        "::: patient\n> ::: patient\n> x\n> :::\n\nx\n:::\nx",
        passage("patient", f"<blockquote>\n{passage('patient', X)}</blockquote>\n{X}") + X,
    ),
    "a list in it": ("::: patient\n- x\n:::\nx", passage("patient", "<ul>\n<li>x</li>\n</ul>\n") + X),
    "a quotation in it": ("::: patient\n> x\n:::\nx", passage("patient", f"<blockquote>\n{X}</blockquote>\n") + X),
    "a definition in it": (
        "::: patient\na\n: x\n:::\nx",
        passage("patient", "<dl>\n<dt>a</dt>\n<dd>x</dd>\n</dl>\n") + X,
    ),
    "indented code in it": (
        "::: patient\n\n    :::\n\nx\n:::",
        passage("patient", f'<pre tabindex="0"><code>:::\n</code></pre>\n{X}'),
    ),
    "a code fence with a fence in it": (
        "::: patient\n```\n:::\n```\nx\n:::",
        passage("patient", f'<pre tabindex="0"><code>:::\n</code></pre>\n{X}'),
    ),
    "a code fence around it": (
        "~~~\n::: patient\nx\n:::\n~~~",
        '<pre tabindex="0"><code>::: patient\nx\n:::\n</code></pre>\n',
    ),
    "blank lines": ("::: patient\n\n\nx\n\n\n:::\n\n\nx", passage("patient", X) + X),
    "nothing in it": ("::: patient\n:::", passage("patient", "")),
    "a link definition in it": (
        "::: patient\n[x]: http://x.y\n:::\n[x]",
        passage("patient", "") + '<p><a href="http://x.y" rel="external">x</a></p>\n',
    ),
    "note": (
        "::: note\nx\n:::",
        f'<div class="callout note" role="note">\n<p class="block-label">Note</p>\n{X}</div>\n',
    ),
    "caution": (
        "::: {.caution}\nx\n:::",
        f'<div class="callout caution" role="note">\n<p class="block-label">Caution</p>\n{X}</div>\n',
    ),
    "bottom line for one audience": (
        "::: bottom-line patient\nx\n:::",
        '<section class="bottom-line" aria-label="Bottom line" data-for="patient">\n'
        f'<p class="block-label">Bottom line</p>\n{X}</section>\n',
    ),
    "words": ("[x]{.patient}", '<p><span data-for="patient">x</span></p>\n'),
    "words for two": ("[x]{.carer .patient}", '<p><span data-for="patient carer">x</span></p>\n'),
    "words, spaces in the braces": ("[x]{ .patient\n.carer }", '<p><span data-for="patient carer">x</span></p>\n'),
    "words with an anchor": ("[x]{#here .patient}", '<p><span id="here" data-for="patient">x</span></p>\n'),
    "words side by side": (
        "[x]{.patient}[y]{.clinician}",
        '<p><span data-for="patient">x</span><span data-for="clinician">y</span></p>\n',
    ),
    "nested words": (
        "[x [y]{.carer}]{.patient .carer}",
        '<p><span data-for="patient carer">x <span data-for="carer">y</span></span></p>\n',
    ),
    "markup in words": (
        "[*x* `y` [@a] [z](http://x.y)]{.patient}",
        '<p><span data-for="patient"><em>x</em> <code>y</code> @ '
        '<a href="http://x.y" rel="external">z</a></span></p>\n',
    ),
    "brackets in words": ("[x [y] z]{.patient}", '<p><span data-for="patient">x [y] z</span></p>\n'),
    "words in markup": ("**[x]{.patient}**", '<p><strong><span data-for="patient">x</span></strong></p>\n'),
    "words in a link": (
        "[[x]{.patient}](http://x.y)",
        '<p><a href="http://x.y" rel="external"><span data-for="patient">x</span></a></p>\n',
    ),
    "words over lines": ("[x\ny]{.patient}", '<p><span data-for="patient">x\ny</span></p>\n'),
    "words in a heading": (
        "## [x]{.patient}[y]{.clinician} z",
        '<h2 id="x-y-z"><span data-for="patient">x</span><span data-for="clinician">y</span> z</h2>\n',
    ),
    "words in a definition": (
        "[x]{.patient}\n: [y]{.carer}",
        '<dl>\n<dt><span data-for="patient">x</span></dt>\n<dd><span data-for="carer">y</span></dd>\n</dl>\n',
    ),
    "a heading": ("## x {.patient}", '<h2 id="x" data-for="patient">x</h2>\n'),
    "a heading with an anchor": ("## x {#y .patient} ##", '<h2 id="y" data-for="patient">x</h2>\n'),
}


@pytest.mark.parametrize(("text", "expected"), SOUND.values(), ids=SOUND)
def test_marked_text_names_its_audiences(text: str, expected: str) -> None:
    result, diagnostics = parsed(text)
    assert diagnostics == []
    assert html(result) == expected


def test_words_in_table_cells() -> None:
    result, diagnostics = parsed("| [a]{.patient} | b |\n|---|---|\n| [x\\|y]{.carer} | [z]{.patient .carer} |")
    assert diagnostics == []
    text = html(result)
    assert '<th scope="col"><span data-for="patient">a</span></th>' in text
    assert '<td><span data-for="carer">x|y</span></td>' in text
    assert '<td><span data-for="patient carer">z</span></td>' in text


@pytest.mark.parametrize(
    ("text", "codes", "shown"),
    [
        ("::: patient\nx", ["MD001"], passage("patient", X)),
        ("- ::: patient\n  x\n\ny", ["MD001"], f"<ul>\n<li>\n{passage('patient', X)}</li>\n</ul>\n<p>y</p>\n"),
        ("::: patient carer\n::: carer\nx\n:::", ["MD001"], passage("patient carer", passage("carer", X))),
        (
            "::: patient\n```\nx\n:::\n",
            ["MD001"],
            passage("patient", '<pre tabindex="0"><code>x\n:::\n</code></pre>\n'),
        ),
        ("x\n:::\nx", ["MD002"], X + X),
        ("::: patient\n- x\n  :::\n\n:::", ["MD002"], passage("patient", "<ul>\n<li>x</li>\n</ul>\n")),
        ("x\n    ::: patient", ["MD002"], "<p>x\n::: patient</p>\n"),
        ("::: Patient\nx\n:::", ["AUD001"], f"<div>\n{X}</div>\n"),
        ("::: patient: x\nx\n:::", ["AUD001", "AUD001"], f"<div>\n{X}</div>\n"),
        ("::: {.patient key=val}\nx\n:::", ["AUD001", "AUD001"], f"<div>\n{X}</div>\n"),
        ("::: patient nurse\nx\n:::", ["AUD001"], passage("patient", X)),
        ("[x]{.nurse}", ["AUD001"], "<p><span>x</span></p>\n"),
        ("## x {.nurse}", ["AUD001"], '<h2 id="x">x</h2>\n'),
        ("[x]{.note}", ["AUD003"], "<p><span>x</span></p>\n"),
        ("::: patient\n::: clinician\nx\n:::\n:::", ["AUD002"], passage("patient", passage("clinician", X))),
        (
            "::: patient\n[x]{.carer .clinician}\n:::",
            ["AUD002"],
            passage("patient", '<p><span data-for="carer clinician">x</span></p>\n'),
        ),
        ("[x] {.patient}", ["MD008"], "<p>[x] {.patient}</p>\n"),
        ("x{.patient}", ["MD008"], "<p>x{.patient}</p>\n"),
        ("[x]{patient}", ["MD008"], "<p>[x]{patient}</p>\n"),
        ("[x]{.patient key=val}", ["MD008"], "<p>[x]{.patient key=val}</p>\n"),
        (r"\[x]{.patient}", ["MD008"], "<p>[x]{.patient}</p>\n"),
        (r"[x]\{.patient}", [], "<p>[x]{.patient}</p>\n"),
        ("`[x]{.patient}`", [], "<p><code>[x]{.patient}</code></p>\n"),
        ("[x]{}", [], "<p>[x]{}</p>\n"),
        (
            "![x [y]{.patient}](z.png)",
            ["MD008"],
            '<p><img src="content/articles/z.png" alt="x y" loading="lazy"></p>\n',
        ),
    ],
)
def test_a_mark_that_does_not_work_is_reported_and_the_text_is_kept(text: str, codes: list[str], shown: str) -> None:
    result, diagnostics = parsed(text)
    assert [fault.code for fault in diagnostics] == codes
    assert html(result) == shown


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[x]{.clinican}", "Did you mean “clinician”?"),
        ("::: Patient\n:::", "Did you mean “patient”?"),
        ("::: cautoin\n:::", "Did you mean “caution”?"),
        (
            "[x]{.zzz}",
            "Known are: patient, carer, clinician, certainty-very-low, certainty-low, certainty-moderate, certainty-high.",
        ),
        (
            "::: zzz\n:::",
            "Known are: patient, carer, clinician, bottom-line, caution, note, certainty-very-low, certainty-low, certainty-moderate, certainty-high.",
        ),
        ("[x]{patient}", "Write a full stop before each name: “{.patient}”."),
    ],
)
def test_the_hint_names_what_was_probably_meant(text: str, hint: str) -> None:
    _, [fault] = parsed(text)
    assert fault.hint == hint


def test_braces_and_percent_signs_in_names_are_only_text() -> None:
    _, diagnostics = parsed("::: {0} %s {}\nx\n:::")
    assert [fault.code for fault in diagnostics] == ["AUD001"] * 3
    assert "“{0}”" in diagnostics[0].message


def test_a_body_knows_for_whom_something_was_written() -> None:
    assert parsed("a")[0].audiences == frozenset()
    assert parsed("[x]{.patient}\n\n::: carer\nx\n:::")[0].audiences == {"patient", "carer"}
    assert parsed("## x {.clinician}")[0].audiences == {"clinician"}
    assert parsed("[x]{.nurse}")[0].audiences == frozenset()


@pytest.mark.parametrize(
    ("text", "audiences"),
    [
        ("[@a]", ()),
        ("::: patient\n[@a]\n:::", ("patient",)),
        ("::: carer patient\n- [@a]\n:::", ("patient", "carer")),
        ("[[@a]]{.carer}", ("carer",)),
        ("[@a]{.carer}", ("carer",)),
        ("::: patient carer\n[x @a]{.carer .clinician}\n:::", ("carer",)),
        ("::: patient\nx\n:::\n[@a]", ()),
        ("## x [@a] {.patient}", ("patient",)),
        ("::: note\n[@a]\n:::", ()),
        ("::: patient\n::: note\n[@a]\n:::\n:::", ("patient",)),
        ("| [[@a]]{.patient} |\n|---|", ("patient",)),
    ],
)
def test_a_citation_knows_who_sees_it(text: str, audiences: tuple[str, ...]) -> None:
    result, diagnostics = parsed(text)
    assert diagnostics == []
    assert [part.audiences for part in result.parts if isinstance(part, Citation)] == [audiences]


def test_a_heading_knows_who_sees_it() -> None:
    result, diagnostics = parsed(
        "## A\n\n::: patient carer\n## B\n\n## C {.carer}\n:::\n\n## D {.clinician}\n\n## [x]{.patient}[y]{.carer}"
    )
    assert diagnostics == []
    assert [heading.audiences for heading in result.headings] == [
        (),
        ("patient", "carer"),
        ("carer",),
        ("clinician",),
        (),
    ]
    assert result.headings[-1].label == '<span data-for="patient">x</span><span data-for="carer">y</span>'


def test_a_text_of_the_settings_marks_no_audience() -> None:
    parts, diagnostics = fragment("Ask [you]{.patient}.", path="site.yaml", first_line=3)
    assert "".join(str(part) for part in parts) == "<p>Ask <span>you</span>.</p>\n"
    assert [(fault.code, fault.span.line, fault.span.column) for fault in diagnostics] == [("AUD001", 3, 12)]


def test_a_name_of_an_audience_is_escaped() -> None:
    result, _ = body("[x]{.a&b}", path="a.md", first_line=1, audiences=("a&b",))
    assert html(result) == '<p><span data-for="a&amp;b">x</span></p>\n'
