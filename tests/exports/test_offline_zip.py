"""The command `export zip`: what is in a copy, that it is the same to the byte, and what it says of itself."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dr_evidence_site.cli import main
from dr_evidence_site.system.archive import write_archive
from sites import LIBRARY, approved_article, article

DAY = "2027-05-01"
PEOPLE = """\
example-author: {name: Example Author, roles: [author]}
example-reviewer: {name: Example Reviewer, roles: [reviewer]}
"""
FILES = {
    "site.yaml": "title: Évidence for all\nbase_url: https://evidence.example.org/\nsearch: false\n"
    "notice: Ask [us](content/pages/about.md) first.\n",
    "references/library.bib": LIBRARY,
    "content/people.yaml": PEOPLE,
    "content/pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
    "content/articles/one.md": article(title="One"),
    "content/articles/good.md": approved_article(),
}
TOP = f"evidence-for-all-{DAY}"


def written(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def call(site: Path, *arguments: object, day: str = DAY) -> Result:
    return CliRunner().invoke(main, ["export", "zip", str(site), *map(str, arguments), "--today", day])


def exported(place: Path, files: Mapping[str, str], *arguments: object, day: str = DAY) -> dict[str, bytes]:
    """The files of the copy of such a site, by their paths below its folder."""
    target = place / "copy.zip"
    result = call(written(place / "site", files), "-o", target, *arguments, day=day)
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(target) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("zip")
    exported(place, FILES)
    return place / "copy.zip"


def test_the_same_site_and_day_give_the_same_bytes(copy: Path, tmp_path: Path) -> None:
    """Also elsewhere, with a memo, and over a file that was there."""
    site = written(tmp_path / "elsewhere", FILES)
    assert CliRunner().invoke(main, ["build", str(site), "-o", str(tmp_path / "build"), "--today", DAY]).exit_code == 0
    other = tmp_path / "other.zip"
    other.write_bytes(b"something else")
    assert call(site, "-o", other).exit_code == 0
    assert other.read_bytes() == copy.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "elsewhere", "other.zip"]


def test_entries_are_sorted_in_one_folder_without_a_trace_of_the_machine(copy: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert {name.split("/")[0] for name in names} == {TOP}
    assert {entry.date_time for entry in entries} == {(2027, 5, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr >> 16, entry.extra) for entry in entries} == {(3, 0o100644, b"")}


def test_stored_files_are_not_compressed(tmp_path: Path) -> None:
    files = exported(tmp_path, FILES, "--stored")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert b'Offline copy of <time datetime="2027-05-01">' in files["site/index.html"]


def test_a_day_before_all_zip_files_is_their_first(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.zip", {"a.txt": b"a"}, dt.date(1970, 5, 1))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_what_is_only_for_hosts_and_programs_of_the_web_is_left_out(copy: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        names = {name.removeprefix(f"{TOP}/") for name in archive.namelist()}
        pages = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")}
    assert {name for name in names if "/" not in name} == {"README.txt", "start.html"}
    inside = {name.removeprefix("site/") for name in names if name.startswith("site/") and "assets/" not in name}
    assert inside == {
        "index.html", "about.html", "people.html", "references.html", "articles.json", "manifest.json",
        "schema/article.schema.json", "schema/articles.schema.json",
        *(f"articles/{slug}.{end}" for slug in ("one", "good") for end in ("html", "json", "md", "bib", "ris", "csl.json")),
    }  # fmt: skip
    for name, page in pages.items():
        assert "feed.xml" not in page, name
        assert f'data-copy-made="{DAY}"' in page, name


def test_the_unpacked_copy_can_be_verified(copy: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / TOP / "site"
    assert json.loads((folder / "manifest.json").read_text())["built"] == DAY
    assert CliRunner().invoke(main, ["verify", str(folder)]).exit_code == 0
    (folder / "about.html").write_text("changed")
    assert CliRunner().invoke(main, ["verify", str(folder)]).exit_code == 1


def test_the_text_says_what_it_is_how_old_and_how_to_open_it(copy: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        content = archive.read(f"{TOP}/README.txt")
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    assert max(map(len, text.splitlines())) <= 78
    flat = " ".join(text.split())
    for said in (
        "Évidence for all ======",
        "Offline copy of 1 May 2027.",
        "The current version: https://evidence.example.org/",
        "After 1 May 2028 every text in it should have been reviewed again",
        "Open “start.html”",
        "- Submitted: 1 - Approved: 1 - Review overdue: 1",
        "Ask us first.",
        "Health professional This page is for education only.",
    ):
        assert said in flat, said


@pytest.mark.parametrize(
    ("language", "said", "title"),
    [
        ("fr", "Copie hors connexion du 1 mai 2027.", "Preuves"),
        ("de", "Offline-Kopie vom 1. Mai 2027.", "Belege"),
        ("es", "Copia sin conexión del 1 de mayo de 2027.", "Pruebas"),
        ("ar", "نسخة دون اتصال بتاريخ 1 مايو 2027.", "أدلة"),
    ],
)
def test_the_copy_speaks_the_language_of_the_site(language: str, said: str, title: str, tmp_path: Path) -> None:
    settings = f"title: {title}\nlanguage: {language}\nsearch: false\n"
    files = exported(tmp_path, {**FILES, "site.yaml": settings})
    text = files["README.txt"].decode("utf-8-sig")
    page = files["start.html"].decode()
    assert said in text
    assert f'<html lang="{language}"' in page
    assert "Offline copy" not in text + page and "Open the copy" not in page and "How to" not in text


def test_without_an_address_readers_are_told_to_ask(tmp_path: Path) -> None:
    files = exported(tmp_path, {**FILES, "site.yaml": "search: false\n"})
    for name in ("README.txt", "start.html", "site/articles/one.html"):
        assert b"Ask whoever gave it to you for the current version." in files[name], name
    files = exported(tmp_path, {}, "--base-url", "https://other.example.org/")
    assert b'href="https://other.example.org/articles/one.html"' in files["site/articles/one.html"]


def test_a_published_site_says_nothing_of_copies(tmp_path: Path) -> None:
    site = written(tmp_path / "site", FILES)
    call(site, "-o", tmp_path / "copy.zip")
    assert CliRunner().invoke(main, ["build", str(site), "-o", str(tmp_path / "build"), "--today", DAY]).exit_code == 0
    for page in (tmp_path / "build").rglob("*.html"):
        assert "data-copy-made" not in page.read_text(encoding="utf-8"), page


def refused(place: Path, files: Mapping[str, str]) -> str:
    """What is said of a site of which no copy is made."""
    result = call(written(place / "site", {**FILES, **files}), "-o", place / "copy.zip")
    assert result.exit_code == 1 and "Nothing was written." in result.output
    assert not (place / "copy.zip").exists()
    return result.stdout


def test_a_theme_that_does_not_say_how_old_the_copy_is_makes_none(tmp_path: Path) -> None:
    template = '{% extends "!base.html" %}{% block header %}{% endblock %}'
    exported(tmp_path, {**FILES, "templates/base.html": template})
    (tmp_path / "copy.zip").unlink()
    default = (Path(__file__).parents[2] / "templates/base.html").read_text(encoding="utf-8")
    said = refused(tmp_path, {"templates/base.html": default.replace('{% include "parts/copy.html" %}', "")})
    assert "templates/base.html:1:1: error[CPY001]: The page “" in said


def test_a_site_with_an_error_has_no_copy(tmp_path: Path) -> None:
    assert "error[CIT001]" in refused(tmp_path, {"content/articles/one.md": article("Text [@nobody2001].")})


def test_a_path_that_windows_may_not_take_is_told(tmp_path: Path) -> None:
    slug = "a" * 110
    site = written(tmp_path / "site", {**FILES, f"content/articles/{slug}.md": article()})
    result = call(site, "-o", tmp_path / "copy.zip")
    assert result.exit_code == 0
    assert f"content/articles/{slug}.md:1:1: warning[CPY002]: The path “site/articles/{slug}.csl.json”" in result.stdout
    assert result.stdout.count("CPY002") == 1
    written(site, {"site.yaml": FILES["site.yaml"] + "checks: {CPY002: error}\n"})
    (tmp_path / "copy.zip").unlink()
    assert call(site, "-o", tmp_path / "copy.zip").exit_code == 1
    assert not (tmp_path / "copy.zip").exists()


def test_a_copy_without_a_name_gets_that_of_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = written(tmp_path / "site", FILES)
    monkeypatch.chdir(tmp_path)
    result = call(site)
    assert result.stderr.splitlines()[-1].startswith(f"{TOP}.zip: ")
    assert (tmp_path / f"{TOP}.zip").is_file()


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    site = written(tmp_path / "site", FILES)
    (tmp_path / "file").write_text("")
    for place, said in (
        (tmp_path, "is a folder. Name a file in it"),
        (tmp_path / "file/copy.zip", "cannot be written"),
    ):
        result = call(site, "-o", place)
        assert result.exit_code == 2
        assert said in " ".join(result.stderr.split())


def test_the_templates_of_a_stranger_can_be_left_out(tmp_path: Path) -> None:
    template = '{% extends "!home.html" %}{% block title %}A stranger{% endblock %}'
    files = {**FILES, "templates/home.html": template}
    assert b"A stranger" in exported(tmp_path, files)["site/index.html"]
    assert b"A stranger" not in exported(tmp_path, files, "--no-site-templates")["site/index.html"]
