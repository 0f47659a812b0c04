from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import formatdate
from itertools import pairwise

import pytest
from msgspec.structs import replace

from dr_evidence_site.model.external import Answer, Outcome
from dr_evidence_site.system.link_check import Manners, Question, ask
from dr_evidence_site.system.retry_after import retry_after
from web_servers import Web, servers

QUICK = Manners("example-site/1.0 (+https://evidence.example.org/)", pause=0.0, patience=20.0, total=60.0, private=True)
FOUND, GONE, REFUSED, SILENT = Outcome.FOUND, Outcome.GONE, Outcome.REFUSED, Outcome.SILENT


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with servers(monkeypatch) as web:
        yield web


def one(address: str, manners: Manners = QUICK, *, follows: bool = True) -> Answer:
    ((told, answer),) = ask([Question(address, follows)], manners)
    assert told == address
    return answer


def test_what_servers_answer(web: Web) -> None:
    expected = {
        "/ok": (FOUND, 200),
        "/ok?a=b&c=%20": (FOUND, 200),
        "/ünï côdé": (FOUND, 200),
        "/missing": (GONE, 404),
        "/withdrawn": (GONE, 410),
        "/private": (REFUSED, 401),
        "/forbidden": (REFUSED, 403),
        "/odd": (REFUSED, 999),
        "/broken": (REFUSED, 500),
        "/no-head-405": (FOUND, 200),
        "/no-head-404": (FOUND, 200),
        "/no-head-403": (FOUND, 200),
        "/no-head-501": (FOUND, 200),
        "/busy-twice": (FOUND, 200),
        "/busy-always": (REFUSED, 503),
        "/without-a-place": (FOUND, 304),
        "/moved": (FOUND, 200),
        "/for-now": (FOUND, 200),
        "/moved-and-gone": (GONE, 404),
        "/circle": (REFUSED, 302),
        "/endless": (REFUSED, 302),
        "/to-a-file": (REFUSED, 302),
        "/to-nothing": (REFUSED, 302),
        "/to-umlauts": (FOUND, 200),
    }
    answers = dict(ask([Question(web.at(path)) for path in expected], QUICK))
    assert {path: (answers[web.at(path)].outcome, answers[web.at(path)].status) for path in expected} == expected
    reasons = {path: answers[web.at(path)].reason for path in expected}
    assert reasons["/forbidden"] == "the server answers 403 (Forbidden)"
    assert reasons["/odd"] == "the server answers 999"
    assert "circles" in reasons["/circle"]
    assert "more than 10 times" in reasons["/endless"]
    assert all(
        "no public web address" in reasons[path] for path in expected if path.startswith("/to-") and reasons[path]
    )
    assert web.asked("/ok")[:1] == ["HEAD"]
    assert web.asked("/no-head-405") == web.asked("/withdrawn") == ["HEAD", "GET"]
    assert web.asked("/busy-twice") == ["HEAD", "HEAD", "HEAD"]
    assert web.asked("/%C3%BCn%C3%AF%20c%C3%B4d%C3%A9") == ["HEAD"]
    assert web.asked("/%C3%BC") == ["HEAD"]


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("/moved", "/ok"),
        ("/moved-twice", "/ok"),
        ("/for-now", ""),
        ("/for-now-then-for-good", ""),
        ("/for-good-then-for-now", "/for-now"),
    ],
)
def test_only_what_moved_for_good_has_a_new_address(web: Web, path: str, moved: str) -> None:
    host = "b.test" if path == "/moved-twice" else "a.test"
    assert one(web.at(path)).moved == (web.at(moved, host) if moved else "")


def test_a_redirect_is_answer_enough_when_it_is_not_to_be_followed(web: Web) -> None:
    assert one(web.at("/for-now"), follows=False) == Answer(FOUND, 302)
    assert one(web.at("/missing"), follows=False) == Answer(GONE, 404)
    assert web.asked("/ok") == []


def test_servers_that_do_not_answer(web: Web) -> None:
    expected = {
        f"http://c.test:{web.closed_port}/": "the server refuses connections",
        "http://unknown.test/": "there is no server of that name",
        f"http://f.test:{web.babbling_port}/": "the server's answer could not be understood",
        f"https://self-signed.test:{web.secure_port}/": "the server's certificate is not valid (self-signed certificate)",
        f"https://g.test:{web.port}/": "no secure connection could be made",
        "http://[/": "the address cannot be asked for",
        "http://:80/": "the address cannot be asked for",
        "http://h.test:port/": "the address cannot be asked for",
    }
    answers = dict(ask([*map(Question, expected), Question(web.at("/ok"))], replace(QUICK, at_once=2, doubtful=99)))
    assert answers.pop(web.at("/ok")).outcome is FOUND
    assert {address: answer.outcome for address, answer in answers.items()} == dict.fromkeys(expected, SILENT)
    for address, reason in expected.items():
        assert answers[address].reason.startswith(reason), address


