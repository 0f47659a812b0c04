"""When nothing changed, the last report is given again; any change of what a build looks at lets it do its work."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from large_site import write_site
from msgspec.structs import replace
from one_version import keep_one_version

from dr_evidence_site.build import Options, Report, build, outcome
from dr_evidence_site.build import run as run_module
from dr_evidence_site.build.reading import Reading
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.system import sources
from sites import TODAY, article

TICK = 0.012  # seconds: longer than a tick of the clock that stamps files
PIXEL = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
CLAIM = article("Fewer people had a stroke: 12% against 15%.", title="A claim without a source")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with every kind of file, one of its articles with a warning, built once; its files count as settled."""
    keep_one_version(monkeypatch)
    monkeypatch.setattr(sources, "_SETTLED", 0)
    root = write_site(tmp_path / "site", 3)
    with (root / "site.yaml").open("a") as settings:
        settings.write("search: false\n")
    for path, text in {
        "content/articles/claim.md": CLAIM,
        "content/glossary.yaml": "{}\n",
        "templates/parts/note.html": "<p>Note</p>\n",
        "templates/static/brand.css": ":root { --accent: #123456; }\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "content/pixel.gif").write_bytes(PIXEL)
    time.sleep(TICK)
    assert run(root).summary is not None
    return root


def run(site: Path, **changes: object) -> Report:
    options = replace(Options(site, TODAY, jobs=1), **changes)  # type: ignore[arg-type]
    return build(options, site / "build")


def works(site: Path, monkeypatch: pytest.MonkeyPatch, **changes: object) -> bool:
    """Whether a build reads the site, and does not merely give its last report again."""
    seen: list[object] = []
    real = Reading.load
    with monkeypatch.context() as patch:
        patch.setattr(Reading, "load", lambda self, *rest: (seen.append(self), real(self, *rest))[1])
        run(site, **changes)
    return bool(seen)


def test_the_report_is_that_of_the_build_before(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = run(site, remember=False)
    assert not works(site, monkeypatch)
    again = run(site)
    assert {one.code for one in again.diagnostics} >= {"CLM002"}
    assert again.diagnostics == full.diagnostics
    assert (again.pages, again.articles) == (full.pages, full.articles)
    assert again.summary == replace(full.summary, written=0, removed=0)  # type: ignore[type-var]
    assert (again.work.parsed, again.work.rendered) == (0, 0)


def test_the_facts_and_the_texts_are_read_when_they_are_asked_for(site: Path) -> None:
    full, again = run(site, remember=False), run(site)
    mine, others = again.facts(), full.facts()
    assert (mine.lapsed, mine.coverage, mine.readings) == (others.lapsed, others.coverage, others.readings)
    assert list(mine.years()) == list(others.years())
    for path in ("content/articles/claim.md", "site.yaml", "templates/parts/note.html", "content/none.md"):
        assert again.source(path) == full.source(path)


def _touch(path: str) -> Callable[[Path], None]:
    return lambda site: os.utime(site / path)


def _add(path: str, content: bytes = b"") -> Callable[[Path], None]:
    def change(site: Path) -> None:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)

    return change


def _same_size(path: str) -> Callable[[Path], None]:
    """Change a byte, and put the time of change back."""

    def change(site: Path) -> None:
        place = site / path
        before = place.stat()
        content = place.read_bytes()
        place.write_bytes(content[:-2] + b"~\n")
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    return change


def _lead_elsewhere(site: Path) -> None:
    """Put a link in the place of a folder of the build."""
    shutil.move(site / "build/articles", site.parent / "elsewhere")
    (site / "build/articles").symlink_to(site.parent / "elsewhere")


CHANGES: dict[str, Callable[[Path], None]] = {
    "settings": _touch("site.yaml"),
    "an article": _same_size("content/articles/claim.md"),
    "a new article": _add("content/articles/new.md", article(title="New").encode()),
    "a lost article": lambda site: (site / "content/articles/claim.md").unlink(),
    "a renamed article": lambda site: shutil.move(site / "content/articles/claim.md", site / "content/articles/b.md"),
    "people": _touch("content/people.yaml"),
    "the glossary": _touch("content/glossary.yaml"),
    "rules of wording": _add("content/wording.yaml", b"{}\n"),
    "a file of evidence": _add("content/evidence/example.yaml"),
    "the library": _touch("references/library.bib"),
    "retractions": _add("references/retractions.csv"),
    "a picture": _same_size("content/pixel.gif"),
    "a new picture": _add("content/articles/NEW.GIF", PIXEL),
    "a template": _touch("templates/parts/note.html"),
    "a new template": _add("templates/article.html", b'{% extends "!article.html" %}'),
    "a catalog": _add("templates/messages/fr.po"),
    "a style": _touch("templates/static/brand.css"),
    "a page that was edited": _same_size("build/index.html"),
    "a page that was lost": lambda site: (site / "build/index.html").unlink(),
    "an asset that was lost": lambda site: next((site / "build/assets").glob("*.css")).unlink(),
    "the list of files": lambda site: (site / "build/manifest.json").unlink(),
    "the build folder": lambda site: shutil.rmtree(site / "build"),
    "a folder of it": _lead_elsewhere,
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen(site: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    CHANGES[change](site)
    time.sleep(TICK)
    assert works(site, monkeypatch)


@pytest.mark.parametrize(
    "decision",
    [{"today": TODAY + dt.timedelta(1)}, {"base_url": "https://example.org/"}, {"fail_on": Severity.NOTE}],
    ids=lambda decision: next(iter(decision)),
)
def test_every_decision_counts(site: Path, monkeypatch: pytest.MonkeyPatch, decision: dict[str, object]) -> None:
    assert works(site, monkeypatch, **decision)


def test_another_program_does_its_own_work(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "fingerprint", lambda: "another")
    assert works(site, monkeypatch)


def test_foreign_files_in_the_build_folder_do_not_count(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _add("build/CNAME", b"example.org")(site)
    assert not works(site, monkeypatch)


YOUNG = 3_600_000_000_000  # nanoseconds: as if all files had been written just now


def test_a_text_that_was_just_edited_is_known_by_its_content(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = site / "content/articles/claim.md"
    settle = sources.is_settled
    monkeypatch.setattr(
        outcome, "is_settled", lambda stamp, now: stamp != sources.stamp_of(place) and settle(stamp, now)
    )
    os.utime(place)
    assert works(site, monkeypatch)
    assert not works(site, monkeypatch)
    monkeypatch.setattr(outcome, "is_settled", settle)
    assert not works(site, monkeypatch)  # it has become old meanwhile
    os.utime(place)
    assert not works(site, monkeypatch)  # and its content is the same
    place.write_text(place.read_text().replace("12%", "13%"))
    assert works(site, monkeypatch)


def test_another_text_that_was_just_edited_is_seen(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _same_size("content/articles/claim.md")(site)
    monkeypatch.setattr(sources, "_SETTLED", YOUNG)
    assert works(site, monkeypatch)


@pytest.mark.parametrize("path", ["content/pixel.gif", "templates/parts/note.html", "templates/static/brand.css"])
def test_so_is_what_is_no_text(site: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    settle = sources.is_settled
    monkeypatch.setattr(
        outcome, "is_settled", lambda stamp, now: stamp != sources.stamp_of(site / path) and settle(stamp, now)
    )
    os.utime(site / path)
    assert works(site, monkeypatch)
    assert not works(site, monkeypatch)
    _same_size(path)(site)
    assert works(site, monkeypatch)


@pytest.mark.parametrize("path", ["content/pixel.gif", "templates/parts/note.html"])
def test_what_changes_while_it_is_read_is_not_trusted(site: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    settle, real, before = sources.is_settled, Reading.load, (site / path).read_bytes()
    monkeypatch.setattr(
        outcome, "is_settled", lambda stamp, now: stamp != sources.stamp_of(site / path) and settle(stamp, now)
    )
    os.utime(site / path)

    def load(reading: Reading, *rest: Callable[[], None]) -> None:
        (site / path).write_bytes(before + b"<p>More</p>" if path.endswith("html") else before)
        time.sleep(TICK)
        real(reading, *rest)
        (site / path).write_bytes(before)

    with monkeypatch.context() as patch:
        patch.setattr(Reading, "load", load)
        run(site)
    assert works(site, monkeypatch)


def test_of_the_default_theme_no_file_may_be_young(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    young = sources.stamp_of(outcome.theme.default_folder() / "base.html")
    settle = sources.is_settled
    monkeypatch.setattr(outcome, "is_settled", lambda stamp, now: stamp != young and settle(stamp, now))
    assert works(site, monkeypatch)
    assert works(site, monkeypatch)


def test_a_site_that_is_not_published_is_read_each_time(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert works(site, monkeypatch, fail_on=Severity.WARNING)
    assert works(site, monkeypatch, fail_on=Severity.WARNING)


def test_what_stood_in_the_way_once_is_not_said_again(site: Path) -> None:
    (site / "build/manifest.json").unlink()
    assert "OUT007" in {one.code for one in run(site).diagnostics}
    time.sleep(TICK)
    assert run(site).diagnostics == run(site, remember=False).diagnostics


@pytest.mark.parametrize(
    "damage", [b"[]", b"[1, 2, 3, 4, 5, 6, 7]", b"{", b"\xff", b'["x", {}, [1], "y", 1, 1, [[1]]]']
)
def test_a_damaged_record_costs_time_and_no_more(site: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    real = outcome.Store.get
    monkeypatch.setattr(
        outcome.Store,
        "get",
        lambda self, kind, keys: dict.fromkeys(keys, damage) if kind == "outcome" else real(self, kind, keys),
    )
    assert works(site, monkeypatch)
