"""The theme: which file wins, what is left out, and what diagnostics call a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from dr_evidence_site.system import theme


def write(root: Path, path: str, content: str | bytes = "x") -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "default"
    write(folder, "base.html", "default base")
    write(folder, "parts/toc.html", "default toc")
    write(folder, "static/site.css", "default css")
    write(folder, "README.md", "about")
    monkeypatch.setattr(theme, "default_folder", lambda: folder)
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def test_without_templates_of_its_own_a_site_has_the_default_theme(site: Path, default: Path) -> None:
    loaded, diagnostics = theme.load(site)
    assert loaded.templates == {"base.html": "default base", "parts/toc.html": "default toc"}
    assert loaded.static == {"site.css": b"default css"}
    assert loaded.origins == {n: f"<default theme>/{n}" for n in loaded.templates}
    assert diagnostics == []


def test_the_sites_files_win_and_the_default_stays_in_reach(site: Path, default: Path) -> None:
    write(site, "templates/base.html", '{% extends "!base.html" %}')
    write(site, "templates/static/site.css", "own css")
    write(site, "templates/static/fonts/a.woff2", b"\0\xff")
    loaded, diagnostics = theme.load(site)
    assert loaded.templates["base.html"] == '{% extends "!base.html" %}'
    assert loaded.templates["!base.html"] == "default base"
    assert "!parts/toc.html" not in loaded.templates
    assert loaded.static == {"site.css": b"own css", "fonts/a.woff2": b"\0\xff"}
    assert loaded.origins["base.html"] == "templates/base.html"
    assert loaded.origins["!base.html"] == "<default theme>/base.html"
    assert diagnostics == []


def test_a_site_whose_templates_are_the_default_theme_overrides_nothing(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, "templates/base.html", "base")
    monkeypatch.setattr(theme, "default_folder", lambda: site / "templates")
    loaded, diagnostics = theme.load(site)
    assert loaded.templates == {"base.html": "base"}
    assert loaded.origins == {"base.html": "templates/base.html"}
    assert diagnostics == []


def test_read_me_files_and_other_endings_are_left_out(site: Path, default: Path) -> None:
    for path in ("README.md", "notes.txt", "static/README", "static/readme.md", "static/.DS_Store", "static/a.css~"):
        write(site, f"templates/{path}")
    loaded, diagnostics = theme.load(site)
    assert set(loaded.templates) == {"base.html", "parts/toc.html"}
    assert set(loaded.static) == {"site.css"}
    assert diagnostics == []


def test_html_below_static_is_published_as_it_is(site: Path, default: Path) -> None:
    write(site, "templates/static/demo.html", b"caf\xe9")
    loaded, diagnostics = theme.load(site)
    assert "static/demo.html" not in loaded.templates
    assert loaded.static["demo.html"] == b"caf\xe9"
    assert diagnostics == []


def test_faults_are_at_the_files_own_path(site: Path, default: Path, tmp_path: Path) -> None:
    write(site, "templates/base.html", b"a\ncaf\xe9")
    write(default, "home.html", b"\xe9")
    (site / "templates/parts").symlink_to(default / "parts")
    _, diagnostics = theme.load(site)
    assert sorted((d.code, d.span.path, d.span.line, d.span.column) for d in diagnostics) == [
        ("FIL001", "<default theme>/home.html", 1, 1),
        ("FIL001", "templates/base.html", 2, 4),
        ("FIL004", "templates/parts", 1, 1),
    ]


@pytest.mark.parametrize(("path", "expected"), [("Base.html", "base.html"), ("static/Site.css", "site.css")])
def test_a_file_that_misses_the_default_by_a_capital_letter_is_reported(
    site: Path, default: Path, path: str, expected: str
) -> None:
    write(site, f"templates/{path}")
    _, diagnostics = theme.load(site)
    assert [(d.code, d.span.path) for d in diagnostics] == [("FIL011", f"templates/{path}")]
    assert expected in diagnostics[0].hint


def test_an_installation_without_the_default_theme_is_reported(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, "templates/base.html", "own")
    monkeypatch.setattr(theme, "default_folder", lambda: site / "missing")
    loaded, diagnostics = theme.load(site)
    assert loaded.templates == {"base.html": "own"}
    assert [d.code for d in diagnostics] == ["FIL013"]


def test_the_default_folder_lies_in_the_package_or_beside_its_sources() -> None:
    folder = theme.default_folder()
    assert folder.name == "templates"
    assert folder.parent.name == "dr_evidence_site" or (folder.parent / "pyproject.toml").is_file()
