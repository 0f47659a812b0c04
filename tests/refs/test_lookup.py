"""What is asked for an identifier, and what the answers become; and how politely it is asked."""

from __future__ import annotations

import email.utils
import json
import socket
import time
from collections.abc import Callable, Iterator

import foreign_records as samples
import pytest
from reference_services import DATASET, DOI, Services, serving

from dr_evidence_site.model.reference import Integrity, Name, PartialDate, ReferenceType
from dr_evidence_site.refs import lookup
from dr_evidence_site.refs.lookup import Answer, Found, identifier
from dr_evidence_site.system.http import Client


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1056/NEJMoa021134", "DOI 10.1056/NEJMoa021134"),
        ("doi:10.1056/NEJMoa021134", "DOI 10.1056/NEJMoa021134"),
        ("https://doi.org/10.1016/S0140-6736(97)11096-0", "DOI 10.1016/S0140-6736(97)11096-0"),
        ("12421889", "PMID 12421889"),
        ("PMID: 12421889", "PMID 12421889"),
        ("https://pubmed.ncbi.nlm.nih.gov/12421889/", "PMID 12421889"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12421889?x=1", "PMID 12421889"),
        ("PMC1234567", "PMC1234567"),
        ("pmcid: pmc1234567", "PMC1234567"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", "PMC1234567"),
        ("0", None),
        ("10.1056", None),
        ("hviid-2019", None),
        ("", None),
    ],
)
def test_identifiers(text: str, expected: str | None) -> None:
    found = identifier(text)
    assert (found and str(found)) == expected


class Recorded:
    """Answers by the last part of the path, without a network; what is not there is not found."""

    def __init__(self, **answers: Answer | dict[str, object] | str) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, address: str, media: str) -> Answer:
        self.asked.append(address)
        for name, answer in self.answers.items():
            if name in address:
                if isinstance(answer, Answer):
                    return answer
                return Answer(200, (answer if isinstance(answer, str) else json.dumps(answer)).encode())
        return Answer(404)


def search(*numbers: str) -> dict[str, object]:
    return {"esearchresult": {"idlist": list(numbers)}}


def look(ask: Callable[[str, str], Answer], *wanted: str) -> Found:
    return lookup.look_up([found for text in wanted if (found := identifier(text))], lookup.Services(), ask)


def messages(found: Found) -> list[tuple[str, str]]:
    return [(fault.code, fault.message) for fault in found.faults]


def test_a_doi_is_asked_at_crossref_and_completed_by_pubmed() -> None:
    ask = Recorded(works=samples.CROSSREF_WORK, esearch=search("99999901"), efetch=samples.PUBMED_XML)
    found = look(ask, DOI)
    (record,) = found.records
    reference = record.reference
    assert reference.authors == (Name("Müller", "Karl", suffix="Jr"), Name(literal="Example Trial Group"))
    assert (reference.container_title, reference.container_title_short) == ("Journal of Worked Examples", "J Work Ex")
    assert (reference.pmid, reference.pmcid, reference.doi) == ("99999901", "PMC99999902", DOI)
    assert (reference.issued, reference.integrity) == (PartialDate(2021, 3, 25), Integrity.RETRACTED)
    assert ask.asked == [
        "https://api.crossref.org/works/10.5555%2Fexample.2021.284",
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esearch.fcgi?db=pubmed&term=%2210.5555%2Fexample.2021.284%22%5Bdoi%5D&retmode=json&tool=dr-evidence-site",
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&id=99999901&retmode=xml&tool=dr-evidence-site",
    ]
    assert messages(found) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"esearch": search()},
        {"esearch": search("1", "2")},
        # A search that found parts of the words: another work.
        {"esearch": search("99999901"), "efetch": samples.PUBMED_XML.replace("example.2021.284<", "example.2021.999<")},
    ],
)
def test_what_pubmed_does_not_have_comes_from_crossref(answers: dict[str, object]) -> None:
    found = look(Recorded(works=samples.CROSSREF_WORK, **answers), DOI)  # type: ignore[arg-type]
    assert [record.reference.authors[0] for record in found.records] == [Name("Lee", "Jin-Ho")]
    assert messages(found) == []


def test_another_agency_is_asked_for_what_crossref_does_not_have() -> None:
    from reference_services import DATACITE

    ask = Recorded(**{"doi.org/": DATACITE})  # type: ignore[arg-type]
    (record,) = look(ask, DATASET).records
    reference = record.reference
    assert (reference.type, reference.title, reference.number) == (
        ReferenceType.DATASET,
        "Data of the walking trial",
        "2",
    )
    assert (reference.key, reference.publisher) == ("", "Example Repository")


def test_numbers_are_asked_for_together_and_come_in_order() -> None:
    other = samples.PUBMED_XML.replace("99999901", "7").split("<PubmedArticleSet>")[1].split("</PubmedArticleSet>")[0]
    ask = Recorded(efetch=samples.PUBMED_XML.replace("</PubmedArticleSet>", f"{other}</PubmedArticleSet>"))
    found = look(ask, "7", "99999901", "PMID 7", "8")
    assert [record.reference.pmid for record in found.records] == ["7", "99999901"]
    assert messages(found) == [("REF015", "PubMed knows no PMID 8.")]
    assert len(ask.asked) == 1


