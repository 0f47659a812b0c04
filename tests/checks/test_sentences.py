"""Where a sentence ends, and where a full stop does not end one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.build.wording import rules_of
from dr_evidence_site.checks.sentences import sentences

CASES = {
    "en": [
        "One. Two? Three! Four",
        "It was e.g. Aspirin v. placebo. Next",
        "Smith et al. Reported it. Next",
        "See Fig. 3 and No. 4. Next",
        "Dr. Smith agreed. Next",
        "It was 95% CI 1.02 to 1.34. Next",
        "J. Lee wrote it. Next",
        "“Quoted.” Next",
        "(In brackets.) Next",
        "Wait… What? Next",
        "Of 1.5 mg. 3 had none. Next",
        "Version 1.2.3 came out. it went on. Next",
        "A [b]. @key found it. Next",
    ],
    "fr": ["C’est p. ex. Paris. «\u00a0Oui.\u00a0» Ensuite", "Élan. État. Fin"],
    "de": ["Das gilt z. B. Montags. Danach", "Am 3. Mai kam es. Änderung"],
    "es": ["Es p. ej. Madrid. ¿Qué? Fin"],
}
COUNTS = {
    "en": [4, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 2, 3],
    "fr": [3, 3],
    "de": [2, 3],
    "es": [3],
}


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [(name, text, count) for name in CASES for text, count in zip(CASES[name], COUNTS[name], strict=True)],
)
def test_a_text_has_so_many_sentences(language: str, text: str, count: int) -> None:
    rules = rules_of(language, (), "en")
    assert rules
    found = [text[start:end] for start, end in sentences(text, rules.abbreviations)]
    assert len(found) == count, found


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1. ?!\n\"'”)(@é。…\u00a0"), max_size=60))
def test_sentences_are_in_order_and_lose_only_white_space(text: str) -> None:
    found = sentences(text, frozenset({"a"}))
    bounds = [0, *(offset for pair in found for offset in pair), len(text)]
    assert bounds == sorted(bounds)
    assert "".join(text[start:end] for start, end in found).split() == text.split() or all(
        not text[end:start].strip() for (_, end), (start, _) in pairwise(found)
    )
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in found)


def test_a_long_text_takes_linear_time() -> None:
    assert len(sentences("a." * 200_000)) == 1
    assert len(sentences("." * 200_000)) == 1
    assert len(sentences("?" + " " * 200_000)) == 1
