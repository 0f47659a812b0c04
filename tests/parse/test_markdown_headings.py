"""Headings: levels, anchors, labels."""

from __future__ import annotations

import subprocess

import pypandoc
import pytest

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Body
from dr_evidence_site.parse.markdown import body


def parsed(text: str) -> tuple[Body, list[Diagnostic]]:
    return body(text, path="content/articles/a.md", first_line=1, audiences=("patient", "clinician"))


TITLES = (
    *("Harms", "What is the evidence?", "Dogs?--in *my* house?", "HTML, S5, or RTF?", "3. Applications", "33"),
    *("Vitamin D₃ and K2", "Ärzte und Ärztinnen", "naïve café", "東京", "a_b c-d e.f", "A  B", "`code` and **bold**"),
    *("Effect (95% CI)", "“Quoted” words", "A & B", "1.5 mg/day", "_x_ y", "-x", "Risk: high", "e.g. this"),
)


@pytest.fixture(scope="module")
def pandoc_identifiers() -> list[str]:
    text = "\n\n".join(f"## {title}" for title in TITLES)
    command = [pypandoc.get_pandoc_path(), "-f", "markdown-smart", "-t", "html"]
    output = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()
    return [piece.split('"', 1)[0] for piece in output.split('id="')[1:]]


def test_identifiers_are_pandocs(pandoc_identifiers: list[str]) -> None:
    result, _ = parsed("\n\n".join(f"## {title}" for title in TITLES))
    assert [heading.id for heading in result.headings] == pandoc_identifiers


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("## A\n\n## A\n\n## A", ["a", "a-1", "a-2"]),
        ("## A\n\n## A-1\n\n## A", ["a", "a-1", "a-2"]),
        ("## A-1\n\n## A\n\n## A", ["a-1", "a", "a-2"]),
        ("## A {#b}\n\n## B", ["b", "b-1"]),
        ("## !\n\n## ?", ["section", "section-1"]),
        ("## References\n\n## Main", ["section-references", "section-main"]),
        ("## Ref-1", ["section-ref-1"]),
        ("## A [@b] c", ["a-c"]),
        ("## [A](http://x.y) ![b](c.png)", ["a-b"]),
        ("## A <b>", ["a-b"]),
        ("##", ["section"]),
    ],
)
def test_an_identifier_stands_once(text: str, identifiers: list[str]) -> None:
    result, _ = parsed(text)
    assert [heading.id for heading in result.headings] == identifiers
    assert result.anchors >= set(identifiers)


def test_many_equal_headings_take_linear_time() -> None:
    result, _ = parsed("## A\n\n" * 3000)
    assert len({heading.id for heading in result.headings}) == 3000


@pytest.mark.parametrize(
    ("text", "levels", "codes"),
    [
        ("## A\n\n### B\n\n#### C\n\n## D", [2, 3, 4, 2], []),
        ("# A", [2], ["MD004"]),
        ("A\n===", [2], ["MD004"]),
        ("A\n---", [2], []),
        ("### A", [3], ["MD005"]),
        ("## A\n\n#### B\n\n##### C", [2, 4, 5], ["MD005"]),
        ("## A\n\n###### B\n\n## C", [2, 6, 2], ["MD005"]),
        ("# A\n\n### B", [2, 3], ["MD004"]),
        ("> ## A", [2], []),
    ],
)
def test_levels_are_an_outline(text: str, levels: list[int], codes: list[str]) -> None:
    result, diagnostics = parsed(text)
    assert [heading.level for heading in result.headings] == levels
    assert [fault.code for fault in diagnostics] == codes
    for heading in result.headings:
        assert f'<h{heading.level} id="{heading.id}"' in "".join(map(str, result.parts))


def test_a_skipped_level_says_which_is_wanted() -> None:
    _, [fault] = parsed("## A\n\n#### B")
    assert (fault.message, fault.hint) == (
        "This heading is of level 4, but the one before it is of level 2.",
        "Use level 3 here.",
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("## A {#x}\n\n## B {#x}", ["MD006"]),
        ("## A {#ref-1}", ["MD006"]),
        ("## A {#audience-patient}", ["MD006"]),
        ("## A {#contents}", ["MD006"]),
        ("## A {#contents-of-x}", []),
        ("## A\n\n## B {#a}", ["MD006"]),
        ("[x]{#y}\n\n## A {#y}", ["MD006"]),
        ("::: {#y}\n:::\n\n## A {#y}", ["MD006"]),
        ("## A {#é}", []),
    ],
)
def test_an_anchor_is_given_once(text: str, codes: list[str]) -> None:
    result, diagnostics = parsed(text)
    assert [fault.code for fault in diagnostics] == codes
    identifiers = [heading.id for heading in result.headings]
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("## *A* `b` & c", "<em>A</em> <code>b</code> &amp; c"),
        ("## A [@b]", "A"),
        ("## A @b c", "A  c"),
        ("## [A](http://x.y) b", "A b"),
        ("## ![A](x.png) b", "A b"),
        ("## <b>A</b>", "&lt;b&gt;A&lt;/b&gt;"),
        ("## A {#x .patient}", "A"),
        ("## A\\\n", "A\\"),
        ("A\nb\n---", "A\nb"),
    ],
)
def test_a_label_is_html_without_citations_and_links(text: str, label: str) -> None:
    result, _ = parsed(text)
    assert [heading.label for heading in result.headings] == [label]


def test_a_fault_in_a_heading_is_reported_once() -> None:
    _, diagnostics = parsed("## A <b> [c](/d) ![](e.png) [x]{.nurse} {.y} [@a; b] [@a, @b] [^1] z")
    codes = [fault.code for fault in diagnostics]
    assert codes == ["MD007", "LNK001", "LNK008", "AUD001", "MD008", "CIT002", "CIT003", "MD009"]