def test_a_pmcid_is_converted() -> None:
    known = {"status": "ok", "records": [{"pmcid": "PMC99999902", "pmid": 99999901, "doi": DOI}]}
    found = look(Recorded(idconv=known, efetch=samples.PUBMED_XML), "PMC99999902")
    assert [record.reference.pmid for record in found.records] == ["99999901"]
    only_doi = {"records": [{"pmcid": "PMC99999902", "doi": DOI}]}
    found = look(Recorded(idconv=only_doi, works=samples.CROSSREF_WORK, esearch=search()), "PMC99999902")
    assert [record.reference.doi for record in found.records] == [DOI]
    unknown = {"records": [{"pmcid": "PMC1", "status": "error", "errmsg": "not found"}]}
    assert messages(look(Recorded(idconv=unknown), "PMC1")) == [("REF015", "PubMed Central knows no PMC1.")]


DOWN = Answer(0, trouble="the connection was refused")


@pytest.mark.parametrize(
    ("wanted", "answers", "expected"),
    [
        (DOI, {}, ("REF015", f"Crossref knows no DOI {DOI}.")),
        (DOI, {"works": DOWN}, ("REF016", f"Crossref cannot be reached for DOI {DOI}: the connection was refused.")),
        (DOI, {"works": Answer(503)}, ("REF016", f"Crossref cannot be reached for DOI {DOI}: it answered with status 503.")),
        (DOI, {"works": "<html>Sign in"}, ("REF017", f"The answer of Crossref for DOI {DOI} cannot be understood: it is no JSON.")),
        (DOI, {"works": {"ok": 1}}, ("REF017", f"The answer of Crossref for DOI {DOI} cannot be understood: it holds no record.")),
        (DOI, {"works": {"message": {"DOI": DOI}}}, ("REF017", f"The answer of Crossref for DOI {DOI} cannot be understood: the record has no title.")),
        ("7", {"efetch": DOWN}, ("REF016", "PubMed cannot be reached for PMID 7: the connection was refused.")),
        ("7", {"efetch": "<html>Sign in"}, ("REF017", "The answer of PubMed for PMID 7 cannot be understood: it holds no record.")),
        ("7", {"efetch": "<PubmedArticleSet><Pub"}, ("REF017", "The answer of PubMed for PMID 7 cannot be understood: it is not complete.")),
        ("7", {"efetch": Answer(400)}, ("REF015", "PubMed knows no PMID 7.")),
        ("PMC7", {"idconv": DOWN}, ("REF016", "PubMed Central cannot be reached for PMC7: the connection was refused.")),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said(wanted: str, answers: dict[str, object], expected: tuple[str, str]) -> None:
    found = look(Recorded(**answers), wanted)  # type: ignore[arg-type]
    assert (messages(found), found.records) == ([expected], [])


def test_without_pubmed_the_record_of_crossref_is_taken_and_that_is_said() -> None:
    found = look(Recorded(works=samples.CROSSREF_WORK, esearch=DOWN), DOI)
    assert len(found.records) == 1
    assert messages(found) == [("REF018", f"PubMed could not be asked about DOI {DOI}: the connection was refused.")]


def test_what_fails_for_one_does_not_stop_the_others() -> None:
    found = look(Recorded(efetch=samples.PUBMED_XML), "10.5555/none", "99999901")
    assert ([record.reference.pmid for record in found.records], len(found.faults)) == (["99999901"], 1)


# Over HTTP


@pytest.fixture(scope="module")
def server() -> Iterator[Services]:
    with serving() as services:
        yield services


@pytest.fixture
def service(server: Services) -> Services:
    server.asked.clear()
    server.instead.clear()
    return server


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds


def client(clock: Clock, **options: float) -> Client:
    return Client("example/1 (mailto:a@example.org)", sleep=clock.sleep, now=lambda: clock.time, **options)  # type: ignore[arg-type]


def test_who_asks_is_said_and_hosts_are_given_time(service: Services) -> None:
    clock = Clock()
    asking = client(clock)
    for _ in range(3):
        assert asking.get(f"{service.address}/works/{DOI}").status == 200
    assert {question["agent"] for _, question in service.asked} == {"example/1 (mailto:a@example.org)"}
    assert clock.slept == [0.4, 0.4]


@pytest.mark.parametrize(
    ("instead", "status", "slept"),
    [
        ([(503, {}, b"")], 200, [1.0]),
        ([(429, {"Retry-After": "7"}, b"")], 200, [7.0]),
        ([(503, {}, b"")] * 3, 503, [1.0, 2.0]),
        ([(429, {"Retry-After": "3600"}, b"")], 429, []),
        ([(404, {}, b"")], 404, []),
        ([(400, {}, b"")], 400, []),
    ],
)
def test_a_busy_service_is_asked_again_but_not_for_ever(
    service: Services, instead: list[tuple[int, dict[str, str], bytes]], status: int, slept: list[float]
) -> None:
    service.instead = list(instead)
    clock = Clock()
    assert client(clock, interval=0).get(f"{service.address}/works/{DOI}").status == status
    assert clock.slept == slept


def test_a_date_to_come_back_at_is_kept(service: Services) -> None:
    service.instead = [(503, {"Retry-After": email.utils.formatdate(time.time() + 20, usegmt=True)}, b"")]
    clock = Clock()
    assert client(clock, interval=0).get(f"{service.address}/works/{DOI}").status == 200
    assert 17 < clock.slept[0] <= 20


def test_nobody_there_is_found_out_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    clock = Clock()
    asking = client(clock, interval=0)
    assert asking.get(address).trouble == "the connection was refused"
    assert asking.get(address).trouble == "the connection was refused"
    assert len(clock.slept) == 2


def test_a_service_that_does_not_answer_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        reply = client(Clock(), timeout=0.05, tries=1).get(address)
    assert reply.trouble == "it did not answer in time"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "//example.org", ""])
def test_only_the_web_is_asked(address: str) -> None:
    assert client(Clock()).get(address).trouble == "its address is no web address"
