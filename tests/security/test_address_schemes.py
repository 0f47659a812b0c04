"""No address but of the web, of mail and of the site itself gets into a link, wherever it is written and however."""

from __future__ import annotations

import json
from collections.abc import Iterator

import html5lib
import pytest

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import markdown
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.parse.config import config
from dr_evidence_site.parse.glossary import glossaries
from dr_evidence_site.parse.people import people
from dr_evidence_site.render.filters import reference as reference_html
from hostile_site import SCHEMES, is_allowed


def addresses(html: str) -> Iterator[str]:
    """What is linked, loaded or sent to, in any attribute that can."""
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        for name in (
            "href",
            "src",
            "srcset",
            "action",
            "formaction",
            "data",
            "poster",
            "cite",
            "background",
            "xlink:href",
        ):
            if name in element.attrib:
                yield element.attrib[name]


def body_html(text: str) -> str:
    body, _ = markdown.body(text, path="content/articles/a.md", first_line=1, audiences=("patient",))
    return "".join(part for part in body.parts if isinstance(part, str))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("https://a.example/", True), ("mailto:a@b.example", True), ("../a.html#b", True), ("#a", True), ("a%3Ab", True),
     ("\x01java\tscript:x", False), ("//a.example", False), ("/\\a.example", False), ("https:a", False), ("data:,", False)],
)  # fmt: skip
def test_the_judge_of_these_tests_reads_as_browsers_do(address: str, allowed: bool) -> None:
    assert is_allowed(address) is allowed


@pytest.mark.parametrize(
    "form",
    ["[x]({0})", "[x](<{0}>)", "<{0}>", "![x]({0})", "![x](<{0}>)", "[x][a]\n\n[a]: {0}", "[x][a]\n\n[a]: <{0}>", "{0}", "[x](  {0} \"t\")",
     "[@a, [x](<{0}>)]", "| [x](<{0}>) |\n|-|\n", "[![x](<{0}>)](<{0}>)"],
)  # fmt: skip
def test_no_markdown_links_it(form: str) -> None:
    for scheme in SCHEMES:
        found = list(addresses(body_html(form.replace("{0}", scheme))))
        # What Markdown itself takes for a bare web address, in the middle of other words, is one.
        assert all(is_allowed(address) for address in found), (scheme, found)


@pytest.mark.parametrize("scheme", SCHEMES, ids=ascii)
def test_no_entry_of_the_library_links_it(scheme: str) -> None:
    written = scheme.replace("{", "").replace("}", "")
    fields = ("url", "doi", "eprint", "howpublished", "note", "pmid", "pmcid", "journaltitle", "title")
    entries = "".join(f"@online{{k{n}, title = {{T}}, {name} = {{{written}}}}}\n" for n, name in enumerate(fields))
    found, _ = bibliography([Source("references/a.bib", entries)])
    for entry in found.references.values():
        for style in ReferenceStyle:
            assert all(is_allowed(address) for address in addresses(str(reference_html(entry, style)))), entry


@pytest.mark.parametrize("scheme", SCHEMES, ids=ascii)
def test_no_settings_people_or_terms_link_it(scheme: str) -> None:
    text = json.dumps(scheme)  # also a scalar of YAML
    settings, _ = config(
        Source(
            "site.yaml",
            f"follow_up: {{label: x, url: {text}}}\nbase_url: {text}\nnotice: {json.dumps(f'[x](<{scheme}>)')}\n",
        ),
        render=markdown.fragment,
    )
    assert settings.follow_up is None or is_allowed(settings.follow_up.url)
    assert is_allowed(settings.base_url)
    assert all(is_allowed(one) for part in settings.notice if isinstance(part, str) for one in addresses(part))
    person, _ = people(Source("content/people.yaml", f"a: {{name: A, orcid: {text}}}\n"))
    assert all(one.orcid == "" for one in person.values())
    written = Source("content/glossary.yaml", f"a: {json.dumps(f'[x](<{scheme}>)')}\n")
    terms, _ = glossaries([written], "en", render=markdown.fragment)
    parts = [part for found in terms.values() for term in found for part in term.meaning]
    assert all(is_allowed(one) for part in parts if isinstance(part, str) for one in addresses(part))
