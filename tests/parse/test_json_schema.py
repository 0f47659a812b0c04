"""The schemas that editors' programs are given: they accept what the parsers accept, and refuse typical faults."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Part
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import config, frontmatter, glossary, people
from dr_evidence_site.parse.fields import Boolean, Choice, Date, Duration, Integer, ListOf, Record, Table, Text, Url
from dr_evidence_site.parse.json_schema import SCHEMAS, Known


def unread(text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    return (f"<p>{text}</p>\n",), []


def settings_of(text: str) -> tuple[Config, list[Diagnostic]]:
    return config.config(Source("site.yaml", text), render=unread)


def faults_of(name: str, instance: object) -> list[Diagnostic]:
    """What the parser says. JSON is YAML: each value there is the value that a schema sees."""
    text = json.dumps(instance, ensure_ascii=False)
    if name == "site":
        return settings_of(text)[1]
    if name == "people":
        return people.people(Source("content/people.yaml", text))[1]
    if name == "glossary":
        return glossary.glossaries([Source("content/glossary.yaml", text)], "en", render=unread)[1]
    source = Source("content/articles/a.md", f"---\n{text}\n---\nText.\n")
    if name == "page":
        return frontmatter.standing_page(source)[2]
    return frontmatter.article(source, settings_of("")[0])[2]


def faults_by_schema(name: str, instance: object, known: Known | None = None) -> list[str]:
    schema = SCHEMAS[name](known or Known())
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))
    return [error.message for error in checker.iter_errors(instance)]


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("known", [Known(), Known(("patient", "clinician"), ("ann",), ("pain",))], ids=["", "site"])
def test_each_schema_is_one(name: str, known: Known) -> None:
    schema = SCHEMAS[name](known)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft7Validator.check_schema({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_each_field_is_explained_where_it_is_written() -> None:
    properties = SCHEMAS["article"](Known())["properties"]
    assert properties["title"]["description"] == frontmatter.TITLE.meaning
    assert properties["title"]["examples"] == [frontmatter.TITLE.example]
    assert set(properties) == {field.name for field in frontmatter.ARTICLE.fields}
    assert set(SCHEMAS["site"](Known())["properties"]) == {field.name for field in config.SETTINGS.fields}


ARTICLE: dict[str, Any] = {"title": "T", "status": "submitted", "updated": "2026-01-31", "audience": "patient"}


@pytest.mark.parametrize(
    ("name", "instance", "valid"),
    [
        ("article", ARTICLE, True),
        ("article", ARTICLE | {"topics": "pain", "search_date": None}, True),
        ("article", ARTICLE | {"title": 2024, "topics": ["no", True]}, True),
        ("article", ARTICLE | {"title": ""}, False),
        ("article", ARTICLE | {"title": None}, False),
        ("article", ARTICLE | {"title": "a\nb"}, False),
        ("article", ARTICLE | {"titel": "T"}, False),
        ("article", {"title": "T"}, False),
        ("article", ARTICLE | {"status": "Approved"}, False),
        ("article", ARTICLE | {"updated": "31.1.2026"}, False),
        ("article", ARTICLE | {"updated": "2026-02-31"}, False),
        ("article", ARTICLE | {"topics": ["pain", "pain"]}, False),
        ("article", ARTICLE | {"review": {"status": "submitted"}}, True),
        ("article", ARTICLE | {"status": "approved", "review": [{"status": "approved", "date": "2026-02-01"}]}, False),
        ("article", ARTICLE | {"waive": [{"code": "CLM002", "reason": "It is so."}]}, True),
        ("article", ARTICLE | {"waive": [{"code": "CIT001", "reason": "It is so."}]}, False),
        ("article", ARTICLE | {"waive": [{"code": "CLM002"}]}, False),
        ("article", ARTICLE | {"aliases": ["old", "old.pt-BR"]}, True),
        ("article", ARTICLE | {"aliases": "/articles/old.html"}, False),
        ("page", {"title": "About", "aliases": "who"}, True),
        ("page", {"title": "About", "aliases": ["who.fr"]}, False),
        ("page", {"title": "About"}, True),
        ("page", {"title": "About", "status": "submitted"}, False),
        ("site", None, True),
        ("site", {"review_every": "12 months", "search": "no", "exports": []}, True),
        ("site", {"review_every": "12 weeks"}, False),
        ("site", {"review_every": "11 years"}, False),
        ("site", {"review_every": "121 months"}, False),
        ("site", {"search": "off"}, False),
        ("site", {"base_url": "HTTPS://evidence.example.org/a"}, True),
        ("site", {"base_url": "evidence.example.org"}, False),
        ("site", {"base_url": "https://evidence.example.org/?a"}, False),
        ("site", {"follow_up": {"url": "mailto:a@example.org"}}, True),
        ("site", {"follow_up": {"label": "Ask"}}, False),
        ("site", {"citations": {"style": "apa"}}, False),
        ("site", {"audiences": [{"id": "note", "label": "N"}]}, False),
        ("site", {"audiences": [{"id": "notes", "label": "N", "reading_grade": 8}]}, True),
        ("site", {"audiences": [{"id": "notes", "label": "N", "reading_grade": 19}]}, False),
        ("site", {"checks": {"CLM002": "error"}}, True),
        ("site", {"checks": {"CLM999": "error"}}, False),
        ("site", {"checks": {"CIT001": "ignore"}}, False),
        ("site", {"checks": {"BIB003": "IGNORE"}}, False),
        ("site", {"languages": {"fr": {"title": "Synthèses"}}}, True),
        ("site", {"languages": {"french!": {"title": "Synthèses"}}}, False),
        ("people", {"ann": {"name": "Ann", "roles": "author", "orcid": "https://orcid.org/0000-0002-1825-0097"}}, True),
        ("people", {"ann": {"roles": ["author"]}}, False),
        ("people", {"ann b": {"name": "Ann"}}, False),
        ("people", {"ann": {"name": "Ann", "orcid": "0000-0002-1825"}}, False),
        ("people", {"ann": None}, False),
        ("glossary", {"stroke": "Damage to the brain.", "GRADE": {"meaning": "A method.", "aliases": "Grade"}}, True),
        ("glossary", {"stroke": None}, False),
        ("glossary", {"stroke": {"aliases": ["strokes"]}}, False),
    ],
)  # fmt: skip
def test_schema_and_parser_agree_on(name: str, instance: object, valid: bool) -> None:
    assert (faults_by_schema(name, instance) == []) == valid
    text = "" if instance is None else instance
    assert (text == "" or faults_of(name, text) == []) == valid


def test_a_site_lends_its_words() -> None:
    known = Known(("patient", "nurse"), ("ann",), ("pain",))
    assert (
        faults_by_schema("article", ARTICLE | {"audience": "nurse", "authors": "ann", "topics": "other"}, known) == []
    )
    assert faults_by_schema("article", ARTICLE | {"audience": "clinician"}, known)
    assert faults_by_schema("article", ARTICLE | {"authors": ["bob"]}, known)
    assert SCHEMAS["article"](known)["properties"]["topics"]["anyOf"][0]["examples"] == ["pain"]


ANYTHING: list[object] = [
    "x", "no", "a b", "2026-01-31", "a\nb", None, True, False, 0, 7, 99, 1.5, [], {}, ["x"], [None], {"x": "y"}
]  # fmt: skip
RIGHT: dict[type, list[object]] = {
    Text: ["x", "walking", "no", "Null and void", "ü", "2026-01-31", "en", 99, 1.5, False],
    Date: ["2026-01-31", "2024-02-29"],
    Boolean: [True, False, "yes", "No"],
    Integer: [1, 8, 9],
    Duration: ["1 month", "12 months", "2 YEARS", "3months"],
    Url: ["https://a.example/", "HTTP://a.example"],
}
WRONG: dict[type, list[object]] = {
    Date: ["2026-02-29", "2026-1-31", "2026-13-01", "0000-01-01", "31.1.2026"],
    Boolean: ["off", "yEs!"],
    Integer: [19, -1],
    Duration: ["0 months", "121 months", "11 years", "1 week"],
    Url: ["mailto:a@b.example", "ftp://a.example", "//a", "https://a b"],
}
NAMES = ["x", "ann", "fr", "patient", "CLM002", "CIT001", "a b"]


def values(kind: object, right: bool) -> st.SearchStrategy[Any]:
    """Values of a kind, right ones or a mixture."""
    wrong = st.sampled_from(ANYTHING)
    match kind:
        case Record():
            fields = {field.name: values(field.kind, right) for field in kind.fields}
            required = {field.name: fields[field.name] for field in kind.fields if field.required}
            full = st.fixed_dictionaries(required, optional={k: v for k, v in fields.items() if k not in required})
            return full if right else full | st.fixed_dictionaries({}, optional={**fields, "unknown": wrong})
        case ListOf():
            item = values(kind.item, right)
            return st.lists(item, max_size=3) | item if right else st.lists(item, max_size=3) | item | wrong
        case Table():
            table = st.dictionaries(st.sampled_from(NAMES), values(kind.value, right), max_size=2)
            return table if right else table | wrong
        case Choice():
            pool: list[object] = [str(word) for word in kind.words]
            return st.sampled_from(pool) if right else st.sampled_from([*pool, *ANYTHING])
    pool = RIGHT.get(type(kind), RIGHT[Text])
    return st.sampled_from(pool if right else [*pool, *WRONG.get(type(kind), []), *ANYTHING])


def agreed(article: dict[str, Any]) -> dict[str, Any]:
    """An article whose fields fit each other and the site."""
    others = ("review", "waive", "lang", "original_updated")
    alone = {name: value for name, value in article.items() if name not in others}
    return alone | {
        "audience": "patient",
        "authors": ["ann", "b-2"],
        "waive": {"code": "CLM002", "reason": "So it is."},
        "lang": "fr",
    }


GLOSSARY = [
    st.sampled_from(pool) | values(glossary.TERM, right) for pool, right in ((RIGHT[Text], True), (ANYTHING, False))
]
DOCUMENTS = {
    "article": values(frontmatter.ARTICLE, True).map(agreed) | values(frontmatter.ARTICLE, False),
    "page": values(frontmatter.STANDING_PAGE, True) | values(frontmatter.STANDING_PAGE, False),
    "site": values(config.SETTINGS, True) | values(config.SETTINGS, False),
    "people": values(people.PEOPLE, True) | values(people.PEOPLE, False),
    "glossary": st.one_of(*(st.dictionaries(st.sampled_from(NAMES), one, max_size=3) for one in GLOSSARY)),
}


def is_document(instance: object) -> bool:
    return isinstance(instance, dict) and "{}" not in json.dumps(instance)


@pytest.mark.parametrize("name", DOCUMENTS)
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_what_the_parser_accepts_is_valid_and_what_is_valid_has_no_faulty_field(name: str, data: st.DataObject) -> None:
    instance = data.draw(DOCUMENTS[name].filter(is_document))
    faults, by_schema = faults_of(name, instance), faults_by_schema(name, instance)
    if not faults:
        assert by_schema == []
    if not by_schema:
        assert [fault for fault in faults if fault.code.startswith("FLD")] == []
