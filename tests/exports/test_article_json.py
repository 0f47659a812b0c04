"""The JSON beside each article: by its schema, the same as the page, and for each audience no more than it sees."""

from __future__ import annotations

import html5lib
from exported_site import BASE, Built
from jsonschema import Draft202012Validator, FormatChecker


def test_every_article_is_valid_by_the_published_schema(built: Built, homeless: Built) -> None:
    for site in (built, homeless):
        schema = site.json("schema/article.schema.json")
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        assert len(site.articles) == 5
        for path in site.articles:
            found = site.json(f"{path}.json")
            validator.validate(found)
            assert (site.folder / "articles" / found["$schema"]).resolve() == site.folder / "schema/article.schema.json"


def test_the_schema_refuses_what_would_mislead(built: Built) -> None:
    validator = Draft202012Validator(built.json("schema/article.schema.json"))
    pending = built.json("articles/pending.json")
    assert validator.is_valid(pending)
    for change in (
        {"review": pending["review"] | {"approved": True}},
        {"review": pending["review"] | {"status": "fine"}},
        {"review": pending["review"] | {"reviewers": built.json("articles/approved.json")["review"]["reviewers"]}},
        {"versions": []},
        {"updated": "yesterday"},
        {"more": 1},
    ):
        assert not validator.is_valid(pending | change), change


def test_what_the_page_says_of_itself(built: Built) -> None:
    found = built.json("articles/approved.json")
    assert {name: found[name] for name in ("slug", "page", "url", "title", "question", "language", "updated")} == {
        "slug": "approved",
        "page": "approved.html",
        "url": f"{BASE}articles/approved.html",
        "title": "Vitamin D & <bones>",
        "question": 'Does vitamin D prevent "fractures"?',
        "language": "en",
        "updated": "2026-01-10",
    }
    assert found["topics"] == ["bone health", "R&D"]
    assert found["site"] == {"title": "Evidence & <summaries>", "url": BASE}
    assert found["notice"] == "A demonstration. See about."
    assert found["authors"][0]["orcid"] == "https://orcid.org/0000-0002-1825-0097"
    assert found["review"]["last_reviewed"] == "2026-02-01"
    assert [person["name"] for person in found["review"]["reviewers"]] == ["María Ortiz"]
    assert found["files"] == {kind: f"../articles/approved.{kind}" for kind in ("json", "bib", "ris", "csl.json", "md")}
    assert all((built.folder / "articles" / path).is_file() for path in found["files"].values())
    assert found["translations"] == [
        {
            "language": "fr",
            "title": "Vitamine D",
            "page": "../articles/approved.fr.html",
            "url": f"{BASE}articles/approved.fr.html",
        }
    ]


def test_what_is_not_approved_says_so(built: Built) -> None:
    for path, status in (("pending", "submitted"), ("withdrawn", "withdrawn"), ("bare", "under-review")):
        review = built.json(f"articles/{path}.json")["review"]
        assert (review["status"], review["approved"], review["reviewers"]) == (status, False, [])
    assert built.json("articles/withdrawn.json")["review"]["withdrawn_on"] == "2026-03-02"


def test_each_audience_has_its_own_text_and_nothing_of_the_others(built: Built) -> None:
    patient, clinician = built.json("articles/approved.json")["versions"]
    assert patient["audiences"] == ["patient"]
    assert patient["bottom_line"]["text"] == "It does not, see about and harms [1]."
    assert clinician["bottom_line"]["text"] == "HR 0.98 [1; 2, p. 3, retracted]."
    assert [section["heading"] for section in clinician["sections"]] == ["Harms", "More"]
    assert "secret" in str(patient) and "secret" not in str(clinician)
    assert "HR 0.98" in str(clinician) and "HR 0.98" not in str(patient)
    assert patient["sections"][1]["text"] == "a | b\nx | 2"
    assert clinician["sections"][1]["text"] == "a | b\ny | 2"


def test_the_text_is_that_of_the_page(built: Built) -> None:
    page = built.page("articles/approved.html")
    words = " ".join("".join(page.with_class("prose")[0].itertext()).split())
    for version in built.json("articles/approved.json")["versions"]:
        for section in version["sections"]:
            html5lib.HTMLParser(strict=True).parseFragment(section["html"])
            for line in section["text"].replace(" | ", "\n").split("\n"):
                assert line in words


def test_references_have_the_numbers_of_the_page(built: Built) -> None:
    found = built.json("articles/approved.json")["references"]
    assert [entry["number"] for entry in found] == [1, 2, 3, 4, 5]
    assert [entry["csl"]["id"] for entry in found] == ["article-2002", "retracted", "book", "chapter", "special"]
    assert [entry["integrity"] for entry in found] == [None, "retracted", None, None, None]
    assert found == [
        {"number": number, "integrity": entry["integrity"], "csl": csl}
        for number, (entry, csl) in enumerate(zip(found, built.json("articles/approved.csl.json"), strict=True), 1)
    ]


def test_an_article_without_sources_has_no_files_of_sources(built: Built) -> None:
    assert list(built.json("articles/bare.json")["files"]) == ["json", "md"]
    assert not (built.folder / "articles/bare.bib").exists()


def test_without_a_base_address_there_are_no_absolute_ones(homeless: Built) -> None:
    found = homeless.json("articles/approved.json")
    assert (found["url"], found["site"]["url"], found["translations"][0]["url"]) == (None, None, None)
    assert "https://evidence.example.org" not in str(found)
