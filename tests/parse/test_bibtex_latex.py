"""LaTeX in fields, read as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.parse.latex import plain_text


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\'e \`a \^o \~n \=u \.z", "é à ô ñ ū ż"),
        (r"{\"u} \"{u} {\"{u}} \"u", "ü ü ü ü"),
        (r"\v{S} \c{c} \c cais \H{o} \k{a} \r{a} \u{g} \d{t} \b{d}", "Š ç çais ő ą å ğ ṭ ḏ"),
        (r"{\'{\i}} \'\i{} \v{\j}", "í í ǰ"),
        (r"\'{x}", "x́"),
        (r"\ss \o\ \O \l{} \L \aa \AA \ae \AE \oe \th", "ßø Øł ŁåÅæÆœþ"),
        (r"Stra{\ss}e, Stra\ss{}e", "Straße, Straße"),
        ("284--287 --- a-b", "284–287 — a-b"),
        ("J.~J.~Smith", "J. J. Smith"),
        (r"A \& B, 5\%, \#1, a\_b, \$5, \{x\}", "A & B, 5%, #1, a_b, $5, {x}"),
        ("50% of #1 & more_less", "50% of #1 & more_less"),
        (r"CO\textsubscript{2}, m\textsuperscript{2}", "CO₂, m²"),
        (r"10$^{-3}$, H$_2$O, $x^{2n}$", "10⁻³, H₂O, x²ⁿ"),
        (r"m\textsuperscript{Q?}", "mQ?"),
        (r"$\alpha$, \(\beta\), $p \leq 0.05$, $\geq 5$, $\pm$, $\times$", "α, β, p ≤ 0.05, ≥ 5, ±, ×"),
        ("costs $5", "costs $5"),
        (r"\emph{one {\bf two}} \textit{three}", "one two three"),
        ("``quoted'' `single'", "“quoted” `single'"),
        (r"\enquote{quoted}", "“quoted”"),
        (r"\href{https://a.org}{text}", "text"),
        (r"{{D}ouble} {B}races", "Double Braces"),
        (r"a\\b\,c\ d\-e\/f", "a b c def"),
        (r"\ldots{} \dots \textregistered{} \texttrademark", "… …® ™"),
        ("two\n   lines\tand tabs", "two lines and tabs"),
        ("", ""),
    ],
)
def test_plain_text(latex: str, expected: str) -> None:
    assert plain_text(latex) == (expected, ())


def test_an_unknown_command_is_named_once_and_its_argument_stays() -> None:
    assert plain_text(r"\foo{one} \foo{two} \bar") == ("one two", (r"\foo", r"\bar"))


@pytest.mark.parametrize("latex", ["\\", "}", "{", "}{", "\\'", "{\\'", "$", "\\(", "$^", r"\textsuperscript", "\\'}"])
def test_broken_latex_is_read_without_complaint(latex: str) -> None:
    assert isinstance(plain_text(latex)[0], str)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="\\{}$^_~'\"`a-b oi\n", max_size=40))
def test_any_text_gives_one_line_without_group_braces(latex: str) -> None:
    text, _ = plain_text(latex)
    assert "\n" not in text
    assert text == text.strip()
    if "\\" not in latex:
        assert "{" not in text
        assert "}" not in text