def test_servers_that_take_too_long(web: Web) -> None:
    pages = [web.at("/slow", "d.test"), web.at("/drip", "e.test"), "http://hangs.test/"]
    began = time.monotonic()
    answers = dict(ask(map(Question, pages), replace(QUICK, patience=0.4, at_once=2)))
    late = Answer(SILENT, reason="there was no answer within 0.4 seconds")
    assert answers == dict.fromkeys(pages, late)
    assert time.monotonic() - began < 2.5  # of the 3 seconds that the first of them takes


def test_a_page_is_not_read(web: Web) -> None:
    assert one(web.at("/huge")) == Answer(FOUND, 200)
    assert web.sent < 20_000_000


def test_one_server_is_asked_one_thing_at_a_time_with_a_pause(web: Web) -> None:
    questions = [Question(web.at(f"/ok?{number}", host)) for number in range(4) for host in ("a.test", "b.test")]
    assert len(dict(ask(questions, replace(QUICK, pause=0.1)))) == 8
    for host in ("a.test", "b.test"):
        began = sorted(request.began for request in web.requests if request.host == host)
        gaps = [after - before for before, after in pairwise(began)]
        assert len(gaps) == 3
        assert min(gaps) >= 0.1
    hosts = [request.host for request in sorted(web.requests, key=lambda request: request.began)]
    assert hosts != sorted(hosts)  # others are asked in the meantime


def test_a_server_is_given_the_time_it_asks_for(web: Web) -> None:
    assert one(web.at("/busy-for-a-second")).outcome is FOUND
    first, second = web.requests
    assert second.began - first.began >= 1


def test_a_server_that_wants_to_be_left_alone_is_left_alone(web: Web) -> None:
    pages = [web.at("/busy-for-an-hour"), web.at("/ok"), web.at("/missing")]
    answers = dict(ask(map(Question, pages), QUICK))
    assert [answers[page].outcome for page in pages] == [REFUSED] * 3
    assert answers[pages[1]].reason == "the server asks to be left alone for 3600 seconds"
    assert len(web.requests) == 1


def test_a_server_that_is_not_there_is_tried_once(web: Web) -> None:
    pages = [f"http://c.test:{web.closed_port}/{number}" for number in range(50)]
    began = time.monotonic()
    answers = dict(ask([Question(web.at("/ok")), *map(Question, pages)], replace(QUICK, pause=5)))
    assert [answers[page].outcome for page in pages] == [SILENT] * 50
    assert time.monotonic() - began < 5


def test_nobody_is_waited_for_when_nobody_can_be_reached(web: Web) -> None:
    questions = [Question(f"http://{name}-{number}.test/") for name in ("unknown", "hangs") for number in range(5)]
    began = time.monotonic()
    answers = dict(ask(questions, replace(QUICK, patience=5, total=20)))
    assert {answer.outcome for answer in answers.values()} == {SILENT}
    assert 4 <= len(answers) < 10
    assert time.monotonic() - began < 4  # of the 5 seconds that looking up a name takes


def test_all_ends_when_the_time_is_over(web: Web) -> None:
    pages = [web.at("/ok"), web.at("/slow", "b.test"), web.at("/ok", "hangs.test")]
    began = time.monotonic()
    answers = dict(ask(map(Question, pages), replace(QUICK, total=1)))
    assert list(answers) == pages[:1]
    assert time.monotonic() - began < 2.5


def test_servers_are_told_who_asks_and_no_secrets(web: Web) -> None:
    assert one(f"http://user:secret@a.test:{web.port}/ok").outcome is FOUND
    assert one(f"http://bücher.test:{web.port}/ok").outcome is FOUND
    (first, second) = web.requests
    assert first.headers["User-Agent"] == QUICK.agent
    assert not {"Authorization", "Cookie", "Referer"} & first.headers.keys()
    assert (first.host, second.host) == ("a.test", "xn--bcher-kva.test")


def test_nothing_is_asked_without_a_question() -> None:
    assert list(ask([], QUICK)) == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("²", None),
        ("9" * 400, None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_the_time_that_a_server_asks_for(header: str, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_a_time_that_a_server_asks_for_as_a_date() -> None:
    assert 55 < (retry_after(formatdate(time.time() + 60, usegmt=True)) or 0) <= 60
