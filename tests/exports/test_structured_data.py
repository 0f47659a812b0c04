"""JSON-LD and the other words for machines in the head of a page: true, complete, and unable to break out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from exported_site import BASE, FILES, Built, build_site
from hypothesis import given
from hypothesis import strategies as st

from dr_evidence_site.render.filters import json_ld

# What is used of schema.org's vocabulary (release 29, checked against schema-dts 2.1): the properties of each type,
# inherited ones among them.
VOCABULARY: dict[str, set[str]] = {
    "MedicalWebPage": {
        "url", "name", "description", "inLanguage", "dateModified", "lastReviewed", "reviewedBy", "author",
        "publisher", "publishingPrinciples", "isPartOf", "about", "medicalAudience", "workTranslation", "citation",
    },
    "WebSite": {"url", "name", "description", "inLanguage", "publisher"},
    "Person": {"name", "honorificSuffix", "affiliation", "sameAs"},
    "Organization": {"name", "url"},
    "Thing": {"name"},
    "Patient": {"audienceType"},
    "MedicalAudience": {"audienceType"},
    **{
        kind: {"name"}
        for kind in ("ScholarlyArticle", "Book", "Chapter", "Report", "WebPage", "Thesis", "Dataset", "CreativeWork")
    },
}  # fmt: skip


def described(built: Built, path: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', built.text(path), re.DOTALL)
    found = json.loads(text)
    assert found.pop("@context") == "https://schema.org"
    assert_is_schema_org(found)
    return dict(found)


def assert_is_schema_org(thing: dict[str, Any]) -> None:
    if "@type" not in thing:  # a work that is named by its addresses alone
        assert {"@id"} <= thing.keys() <= {"@id", "sameAs"}
        assert all(re.match("https?://", address) for address in thing.values())
        return
    properties = thing.keys() - {"@type", "@id"}
    assert properties <= VOCABULARY[thing["@type"]], thing
    for value in thing.values():
        for one in value if isinstance(value, list) else [value]:
            assert one not in ("", None, [], {})
            if isinstance(one, dict):
                assert_is_schema_org(one)


def test_an_approved_article(built: Built) -> None:
    found = described(built, "articles/approved.html")
    site = {"@type": "WebSite", "name": "Evidence & <summaries>", "url": BASE}
    citation = found.pop("citation")
    assert found == {
        "@type": "MedicalWebPage",
        "@id": f"{BASE}articles/approved.html",
        "url": f"{BASE}articles/approved.html",
        "name": "Vitamin D & <bones>",
        "description": 'Does vitamin D prevent "fractures"?',
        "inLanguage": "en",
        "dateModified": "2026-01-10",
        "lastReviewed": "2026-02-01",
        "reviewedBy": [
            {
                "@type": "Person",
                "name": "María Ortiz",
                "affiliation": {"@type": "Organization", "name": "Example Hospital"},
            }
        ],
        "author": [
            {
                "@type": "Person",
                "name": "Jane van der Lee",
                "honorificSuffix": "MD, PhD",
                "sameAs": "https://orcid.org/0000-0002-1825-0097",
            }
        ],
        "publisher": site | {"@type": "Organization"},
        "publishingPrinciples": f"{BASE}editorial-policy.html",
        "isPartOf": site,
        "about": [{"@type": "Thing", "name": "bone health"}, {"@type": "Thing", "name": "R&D"}],
        "medicalAudience": [
            {"@type": "Patient", "audienceType": "Patient or carer"},
            {"@type": "MedicalAudience", "audienceType": "Clinician"},
        ],
        "workTranslation": [{"@type": "MedicalWebPage", "@id": f"{BASE}articles/approved.fr.html", "inLanguage": "fr"}],
    }
    assert len(citation) == 5
    assert citation[0] == {
        "@id": "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2",
        "sameAs": "https://pubmed.ncbi.nlm.nih.gov/12140307/",
    }
    assert citation[2] == {"@type": "Book", "name": "A book"}


@pytest.mark.parametrize("path", ["pending", "withdrawn", "bare"])
def test_no_review_is_claimed_that_there_was_not(built: Built, path: str) -> None:
    found = described(built, f"articles/{path}.html")
    assert not {"lastReviewed", "reviewedBy"} & found.keys()


def test_an_approval_that_does_not_hold_any_more_is_not_claimed(tmp_path: Path) -> None:
    strict = FILES["site.yaml"] + "review: {require_seal: true}\n"
    site = build_site(tmp_path, FILES, **{"site.yaml": strict})
    assert not {"lastReviewed", "reviewedBy"} & described(site, "articles/approved.html").keys()
    assert not (site.folder / "feed.xml").exists()
    assert "articles/" not in site.text("sitemap.xml")
    assert "## Approved" not in site.text("llms.txt")
    assert "Review status: **Under review" in site.text("articles/approved.md")
    assert not any(entry["approved"] for entry in site.json("articles.json")["articles"])
    assert site.json("articles/approved.json")["review"]["reviewers"] == []


def test_only_audiences_with_a_text_of_their_own_are_named(built: Built) -> None:
    assert described(built, "articles/bare.html")["medicalAudience"] == [
        {"@type": "Patient", "audienceType": "Patient or carer"}
    ]


def test_the_home_page_describes_the_site(built: Built) -> None:
    assert described(built, "index.html") == {
        "@type": "WebSite",
        "@id": BASE,
        "url": BASE,
        "name": "Evidence & <summaries>",
        "description": "Short & cited answers.",
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": "Evidence & <summaries>", "url": BASE},
    }


def test_without_a_base_address_nothing_absolute_is_said(homeless: Built) -> None:
    found = described(homeless, "articles/approved.html")
    assert not {"@id", "url", "publishingPrinciples", "workTranslation"} & found.keys()
    for path in ("articles/approved.html", "index.html"):
        text = homeless.text(path)
        assert 'rel="canonical"' not in text and "og:url" not in text and "evidence.example.org" not in text


def test_open_graph(built: Built) -> None:
    page = built.page("articles/approved.html")
    found = {m.get("property"): m.get("content") for m in page.all("head/meta") if m.get("property")}
    assert found == {
        "og:type": "article",
        "og:title": "Vitamin D & <bones>",
        "og:description": 'Does vitamin D prevent "fractures"?',
        "og:url": f"{BASE}articles/approved.html",
        "og:site_name": "Evidence & <summaries>",
    }
    titles = {
        path: [
            m.get("content") for m in built.page(path).all("head/meta") if m.get("property") in ("og:type", "og:title")
        ]
        for path in ("index.html", "references.html", "about.html")
    }
    assert titles == {
        "index.html": ["website", "Evidence & <summaries>"],
        "references.html": ["website", "All references – Evidence & <summaries>"],
        "about.html": ["website", "About"],
    }


def test_a_page_leads_to_its_json_and_markdown(built: Built) -> None:
    links = [
        (link.get("type"), link.get("href"))
        for link in built.page("articles/approved.html").all("head/link")
        if link.get("rel") == "alternate" and not link.get("hreflang")
    ]
    assert links == [
        ("application/atom+xml", "../feed.xml"),
        ("application/json", "../articles/approved.json"),
        ("text/markdown", "../articles/approved.md"),
    ]


@given(st.text())
def test_nothing_in_it_can_end_the_script(text: str) -> None:
    written = json_ld(json.dumps({"name": f"</script>{text}<!--"}, ensure_ascii=False))
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {"name": f"</script>{text}<!--"}
