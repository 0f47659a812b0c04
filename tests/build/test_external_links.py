"""`check --external` on whole sites: every place that a link can stand in, what is remembered, and no connection."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from dr_evidence_site.build import Options, check, external
from dr_evidence_site.cli import main
from dr_evidence_site.system.link_check import Manners
from sites import TODAY
from web_servers import Web, servers

MakeSite = Callable[[Mapping[str, str | bytes]], Path]

LIBRARY = """\
@misc{one, title = {One}, author = {One, Ann}, date = {2020},
  doi = {10.1000/one},
  url = {https://doi.org/10.1000/other},
}
@misc{two, title = {Two}, author = {Two, Ann}, date = {2020}, pmid = {12345678}, pmcid = {PMC123},
  url = {HOST/missing?two},
}
@misc{unused, title = {Three}, author = {Three, Ann}, date = {2020}, doi = {10.1000/unused}, url = {HOST/missing?3}}
"""
SETTINGS = """\
notice: "See [this](HOST/missing?notice)."
follow_up: {label: Ask, url: "HOST/missing?follow-up"}
audiences:
  - {id: clinician, label: C, disclaimer: "Not [this](HOST/missing?disclaimer)."}
languages:
  fr: {notice: "Voir [cela](HOST/missing?french)."}
"""
HEAD = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n---\n"
FOUND, MOVED = ["found", 200, "", ""], ["found", 302, "", ""]
GONE, BUSY = ["gone", 404, "", ""], ["refused", 503, "the server answers 503", ""]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with servers(monkeypatch) as web:
        yield web


def known(site: Path, answers: Mapping[str, list[object]]) -> Path:
    """Let the site know what servers answered a moment ago."""
    place = site / ".cache/links.json"
    place.parent.mkdir()
    place.write_text(json.dumps({address: [time.time() - 60, *answer] for address, answer in answers.items()}))
    return site


def found(site: Path) -> list[tuple[str, str, int, int]]:
    faults = check(Options(site, TODAY, external=True, private=True)).diagnostics
    return [(f.code, f.span.path, f.span.line, f.span.column) for f in faults if f.code.startswith("EXT")]


def told(lines: str) -> list[dict[str, object]]:
    faults = [json.loads(line) for line in lines.splitlines()]
    return [fault for fault in faults if fault["code"].startswith("EXT")]


def test_every_place_of_a_link_is_told(make_site: MakeSite, web: Web) -> None:
    host = web.at("")
    line = f"Go [there]({host}/missing) [@one; @two, see {host}/missing?note]."
    files = {
        "content/articles/a.md": f"{HEAD}{line}\n",
        "content/articles/broken.md": f"---\ntitle: T\n---\nA [page]({host}/missing).\n",
        "content/pages/about.md": f"---\ntitle: About\n---\n[Here](http://127.0.0.1:8000/), <{host}/moved>.\n",
        "content/glossary.yaml": f"trial: A test. See [this]({host}/missing?term).\n",
        "content/people.yaml": "ann: {name: Ann, orcid: 0000-0002-1825-0097}\n",
        "references/library.bib": LIBRARY.replace("HOST", host),
        "site.yaml": SETTINGS.replace("HOST", host),
    }
    pages = ("", "?note", "?two", "?notice", "?follow-up", "?disclaimer", "?french", "?term")
    site = known(make_site(files), {
        "https://doi.org/10.1000/one": MOVED,
        "https://doi.org/10.1000/other": GONE,
        "https://pubmed.ncbi.nlm.nih.gov/12345678/": GONE,
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/": BUSY,
        "https://orcid.org/0000-0002-1825-0097": GONE,
        **{f"{host}/missing{page}": GONE for page in pages},
    })  # fmt: skip
    assert found(site) == [
        ("EXT001", "content/articles/a.md", 7, 4),
        ("EXT001", "content/articles/a.md", 7, line.index("see ") + 5),
        ("EXT001", "content/articles/broken.md", 4, 3),
        ("EXT001", "content/glossary.yaml", 1, 1),
        ("EXT007", "content/pages/about.md", 4, 1),
        ("EXT003", "content/pages/about.md", 4, 33),
        ("EXT002", "content/people.yaml", 1, 1),
        ("EXT002", "references/library.bib", 3, 3),
        ("EXT002", "references/library.bib", 5, 63),
        ("EXT004", "references/library.bib", 5, 82),
        ("EXT001", "references/library.bib", 6, 3),
        ("EXT001", "site.yaml", 1, 1),
        ("EXT001", "site.yaml", 2, 1),
        ("EXT001", "site.yaml", 3, 1),
        ("EXT001", "site.yaml", 5, 1),
    ]
    assert [request.path for request in web.requests] == ["/moved", "/ok"]
    assert not [fault for fault in check(Options(site, TODAY)).diagnostics if fault.code.startswith("EXT")]
    assert len(web.requests) == 2


def test_answers_are_remembered_and_waived(make_site: MakeSite, web: Web) -> None:
    links = " ".join(f"<{web.at('/missing', host)}#part>" for host in ("a.test", "b.test", "a.test"))
    columns = [column + 1 for column, character in enumerate(links) if character == "<"]
    waiver = "waive:\n  - {code: EXT001, about: //a.test, reason: Kept for the record.}\n---"
    text = HEAD.replace("---\n", "", 1).replace("---", waiver, 1)
    site = make_site({"content/articles/a.md": f"---\n{text}{links}\n"})
    command = ["check", str(site), "--external", "--allow-private", "--format", "jsonl", "--today", "2026-06-01"]
    for fail_on, code in (("warning", 1), ("error", 0)):
        run = CliRunner().invoke(main, [*command, "--fail-on", fail_on])
        faults = told(run.stdout)
        assert run.exit_code == code, run.output
        assert [(f["code"], f["severity"]) for f in faults] == [
            ("EXT001", "note"),
            ("EXT001", "warning"),
            ("EXT001", "note"),
        ]
        assert [f["column"] for f in faults] == columns
        assert [request.method for request in web.requests if request.host == "a.test"] == ["HEAD", "GET"]
    plain = CliRunner().invoke(main, [word for word in command if word != "--external"])
    assert (plain.exit_code, told(plain.stdout)) == (0, [])
    assert "WVR" not in plain.stdout


def test_without_a_connection_there_is_one_diagnostic(make_site: MakeSite, web: Web) -> None:
    text = "".join(f"<http://unknown-{number}.test/>\n" for number in range(20))
    site = known(make_site({"content/articles/a.md": f"{HEAD}{text}<http://a.test/>"}), {"http://a.test/": GONE})
    silent = CliRunner().invoke(main, ["check", str(site), "--external", "--format", "jsonl"])
    faults = told(silent.stdout)
    assert [(fault["code"], fault["line"]) for fault in faults] == [("EXT001", 27), ("EXT005", 1)]
    assert str(faults[1]["message"]).startswith(
        "No server could be reached, so 20 of 21 external addresses were not checked"
    )
    assert faults[1]["path"] == "site.yaml"


def test_what_is_known_to_answer_tells_dead_servers_from_a_lost_connection(make_site: MakeSite, web: Web) -> None:
    text = "".join(f"<http://unknown-{number}.test/>\n" for number in range(9))
    site = known(make_site({"content/articles/a.md": f"{HEAD}{text}<{web.at('/ok')}>"}), {web.at("/ok"): FOUND})
    assert found(site) == [("EXT004", "content/articles/a.md", line, 1) for line in range(7, 16)]
    assert web.asked("/ok") == ["HEAD"]


def test_one_dead_server_is_no_lost_connection(make_site: MakeSite, web: Web) -> None:
    site = make_site({"content/articles/a.md": f"{HEAD}<http://unknown.test/> <http://unknown.test/b>\n"})
    assert found(site) == [("EXT004", "content/articles/a.md", 7, 1), ("EXT004", "content/articles/a.md", 7, 24)]


def test_what_is_left_when_the_time_is_over_is_told(
    make_site: MakeSite, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "Manners", partial(Manners, total=1))
    site = make_site({"content/articles/a.md": f"{HEAD}<{web.at('/missing')}> <{web.at('/slow', 'b.test')}>\n"})
    assert found(site) == [("EXT001", "content/articles/a.md", 7, 1), ("EXT006", "site.yaml", 1, 1)]
