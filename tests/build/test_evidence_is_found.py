"""Words of evidence in the search index: each audience finds what it sees, and the index follows every change of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from large_site import contents
from msgspec.structs import replace

from dr_evidence_site.build import Options, build
from dr_evidence_site.exports.evidence_passages import searchable
from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.model.source import Span
from dr_evidence_site.render.words import UNTRANSLATED
from dr_evidence_site.site.evidence import without_sources
from dr_evidence_site.system import pagefind
from sites import TODAY, article

Make = Callable[..., Path]
Found = dict[str, dict[str, str]]

DATA = """\
population: {patient: people with wombats, clinician: numbats at baseline}
intervention: walking
comparison: rest
outcomes:
  - outcome: {patient: quokka pain, clinician: potoroo nociception}
    measure: risk ratio
    better: lower
    follow_up: 12 weeks
    studies:
      - {study: Bilby trial, cite: moyer2013, estimate: 0.75, interval: [0.55, 1.02], participants: 4744}
      - {study: Bettong trial, cite: jackson2006, estimate: 0.69, interval: [0.54, 0.88]}
    pooled: {estimate: 0.71, interval: [0.59, 0.86], cite: moyer2013, studies: 2, participants: 9744}
    baseline: {risk: 210 of 1000, cite: moyer2013}
    certainty: moderate
    downgraded: [{for: risk of bias, because: Echidnas knew their group.}]
recommendation: {direction: for, strength: strong, text: Walk with a quoll & <friends>., cite: moyer2013}
"""
BLOCK = f"```evidence\nid: pain\n{DATA}```"
FILE = "content/evidence/pain.yaml"
NAMED = "## Results\n\nText.\n\n```evidence pain\n```"


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> Found:
    """The text of each document that was indexed last, by its address, and under "" all that were."""
    found: Found = {}

    def index(documents: Iterable[tuple[str, str]], *, engine: bool = True) -> list[object]:
        for address, html in documents:
            path, _, audience = address.partition("?audience=")
            found.setdefault(path, {})[audience] = re.sub("<[^>]*>", " ", html)
        return []

    monkeypatch.setattr(pagefind, "index", index)
    return found


def made(site: Path, **options: object) -> None:
    build(replace(Options(site, TODAY), **options), site / "build")  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [BLOCK, NAMED], ids=["own data", "a file"])
def test_each_audience_finds_what_it_sees(body: str, make_site: Make, indexed: Found) -> None:
    made(make_site({"content/articles/a.md": article(body), FILE: DATA}))
    found = indexed["articles/a.html"]
    patient, clinician = found["patient"], found["clinician"]
    for words in ("Walking compared with rest.", "12 weeks", "Walk with a quoll &amp; &lt;friends&gt;."):
        assert words in patient and words in clinician, words
    for words in (
        "People with wombats.",
        "Quokka pain.",
        "The risk is probably lower with walking than with rest.",
        "Out of 1,000 people, this happens to 210 with rest and to 149 with walking.",
    ):
        assert words in patient and words not in clinician.replace("The risk is probably lower", "The risk"), words
    for words in (
        "Numbats at baseline.",
        "Potoroo nociception.",
        "RR 0.71 (95% CI 0.59 to 0.86); 61 fewer per 1,000 (86 fewer to 29 fewer); 2 studies; 9,744 participants",
        "Bilby trial RR 0.75 (0.55 to 1.02)",
        "Bettong trial RR 0.69 (0.54 to 0.88)",
        "Rated down by 1 level for risk of bias: Echidnas knew their group.",
    ):
        assert words in " ".join(clinician.split()) and words not in " ".join(patient.split()), words
    assert "[1]" not in patient + clinician and "Summary of findings" not in clinician


def test_evidence_for_some_is_found_by_them_alone(make_site: Make, indexed: Found) -> None:
    """Also what it says in words for everyone."""
    made(make_site({"content/articles/a.md": article(f"Text.\n\n::: clinician\n{BLOCK}\n:::")}))
    found = indexed["articles/a.html"]
    assert "Potoroo" in found["clinician"]
    for words in ("quokka", "quoll", "walking", "potoroo"):
        assert words not in found["patient"].lower(), words


def test_what_is_not_shown_is_not_found(make_site: Make, indexed: Found) -> None:
    shown = DATA.replace("    certainty:", "    show: {patient: [icons], clinician: [findings]}\n    certainty:")
    made(make_site({"content/articles/a.md": article(NAMED), FILE: shown}))
    found = indexed["articles/a.html"]
    assert "Quokka pain" in found["patient"] and "probably lower" not in found["patient"]
    assert "probably lower" in found["clinician"] and "Bilby" not in found["clinician"] + found["patient"]


def test_evidence_that_cannot_be_read_says_nothing() -> None:
    nothing = without_sources(EvidenceBlock("pain", Span("a.md"), "pain"), None, (), "en")
    assert searchable(nothing, UNTRANSLATED) == ""


def test_it_speaks_the_language_of_the_article(make_site: Make, indexed: Found) -> None:
    text = article(BLOCK).replace("audience: clinician", "audience: clinician\nlang: de")
    made(make_site({"content/articles/a.md": text}))
    assert "Das Risiko ist mit walking wahrscheinlich" in indexed["articles/a.html"]["patient"]


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({FILE: DATA.replace("potoroo", "platypus")}, "Platypus nociception"),
        (
            {"site.yaml": "audiences: [{id: patient, label: P}, {id: clinician, label: C, reading_grade: 9}]\n"},
            "Out of 1,000",
        ),
        (
            {"templates/messages/en.po": 'msgid "%(name)s compared with %(other)s"\nmsgstr "%(name)s or %(other)s"\n'},
            "Walking or rest",
        ),
    ],
    ids=["the file", "for whom sentences are plain", "the words of the interface"],
)
def test_a_change_of_what_is_said_reaches_the_index(
    changes: dict[str, str], seen: str, make_site: Make, indexed: Found
) -> None:
    site = make_site({"content/articles/a.md": article(NAMED), FILE: DATA})
    made(site)
    assert seen not in indexed["articles/a.html"]["clinician"]
    for path, content in changes.items():
        place = site / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    indexed.clear()
    made(site)
    assert seen in indexed["articles/a.html"]["clinician"]
    warm = dict(indexed)
    indexed.clear()
    made(site, remember=False)
    assert indexed == warm


def test_an_index_of_the_same_words_is_not_made_again(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real indexer: what a warm build leaves is what one from nothing makes."""
    site = make_site({"content/articles/a.md": article(NAMED), FILE: DATA})
    made(site)
    first = contents(site / "build")
    monkeypatch.setattr(pagefind, "index", lambda *_, **__: pytest.fail("nothing has changed"))
    (site / "content/people.yaml").write_text("someone: {name: Someone, roles: [author]}\n")
    build(Options(site, TODAY + dt.timedelta(1)), site / "build")
    index = {path for path in first if "/pagefind-" in path}
    assert index and {path: contents(site / "build")[path] for path in index} == {path: first[path] for path in index}
