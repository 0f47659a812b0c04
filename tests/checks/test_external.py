"""What answers of servers mean for links, and which addresses are never asked for."""

from __future__ import annotations

import pytest

from dr_evidence_site.checks.external import fault, unreachable
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.model.external import Answer, ExternalLink, Outcome
from dr_evidence_site.model.source import Span

SPAN = Span("a.md", 8, 3, 8, 20)
PAGE = ExternalLink("https://a.test/x#y", SPAN)
DOI = ExternalLink("https://doi.org/10.1000/1", SPAN, "DOI", "10.1000/1")

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@pytest.mark.parametrize(
    ("link", "answer", "code", "severity", "words"),
    [
        (PAGE, Answer(Outcome.FOUND, 200), "", None, ""),
        (PAGE, Answer(Outcome.FOUND, 200, moved="https://b.test/"), "EXT003", NOTE, "good to “https://b.test/”."),
        (
            PAGE,
            Answer(Outcome.GONE, 404),
            "EXT001",
            WARNING,
            "“https://a.test/x#y” leads nowhere: the server answers 404.",
        ),
        (PAGE, Answer(Outcome.REFUSED, 403, "the server answers 403"), "EXT004", NOTE, "the server answers 403."),
        (PAGE, Answer(Outcome.SILENT, reason="it is gone"), "EXT004", NOTE, "could not be checked: it is gone."),
        (DOI, Answer(Outcome.FOUND, 302), "", None, ""),
        (DOI, Answer(Outcome.FOUND, 200, moved="https://b.test/"), "", None, ""),
        (DOI, Answer(Outcome.GONE, 404), "EXT002", ERROR, "There is no DOI “10.1000/1”: doi.org answers 404."),
        (DOI, Answer(Outcome.REFUSED, 500, "the server answers 500"), "EXT004", NOTE, "could not be checked"),
    ],
)
def test_answers(link: ExternalLink, answer: Answer, code: str, severity: Severity | None, words: str) -> None:
    found = fault(link, answer)
    assert (found.code if found else "", found.severity if found else None) == (code, severity)
    if found:
        assert words in found.message
        assert found.span == SPAN
        assert found.subject == link.address


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://localhost:8000/a.html", "localhost"),
        ("http://LOCALHOST./", "localhost"),
        ("http://a.localhost/", "a.localhost"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://192.168.0.7/", "192.168.0.7"),
        ("http://10.1.2.3/", "10.1.2.3"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("http://[::1]/", "::1"),
        ("http://[fe80::1]/", "fe80::1"),
        ("http://0.0.0.0/", "0.0.0.0"),
        ("https://example.org/localhost", ""),
        ("https://localhost.example.org/", ""),
        ("https://8.8.8.8/", ""),
        ("https://10.example.org/", ""),
        ("http://[/", ""),
        ("http://", ""),
    ],
)
def test_addresses_that_mean_another_place_for_everyone(address: str, host: str) -> None:
    found = unreachable(ExternalLink(address, SPAN))
    assert (found.code if found else "") == ("EXT007" if host else "")
    assert found is None or f"“{host}”" in found.message


def test_the_fragment_is_no_part_of_what_is_asked_for() -> None:
    assert PAGE.page == "https://a.test/x"
