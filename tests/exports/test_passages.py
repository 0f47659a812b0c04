"""A body cut for each audience: nothing that is for others is left, and nothing of theirs is lost."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.exports.passages import Section, body_html, bottom_line, plain_text, seen_by, versions
from dr_evidence_site.model.article import Word
from dr_evidence_site.model.views import CitedNumber, ResolvedCitation, TermUse
from dr_evidence_site.parse import markdown
from dr_evidence_site.render.words import UNTRANSLATED

IDS = ("patient", "clinician")

BODY = """\
<p>Before.</p>
<section class="bottom-line" aria-label="Bottom line">
<p class="block-label">Bottom line</p>
<div data-for="patient">
<p>Plain.</p>
</div>
<div data-for="clinician">
<p>Exact.</p>
</div>
</section>
<h2 id="harms">Harms of <span data-for="patient">stones</span><span data-for="clinician">lithiasis</span></h2>
<p>For all <span class="citation" id="cite-1">[<a role="doc-noteref" href="#ref-1">1</a>]</span>.</p>
<div data-for="clinician nurse">
<h3 id="detail">Detail &amp; more</h3>
<p>More <span data-for="clinician">exact</span>.</p>
</div>
<div class="callout note" role="note" data-for="patient">
<p class="block-label">Note</p>
<p>Ask.</p>
</div>
"""


def test_each_audience_gets_its_own_sections() -> None:
    patient, clinician = versions(BODY, IDS)
    assert (patient.audiences, clinician.audiences) == (("patient",), ("clinician",))
    assert (patient.bottom_line, clinician.bottom_line) == ("<p>Plain.</p>", "<p>Exact.</p>")
    assert [(s.level, s.id, s.title, s.text) for s in patient.sections] == [
        (0, "", "", "Before."),
        (2, "harms", "Harms of stones", "For all [1].\nNote\nAsk."),
    ]
    assert [(s.level, s.id, s.title, s.text) for s in clinician.sections] == [
        (0, "", "", "Before."),
        (2, "harms", "Harms of lithiasis", "For all [1]."),
        (3, "detail", "Detail & more", "More exact."),
    ]


def test_audiences_that_see_the_same_share_a_version() -> None:
    (one,) = versions("<h2 id='a'>A</h2>\n<p>Text</p>\n".replace("'", '"'), IDS)
    assert one.audiences == IDS
    assert one.sections == (Section(2, "a", "A", "<p>Text</p>"),)
    two = versions('<p>A <span data-for="patient">b</span></p>', (*IDS, "nurse"))
    assert [version.audiences for version in two] == [("patient",), ("clinician", "nurse")]


def test_a_heading_within_a_block_begins_no_section() -> None:
    body = '<h2 id="a">A</h2>\n<blockquote>\n<h3 id="b">B</h3>\n<p>c</p>\n</blockquote>\n<ul>\n<li><h3 id="d">D</h3></li>\n</ul>'
    (version,) = versions(body, IDS)
    assert [section.id for section in version.sections] == ["a"]
    assert version.sections[0].text == "B\nc\n- D"


def test_what_is_left_is_balanced() -> None:
    for audience in (*IDS, "nobody"):
        html5lib.HTMLParser(strict=True).parseFragment(seen_by(BODY, audience))
        for version in versions(BODY, [audience]):
            for part in (version.bottom_line, *(section.html for section in version.sections)):
                html5lib.HTMLParser(strict=True).parseFragment(part)


def test_a_bottom_line_can_be_had_alone() -> None:
    assert bottom_line(BODY, "clinician") == "<p>Exact.</p>"
    assert bottom_line("<p>None</p>", "clinician") == ""
    around = '<div data-for="patient">\n<section class="bottom-line"><p>P</p>\n</section>\n</div>\n'
    assert (bottom_line(around, "patient"), bottom_line(around, "clinician")) == ("<p>P</p>", "")


def test_two_bottom_lines_for_two_audiences() -> None:
    body = "".join(
        f'<section class="bottom-line" aria-label="x" data-for="{name}">\n<p class="block-label">x</p>\n<p>{name}</p>\n</section>\n'
        for name in IDS
    )
    assert [(v.audiences, v.bottom_line) for v in versions(body, IDS)] == [
        (("patient",), "<p>patient</p>"),
        (("clinician",), "<p>clinician</p>"),
    ]


def test_what_serves_the_page_alone_is_left_out() -> None:
    citation = ResolvedCitation("cite-1", (CitedNumber("a", 1), CitedNumber("b", 2, locator="3", term="p.")))
    parts = ("<p>A ", TermUse("term-placebo", "placebo", "placebo", "patient"), " b ", citation, ".</p>")
    assert body_html(parts, UNTRANSLATED) == (
        '<p>A placebo b <span class="citation">[<a href="#ref-1">1</a>; <a href="#ref-2">2</a>, p. 3]</span>.</p>'
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<p>one\ntwo</p>\n<p>three</p>", "one two\nthree"),
        ("<ul>\n<li>a</li>\n<li>\n<p>b</p>\n</li>\n</ul>", "- a\n- b"),
        (
            "<table><thead><tr>\n<th>a</th>\n<th>b</th>\n</tr></thead><tr><td>1</td><td>2</td></tr></table>",
            "a | b\n1 | 2",
        ),
        ('<p>See <img src="x" alt="a plot"> here<br />and</p>', "See a plot here\nand"),
        ('<p>a</p>\n<pre tabindex="0"><code>x  =\n  1 &lt; 2\n</code></pre>\n<p>b</p>', "a\nx  =\n  1 < 2\nb"),
        ("", ""),
    ],
)
def test_plain_text(html: str, expected: str) -> None:
    assert plain_text(html) == expected


WORDS = st.sampled_from(
    ["alpha", "[beta]{.patient}", "[gamma]{.clinician}", "[delta [eps]{.patient} zeta]{.clinician}", "**eta**", "`th`"]
)
BLOCK = st.one_of(
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: "## " + " ".join(words)),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: "\n".join(f"- {word}" for word in words)),
    st.just("| a | [b]{.patient} |\n|---|---|\n| 1 | 2 |"),
)


def _wrapped(pair: tuple[str, list[str]]) -> str:
    kind, blocks = pair
    text = "\n\n".join(blocks)
    if kind == "> ":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    colons = ":" * (3 + max((len(line) for line in text.split("\n") if set(line.split(" ")[0]) == {":"}), default=0))
    return f"{colons} {kind}\n\n{text}\n\n{colons}"


NESTED = st.recursive(
    BLOCK,
    lambda inner: st.tuples(
        st.sampled_from(["patient", "clinician", "patient clinician", "note", "bottom-line", "> "]),
        st.lists(inner, min_size=1, max_size=3),
    ).map(_wrapped),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(NESTED, min_size=1, max_size=4))
def test_every_word_reaches_those_it_is_for_and_nobody_else(blocks: list[str]) -> None:
    body, _ = _body("\n\n".join(blocks))
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(f"<div>{body}</div>")
    for audience in IDS:
        expected = "".join(_visible(tree, audience)).split()
        (version,) = [v for v in versions(body, IDS) if audience in v.audiences]
        parts = [version.bottom_line, *(part for s in version.sections for part in (f"<h2>{s.title}</h2>", s.html))]
        got: list[str] = []
        for part in parts:
            got += "".join(html5lib.parseFragment(part, namespaceHTMLElements=False).itertext()).split()
            html5lib.HTMLParser(strict=True).parseFragment(part)
        labels = {"Bottom", "line"}
        assert sorted(word for word in got if word not in labels) == sorted(w for w in expected if w not in labels)


def _body(text: str) -> tuple[str, list[object]]:
    body, faults = markdown.body(text, path="x.md", first_line=1, audiences=IDS)
    return "".join(part.text if isinstance(part, Word) else str(part) for part in body.parts), list(faults)


def _visible(element: object, audience: str) -> list[str]:
    names = element.get("data-for")  # type: ignore[attr-defined]
    if names is not None and audience not in names.split():
        return []
    out = [element.text or ""]  # type: ignore[attr-defined]
    for child in element:  # type: ignore[attr-defined]
        out += [*_visible(child, audience), child.tail or ""]
    return out
