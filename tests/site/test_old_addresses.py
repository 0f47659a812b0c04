"""Renamed articles and pages: their old addresses lead on, for readers and for hosts, and nothing lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build
from dr_evidence_site.build.run import loaded
from dr_evidence_site.site.hosting import CONTENT_SECURITY_POLICY, hosting_files
from html_tree import Tree, words
from sites import PEOPLE, TODAY, approved_article, article

Make = Callable[[Mapping[str, str | bytes]], Path]
BASE = "https://evidence.example.org/x/"


def named(aliases: str, body: str = "Text [@moyer2013].", title: str = "A title") -> str:
    return article(body, title=title).replace("audience:", f"aliases: {aliases}\naudience:")


FAULTS: list[tuple[str, dict[str, str], list[str]]] = [
    ("a name", {"articles/a.md": named("old")}, []),
    ("names", {"articles/a.md": named("[old, older-still, 2020]")}, []),
    ("an address", {"articles/a.md": named("[/articles/Vit-D.html]")}, ["ALS001 a.md:6:11 Write “vit-d”."]),
    ("a file", {"articles/a.md": named("[old.md]")}, ["ALS001 a.md:6:11 Write “old”."]),
    ("no name at all", {"articles/a.md": named("'…'")}, ["ALS001 a.md:6:10 Write the old file name without “.md”: …"]),
    ("twice in one list", {"articles/a.md": named("[old, old]")}, ["FLD011 a.md:6:16 Delete one of the two."]),
    ("itself", {"articles/a.md": named("[old, a]")}, ["ALS002 a.md:6:16 Delete it here, or write the name that …"]),
    (
        "another's name",
        {"articles/a.md": named("[b]"), "articles/b.md": article()},
        ["ALS003 a.md:6:11 Delete the alias, or give the other page …"],
    ),
    (
        "the name of a faulty file",
        {"articles/a.md": named("[b]"), "articles/b.md": "---\ntitle: B\n---\n"},
        ["ALS003 a.md:6:11 Delete the alias, or give the other page …"],
    ),
    (
        "another's alias",
        {"articles/a.md": named("[old]"), "articles/b.md": named("[older, old]")},
        ["ALS004 b.md:6:18 Keep it in the page that says what the old …"],
    ),
    ("a page's alias is not an article's", {"articles/a.md": named("[old]"), "pages/p.md": "---\ntitle: P\naliases: old\n---\n"}, []),
    ("a page made here", {"pages/p.md": "---\ntitle: P\naliases: [people]\n---\n"}, ["ALS003 p.md:3:11 Delete the alias, or give the other page …"]),
    ("a page has no language", {"pages/p.md": "---\ntitle: P\naliases: [old.fr]\n---\n"}, ["ALS001 p.md:3:11 Write “old-fr”."]),
    ("a translation's", {"articles/a.md": named("old"), "articles/a.fr.md": named("[old.fr, ancien, old.pt-BR]")}, []),
    (
        "a translation left behind",
        {"articles/a.md": named("old"), "articles/old.fr.md": article()},
        ["LNG004 old.fr.md:1:1 Its original is “a.md” now: rename this file …"],
    ),
    (
        "links to the old name",
        {"articles/a.md": named("old", "Text [@moyer2013].\n\n## More\n\nText."), "articles/b.md": article("[x](old.md#more) [y](old.md#less)")},
        [
            "ALS005 b.md:8:1 Link to “a.md”.",
            "ALS005 b.md:8:18 Link to “a.md”.",
            "LNK004 b.md:8:18 Check the anchor against the heading.",
        ],
    ),
    (
        "links from elsewhere",
        {"pages/p.md": "---\ntitle: P\n---\n[x](../articles/old.md)\n", "articles/a.md": named("old")},
        ["ALS005 p.md:4:1 Link to “../articles/a.md”."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_aliases_are_judged(make_site: Make, files: dict[str, str], expected: list[str]) -> None:
    site = make_site({f"content/{path}": text for path, text in files.items()})
    with loaded(Options(site, TODAY, remember=False)) as reading:
        diagnostics = reading.report().diagnostics
    found = [
        f"{one.code} {Path(one.span.path).name}:{one.span.line}:{one.span.column} {one.hint}"
        for one in diagnostics
        if one.code not in ("FLD002", "REV001", "MD002")  # what else is wrong with a faulty file
    ]
    assert len(found) == len(expected)
    for said, pattern in zip(found, expected, strict=True):
        assert said.startswith(pattern.removesuffix("…")), said


def test_an_unpublished_article_leaves_nothing_at_its_old_address(make_site: Make) -> None:
    files = {"content/articles/a.md": named("old"), "content/articles/b.md": article("[x](old.md)")}
    site = make_site({**files, "site.yaml": "publish: approved\nchecks: {LNK005: note}\n"})
    report = build(Options(site, TODAY), site / "build")
    assert {one.code for one in report.diagnostics} == {"ALS005", "LNK005"}
    assert not (site / "build/articles").exists() and not (site / "build/_redirects").exists()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    files = {
        "site.yaml": f"base_url: {BASE}\nnotice: 'See [this](content/articles/formerly.md).'\nchecks: {{ALS005: ignore}}\n",
        "content/people.yaml": PEOPLE,
        "content/articles/now.md": approved_article("Text.").replace("audience:", "aliases: [formerly]\naudience:"),
        "content/articles/now.fr.md": article("Texte.", title="En français").replace(
            "audience:", "aliases: [formerly.fr]\naudience:"
        ),
        "content/articles/linking.md": article("See [it](formerly.md)."),
        "content/pages/about.md": "---\ntitle: About\naliases: [who-we-formerly-were]\n---\nText.\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    report = build(Options(root, TODAY), root / "build")
    assert report.diagnostics == ()
    return root / "build"


@pytest.mark.parametrize(
    ("old", "new", "language", "title"),
    [
        ("articles/formerly.html", "articles/now.html", "en", "An approved article"),
        ("articles/formerly.fr.html", "articles/now.fr.html", "fr", "En français"),
        ("who-we-formerly-were.html", "about.html", "en", "About"),
    ],
)
def test_the_page_at_an_old_address_leads_on(built: Path, old: str, new: str, language: str, title: str) -> None:
    tree = Tree.of(built / old)
    href = ("../" if "/" in old else "") + new
    assert (tree.root.get("lang"), tree.one(".//meta[@http-equiv='refresh']").get("content")) == (
        language,
        f"0; url={href}",
    )
    (link,) = tree.all(".//main//a")
    assert (link.get("href"), words(link)) == (href, title)
    assert tree.one(".//link[@rel='canonical']").get("href") == BASE + new
    assert tree.one(".//meta[@name='robots']").get("content") == "noindex"
    assert len(tree.with_class("disclaimer")) == 2
    assert tree.one(".//meta[@http-equiv='Content-Security-Policy']").get("content") == CONTENT_SECURITY_POLICY
    # No script or style of its own: all of them are files.
    assert all(script.get("src") and not words(script) for script in tree.all(".//script")) and not tree.all(".//style")
    (own,) = [script for script in tree.all(".//script") if script.get("data-to")]
    assert own.get("data-to") == href and (built / old).parent.joinpath(own.get("src") or "").is_file()


def test_links_to_the_old_name_lead_to_the_new_page_at_once(built: Path) -> None:
    for page in ("articles/linking.html", "index.html"):
        hrefs = [link.get("href") or "" for link in Tree.of(built / page).all(".//a")]
        assert any(href.endswith("articles/now.html") for href in hrefs)
        assert not any("formerly" in href for href in hrefs)


def test_nothing_lists_an_old_address(built: Path) -> None:
    naming = {
        path.relative_to(built).as_posix()
        for path in built.rglob("*")
        if path.is_file() and b"formerly" in path.read_bytes()
    }
    assert naming == {"_redirects", "redirects.conf", "manifest.json"}
    assert {"sitemap.xml", "feed.xml", "articles.json", "llms.txt", "search.html"} <= {p.name for p in built.iterdir()}


def test_hosts_are_told_where_old_addresses_lead(built: Path) -> None:
    rules = [line.split() for line in (built / "_redirects").read_text().splitlines()]
    assert ["/x/articles/formerly.html", "/x/articles/now.html", "301"] in rules
    assert ["/x/articles/formerly", "/x/articles/now.html", "301"] in rules
    assert ["/x/articles/formerly.fr.md", "/x/articles/now.fr.md", "301"] in rules
    assert ["/x/who-we-formerly-were.html", "/x/about.html", "301"] in rules
    for _, new, _ in rules:
        assert (built / new.removeprefix("/x/")).is_file(), new  # an article that cites nothing has no .bib
    lines = (built / "redirects.conf").read_text().splitlines()
    assert lines[0] == 'location = "/x/articles/formerly.html" { return 301 "/x/articles/now.html$is_args$args"; }'
    assert len(lines) == len(rules)


def test_the_list_of_files_says_what_moved(built: Path) -> None:
    listed = json.loads((built / "manifest.json").read_text())
    assert (listed["built"], bool(listed["program"])) == (TODAY.isoformat(), True)
    assert listed["moved"] == {
        "articles/formerly.fr.html": "articles/now.fr.html",
        "articles/formerly.html": "articles/now.html",
        "who-we-formerly-were.html": "about.html",
    }


@pytest.mark.parametrize(
    ("base_url", "rule", "place", "target"),
    [
        ("", "/a.html /b.html 301", '"/a.html"', '"/b.html$'),
        ("https://e.org/", "/a.html /b.html 301", '"/a.html"', '"/b.html$'),
        ("https://e.org/%C3%A9/", "/%C3%A9/a.html /%C3%A9/b.html 301", '"/é/a.html"', '"/%C3%A9/b.html$'),
        ("https://e.org/$a;{}/", "/%24a%3B%7B%7D/a.html /%24a%3B%7B%7D/b.html 301", '"/$a;{}/a.html"', '"/%24a%3B%7B%7D/b.html$'),
        ("https://e.org/%22%5C/", "/%22%5C/a.html /%22%5C/b.html 301", r'"/\"\\/a.html"', '"/%22%5C/b.html$'),
    ],
)  # fmt: skip
def test_a_base_address_cannot_break_the_files_for_hosts(base_url: str, rule: str, place: str, target: str) -> None:
    files = {
        file.path: file.content.decode() for file in hosting_files(redirects=[("a.html", "b.html")], base_url=base_url)
    }
    assert files["_redirects"] == f"{rule}\n"
    assert files["redirects.conf"].startswith(f'location = {place} {{ return 301 {target}is_args$args"')
    assert "_redirects" not in {file.path for file in hosting_files(base_url=base_url)}


def test_what_was_withdrawn_after_its_approval_stays_at_its_address_with_a_notice(make_site: Make) -> None:
    step = "  - {status: withdrawn, date: 2026-03-01, by: example-reviewer}\n"
    withdrawn = re.sub(r"(  - \{status: approved.*\n)", rf"\1{step}", approved_article())
    withdrawn = withdrawn.replace("status: approved\n", "status: withdrawn\n")
    never = article(status="withdrawn").replace(
        "audience:", "review: [{status: withdrawn, date: 2026-01-10}]\naudience:"
    )
    site = make_site(
        {
            "site.yaml": "publish: approved\n",
            "content/people.yaml": PEOPLE,
            "content/articles/a.md": withdrawn,
            "content/articles/never.md": never,
            "content/articles/draft.md": article(),
        }
    )
    report = build(Options(site, TODAY), site / "build")
    assert report.diagnostics == ()
    assert [path.name for path in (site / "build/articles").glob("*.html")] == ["a.html"]
    assert "This page has been withdrawn." in Tree.of(site / "build/articles/a.html").text
