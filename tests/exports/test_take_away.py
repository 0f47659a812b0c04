"""How to cite a page, and the files that it offers."""

from __future__ import annotations

from pathlib import Path

import pytest
from awkward import read
from exported_site import BASE, FILES, FORMATS, Built, build_site

from dr_evidence_site.model.reference import Name
from dr_evidence_site.site.hosting import MEDIA_TYPES, hosting_files
from dr_evidence_site.site.take_away import person_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jane A. Lee", Name("Lee", "Jane A.")),
        ("Ludwig van Beethoven", Name("Beethoven", "Ludwig", particle="van")),
        ("María de la Cruz", Name("Cruz", "María", particle="de la")),
        ("Lee, Jane A.", Name("Lee", "Jane A.")),
        ("Gabriel García Márquez", Name("Márquez", "Gabriel García")),
        ("Plato", Name(literal="Plato")),
        ("李 明", Name(literal="李 明")),
        ("محمد علي", Name(literal="محمد علي")),
        ("Jean-Pierre O’Neil", Name("O’Neil", "Jean-Pierre")),
        ("de Souza", Name("Souza", "de")),
    ],
)
def test_a_persons_name(name: str, expected: Name) -> None:
    assert person_name(name) == expected


def test_the_page_can_be_cited(built: Built) -> None:
    page = built.page("articles/approved.html")
    words = "".join(page.by_id("page-cite-vancouver").itertext())
    assert words == (
        "van der Lee J. Vitamin D & <bones> [Internet]. Evidence & <summaries>. 2026 Jan 10. "
        f"Available from: {BASE}articles/approved.html"
    )
    reference = read("".join(page.by_id("page-cite-bibtex").itertext()))["approved"]
    assert (reference.title, reference.url) == ("Vitamin D & <bones>", f"{BASE}articles/approved.html")
    assert reference.authors == (Name("Lee", "Jane", particle="van der"),)
    ris = "".join(page.by_id("page-cite-ris").itertext()).split("\n")
    assert ris[0] == "TY  - ELEC" and "AU  - van der Lee, Jane" in ris and "\r" not in "".join(ris)


def test_a_page_without_authors_is_the_sites(built: Built, homeless: Built) -> None:
    for site, end in ((built, f" Available from: {BASE}articles/pending.html"), (homeless, "")):
        words = "".join(site.page("articles/pending.html").by_id("page-cite-vancouver").itertext())
        kind = " [Internet]" if end else ""
        assert words == f"Evidence & <summaries>. Pending{kind}. 2026 Mar 1.{end}"


def test_the_files_that_are_offered_are_there(built: Built) -> None:
    for path in built.articles:
        page = built.page(f"{path}.html")
        offered = {link.get("href") for link in page.root.iter("a") if link.get("download") is not None}
        there = {f"../{path}.{kind}" for kind in FORMATS if (built.folder / f"{path}.{kind}").is_file()}
        assert offered == there
        assert len(offered) == (2 if path.endswith("bare") else 5)


@pytest.mark.parametrize("wanted", ["[]", "[md]", "[json, csl]"])
def test_only_what_the_settings_ask_for_is_made(tmp_path: Path, wanted: str) -> None:
    site = build_site(tmp_path, FILES, **{"site.yaml": f"{FILES['site.yaml']}exports: {wanted}\n"})
    endings = {"csl.json" if word == "csl" else word for word in wanted.strip("[]").split(", ")} - {""}
    made = {path.name.removeprefix("approved.") for path in (site.folder / "articles").glob("approved.*")}
    assert {name for name in made if not name.startswith("fr.")} == {"html", *endings}
    assert (site.folder / "schema/article.schema.json").exists() == ("json" in endings)
    assert all(set(entry["files"]) <= endings for entry in site.json("articles.json")["articles"])
    assert (".md)" in site.text("llms.txt")) == ("md" in endings)


def test_files_are_utf_8_and_end_with_a_line(built: Built) -> None:
    for path in built.articles:
        for kind in FORMATS:
            if (built.folder / f"{path}.{kind}").is_file():
                assert built.text(f"{path}.{kind}").endswith("\n")


def test_hosts_are_told_the_media_types_of_these_files() -> None:
    headers = hosting_files()[0].content.decode()
    for place, media_type in MEDIA_TYPES.items():
        assert f"{place}\n  Content-Type: {media_type}\n" in headers
    assert {place.rpartition("*.")[2] for place in MEDIA_TYPES if "*" in place} == {"bib", "ris", "csl.json", "md"}
    assert "charset=utf-8" in MEDIA_TYPES["/llms.txt"]
    assert headers.count("Content-Security-Policy") == headers.count("Permissions-Policy") == 1
    assert "Cross-Origin-Opener-Policy: same-origin\n" in headers
