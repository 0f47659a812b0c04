"""The list of articles for programs."""

from __future__ import annotations

from exported_site import BASE, Built
from jsonschema import Draft202012Validator, FormatChecker


def test_it_is_valid_by_the_published_schema(built: Built, homeless: Built) -> None:
    for site in (built, homeless):
        schema = site.json("schema/articles.schema.json")
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(site.json("articles.json"))


def test_every_published_article_is_listed_with_its_status(built: Built) -> None:
    found = {entry["slug"]: entry for entry in built.json("articles.json")["articles"]}
    assert {slug: (entry["status"], entry["approved"], entry["last_reviewed"]) for slug, entry in found.items()} == {
        "approved": ("approved", True, "2026-02-01"),
        "approved.fr": ("approved", True, "2026-02-02"),
        "bare": ("under-review", False, None),
        "pending": ("submitted", False, None),
        "withdrawn": ("withdrawn", False, None),
    }
    assert found["approved"]["url"] == f"{BASE}articles/approved.html"
    assert found["approved.fr"]["language"] == "fr"
    assert found["approved"]["translations"] == [
        {"language": "en", "page": "articles/approved.html"},
        {"language": "fr", "page": "articles/approved.fr.html"},
    ]


def test_every_path_leads_to_a_file(built: Built) -> None:
    for entry in built.json("articles.json")["articles"]:
        paths = [entry["page"], *entry["files"].values(), *(version["page"] for version in entry["translations"])]
        assert all((built.folder / path).is_file() for path in paths)


def test_it_says_what_each_articles_own_file_says(built: Built) -> None:
    for entry in built.json("articles.json")["articles"]:
        own = built.json(entry["files"]["json"])
        same = ("slug", "url", "title", "question", "language", "updated", "topics")
        assert {name: entry[name] for name in same} == {name: own[name] for name in same}
        assert (entry["status"], entry["due"]) == (own["review"]["status"], own["review"]["due"])
