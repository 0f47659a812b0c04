"""A whole site, from files to pages: the parts of the page, and what surrounds the articles."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from dr_evidence_site.build import Options, Report, build, check
from dr_evidence_site.diagnostics import Severity
from html_tree import Tree, words
from sites import LIBRARY, PEOPLE, TODAY, approved_article, article

Make = Callable[[Mapping[str, str | bytes]], Path]
ROOT = Path(__file__).parents[1]
BASE = "https://example.org/"
"""With it there is a feed, which a site with approved articles is told of."""


def built(site: Path, *, today: dt.date = TODAY, **options: object) -> Path:
    """Build and insist that nothing was wrong."""
    report = build(Options(site, today, **options), site / "build")  # type: ignore[arg-type]
    assert report.diagnostics == ()
    return site / "build"


def page(site: Path, name: str = "articles/a.html", **options: object) -> Tree:
    return Tree.of(built(site, **options) / name)  # type: ignore[arg-type]


def codes(report: Report) -> list[str]:
    return [fault.code for fault in report.diagnostics]


class TestArticle:
    def test_title_question_and_topics(self, make_site: Make) -> None:
        text = article(title="Vitamin D & bones", question="Does it help?").replace(
            "audience:", "topics: [Bone health, supplements]\naudience:"
        )
        tree = page(make_site({"content/articles/a.md": text}))
        assert words(tree.one(".//h1")) == "Vitamin D & bones"
        assert words(tree.with_class("question")[0]) == "Does it help?"
        links = {words(link): link.get("href") for link in tree.all(".//ul[@class='topics']//a")}
        assert links == {"Bone health": "../topics/bone-health.html", "supplements": "../topics/supplements.html"}

    @pytest.mark.parametrize(
        ("status", "current", "done"),
        [("submitted", "Submitted", 0), ("under-review", "Under review", 1)],
    )
    def test_the_current_step_is_marked_for_eyes_and_ears(
        self, make_site: Make, status: str, current: str, done: int
    ) -> None:
        tree = page(make_site({"content/articles/a.md": article(status=status)}))
        steps = tree.all(".//ol[@class='steps']/li")
        assert len(steps) == 3
        (marked,) = [step for step in steps if step.get("aria-current") == "step"]
        assert words(marked).startswith(f"{current} Current status")
        assert len(tree.with_class("step-done")) == done
        assert "Human review is pending" in tree.text and "Educational purpose only" in tree.text
        assert tree.all(".//meta[@name='robots'][@content='noindex']")

    def test_an_approved_article_names_who_and_when(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": approved_article(), "content/people.yaml": PEOPLE})
        tree = page(site, base_url=BASE)
        (marked,) = [step for step in tree.all(".//ol[@class='steps']/li") if step.get("aria-current") == "step"]
        assert "Approved" in words(marked) and "1 February 2026" in words(marked)
        assert "Example Reviewer" in words(marked)
        assert "Human review is pending" not in tree.text and "Educational purpose only" in tree.text
        assert not tree.all(".//meta[@name='robots']")
        rows = [[words(cell) for cell in row] for row in tree.with_class("facts")[0]]
        assert ["Last updated", "10 January 2026"] in rows
        assert ["Last reviewed", "1 February 2026"] in rows
        assert ["Next review due", "1 February 2027"] in rows
        assert ["Reviewed by", "Example Reviewer, MD"] in rows

    def test_an_overdue_review_is_said_without_a_script(self, make_site: Make) -> None:
        text = approved_article(due="2026-05-31")
        settings = "checks: {FRS001: ignore}\n"
        site = make_site({"content/articles/a.md": text, "content/people.yaml": PEOPLE, "site.yaml": settings})
        assert "Review overdue. The review of this page was due on 31 May 2026" in page(site, base_url=BASE).text
        early = page(site, today=dt.date(2026, 5, 31), base_url=BASE)
        (waiting,) = [e for e in early.root.iter() if e.get("data-due")]
        assert waiting.get("data-due") == "2026-05-31" and waiting.get("hidden") is not None

    def test_a_withdrawn_article_keeps_its_address_and_shows_no_steps(self, make_site: Make) -> None:
        text = article(status="withdrawn").replace(
            "audience:", "review: [{status: withdrawn, date: 2026-01-10}]\naudience:"
        )
        tree = page(make_site({"content/articles/a.md": text}))
        assert not tree.all(".//ol[@class='steps']")
        assert "This page has been withdrawn" in tree.text and "10 January 2026" in tree.text

    def test_the_board_line_stands_only_when_there_is_a_board(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article()})
        assert "advisory board" not in page(site).text
        (site / "content/people.yaml").write_text(PEOPLE)
        (link,) = page(site).all(".//p[@class='board-line']/a")
        assert link.get("href") == "../people.html#people-board"

    def test_the_policy_is_linked_when_there_is_one(self, make_site: Make) -> None:
        policy = "---\ntitle: Editorial policy\n---\nHow we work.\n"
        tree = page(make_site({"content/articles/a.md": article(), "content/pages/editorial-policy.md": policy}))
        (link,) = tree.all(".//p[@class='record-policy']/a")
        assert link.get("href") == "../editorial-policy.html"

    def test_the_follow_up_link(self, make_site: Make) -> None:
        settings = "follow_up: {label: Ask us, url: 'mailto:a@example.org?subject=x&body=y'}\n"
        tree = page(make_site({"content/articles/a.md": article(), "site.yaml": settings}))
        (link,) = tree.all(".//section[@class='follow-up']//a")
        assert (words(link), link.get("href")) == ("Ask us", "mailto:a@example.org?subject=x&body=y")

    def test_radios_come_before_every_passage_and_one_is_checked(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article("::: patient\nP\n:::\n\n::: clinician\nC\n:::")})
        html = (built(site) / "articles/a.html").read_text()
        tree = Tree(html)
        radios = tree.all(".//fieldset//input[@name='audience']")
        assert [(r.get("id"), r.get("checked") is not None) for r in radios] == [
            ("audience-patient", True),
            ("audience-clinician", False),
        ]
        assert words(tree.one(".//fieldset[@class='audience']/legend")) == "Which best describes you?"
        assert html.index("audience-clinician") < html.index("data-for=")

    def test_an_article_without_text_for_an_audience_says_so(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article("Only plain text.")})
        (notice,) = [e for e in page(site).root.iter("p") if e.get("data-for") == "patient"]
        assert "no text of its own for “Patient or carer”" in words(notice)
        (site / "content/articles/a.md").write_text(article("Plain. [words]{.patient}"))
        assert not [e for e in page(site).root.iter("p") if e.get("data-for")]

    def test_contents_follow_headings_and_audiences(self, make_site: Make) -> None:
        body = "## One [@moyer2013]\n\n### [Two]{.patient}[Zwei]{.clinician}\n\n::: patient\n## Three\n:::\n"
        tree = page(make_site({"content/articles/a.md": article(body)}))
        entries = tree.all(".//nav[@class='contents']//li")
        assert [(words(e), e.find("a").get("href"), e.get("data-for")) for e in entries] == [  # type: ignore[union-attr]
            ("One", "#one", None),
            ("TwoZwei", "#two-zwei", None),
            ("Three", "#three", "patient"),
            ("References", "#page-references", None),
        ]

    def test_numbers_link_to_the_list_and_the_list_links_back_to_every_use(self, make_site: Make) -> None:
        body = "One [@jackson2006]. Two [@moyer2013; @third2001; @jackson2006, p. 3].\n\nAs @moyer2013 [fig. 2] says."
        tree = page(make_site({"content/articles/a.md": article(body)}))
        citations = [e for e in tree.all(".//span") if (e.get("id") or "").startswith("cite-")]
        assert [re.sub(r"\s", "", words(c)) for c in citations] == ["[1]", "[1,p.3;2,3]", "[2,fig.2]"]
        assert "As Moyer [2, fig. 2] says" in tree.text
        for citation in citations:
            for link in citation.iter("a"):
                tree.by_id((link.get("href") or "").removeprefix("#"))
        backlinks = {
            entry.get("id"): [a.get("href") for a in entry.iter("a") if (a.get("href") or "").startswith("#cite")]
            for entry in tree.all(".//section[@class='reference-list']/ol/li")
        }
        assert backlinks == {"ref-1": ["#cite-1", "#cite-2"], "ref-2": ["#cite-2", "#cite-3"], "ref-3": ["#cite-2"]}

    @pytest.mark.parametrize(
        ("marker", "shown"),
        [("brackets", "Text [1]."), ("parentheses", "Text (1)."), ("superscript", "Text.1")],
    )
    def test_the_three_markers(self, make_site: Make, marker: str, shown: str) -> None:
        site = make_site({"content/articles/a.md": article(), "site.yaml": f"citations: {{marker: {marker}}}\n"})
        assert shown in page(site).text

    def test_a_missing_key_spares_the_rest_of_its_group(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article("T [@moyer2013; @nobody].")})
        report = check(Options(site, TODAY))
        assert codes(report) == ["CIT001"]

    def test_retracted_and_questioned_sources_are_marked_in_words(self, make_site: Make) -> None:
        library = LIBRARY.replace(
            "doi = {10.1056/NEJMoa055218},", "integrity = {retracted}, integritynote = {Retracted in 2010.},"
        )
        site = make_site(
            {"references/library.bib": library, "content/articles/a.md": article("T [@jackson2006, retracted].")}
        )
        entry = words(page(site).by_id("ref-1"))
        assert "Retracted" in entry and "Retracted in 2010." in entry

    def test_links_between_source_files_become_relative_links(self, make_site: Make) -> None:
        tree = page(
            make_site(
                {
                    "content/articles/a.md": article(
                        "[b](b.md#harms) [about](../pages/about.md) [here](#harms)\n\n## Harms"
                    ),
                    "content/articles/b.md": article("## Harms\n\n[home](../pages/about.md)"),
                    "content/pages/about.md": "---\ntitle: About\n---\n[a](../articles/a.md)\n",
                }
            )
        )
        prose = tree.with_class("prose")[0]
        assert [a.get("href") for a in prose.iter("a")] == ["../articles/b.html#harms", "../about.html", "#harms"]

    def test_pictures_are_published_under_hashed_names(self, make_site: Make) -> None:
        site = make_site(
            {"content/articles/a.md": article("![A bone](../images/bone.png)"), "content/images/bone.png": b"\x89PNG1"}
        )
        (image,) = page(site).with_class("prose")[0].iter("img")
        source = image.get("src") or ""
        assert re.fullmatch(r"\.\./assets/bone\.[0-9a-f]{10}\.png", source)
        assert (site / "build/articles" / source).read_bytes() == b"\x89PNG1"


class TestAround:
    def test_pages_and_their_lists(self, make_site: Make) -> None:
        one = article(title="One", question="First?").replace("audience:", "topics: [x, y]\naudience:")
        two = article("T [@jackson2006; @moyer2013].", title="Two", question="Second?").replace(
            "2026-01-10", "2026-01-11"
        )
        two = two.replace("audience:", "topics: [x]\naudience:")
        site = make_site(
            {
                "content/articles/one.md": one,
                "content/articles/two.md": two,
                "content/people.yaml": PEOPLE,
                "content/pages/about.md": "---\ntitle: About us\nupdated: 2026-01-01\n---\n## Who\n\nWe cite [@third2001].\n",
            }
        )
        folder = built(site)
        home = Tree.of(folder / "index.html")
        assert [words(e) for e in home.with_class("card-question")] == ["Second?", "First?"]
        assert [words(e) for e in Tree.of(folder / "topics/y.html").with_class("card-question")] == ["First?"]
        references = Tree.of(folder / "references.html")
        cited = {
            e.get("id"): sorted(a.get("href") or "" for a in e.iter("a") if "articles/" in (a.get("href") or ""))
            for e in references.root.iter("li")
            if (e.get("id") or "").startswith("ref-")
        }
        assert cited == {"ref-1": ["articles/two.html"], "ref-2": ["articles/one.html", "articles/two.html"]}
        people = Tree.of(folder / "people.html")
        assert "Example Board Member" in people.text and "0000-0002-1825-0097" in people.text
        assert "Not declared" in people.text
        about = Tree.of(folder / "about.html")
        assert "We cite [1]" in about.text and about.by_id("ref-1") is not None

    def test_the_page_for_lost_readers_works_at_any_depth(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article()})
        lost = page(site, "404.html", base_url="https://example.org/project/")
        links = [e.get("href") or "" for e in lost.root.iter() if e.tag in ("a", "link")]
        assert {
            link for link in links if not link.startswith(("#", "/project/", "https://example.org/project/"))
        } == set()

    @pytest.mark.parametrize(("publish", "there"), [("all", ["a", "b"]), ("approved", ["b"])])
    def test_publish_decides_whether_unapproved_articles_are_there(
        self, make_site: Make, publish: str, there: list[str]
    ) -> None:
        site = make_site(
            {
                "content/articles/a.md": article(),
                "content/articles/b.md": approved_article(),
                "content/people.yaml": PEOPLE,
                "site.yaml": f"publish: {publish}\n",
            }
        )
        assert sorted(p.stem for p in (built(site, base_url=BASE) / "articles").glob("*.html")) == there

    def test_an_empty_folder_is_a_site(self, tmp_path: Path) -> None:
        folder = built(tmp_path)
        assert (folder / "index.html").is_file() and (folder / "404.html").is_file()


class TestPromises:
    def test_every_page_carries_every_audiences_disclaimer(self, make_site: Make) -> None:
        site = make_site(
            {
                "content/articles/a.md": article(),
                "content/pages/p.md": "---\ntitle: P\n---\nP\n",
                "content/people.yaml": PEOPLE,
                "site.yaml": "audiences:\n  - {id: carer, label: Carer, disclaimer: 'Ask *first*.'}\n"
                "  - {id: clinician, label: Doctor, disclaimer: 'Check 1 < 2.'}\n",
            }
        )
        folder = built(site)
        for path in folder.rglob("*.html"):
            sections = [e for e in Tree.of(path).root.iter("section") if e.get("data-disclaimer") is not None]
            assert [(e.get("data-for"), words(e)) for e in sections] == [
                ("carer", "Ask first."),
                ("clinician", "Check 1 < 2."),
            ], path

    @pytest.mark.parametrize(
        "template",
        [
            "{% extends '!base.html' %}{% block footer %}{% endblock %}",
            "{% extends '!base.html' %}{% block footer %}<!-- {{ super() }} -->{% endblock %}",
            "{% extends '!base.html' %}{% block footer %}<div hidden>{{ super() }}</div>{% endblock %}",
            "<!DOCTYPE html><title>x</title><p>nothing",
        ],
        ids=["dropped", "commented out", "hidden", "own page"],
    )
    def test_a_theme_cannot_drop_the_disclaimer(self, make_site: Make, template: str) -> None:
        site = make_site({"content/articles/a.md": article(), "templates/base.html": template})
        report = build(Options(site, TODAY), site / "build")
        assert report.summary is None and not (site / "build").exists()
        assert set(codes(report)) & {"THM006", "THM007"}

    def test_no_page_asks_anything_of_another_origin(self, make_site: Make) -> None:
        folder = built(make_site({"content/articles/a.md": article("[x](https://example.org/)")}))
        for path in folder.rglob("*.html"):
            for element in Tree.of(path).root.iter():
                for name in ("src", "srcset", "data", "poster", "action"):
                    assert not urlsplit(element.get(name) or "").netloc
                if element.tag == "link" and element.get("rel") != "canonical":
                    assert not urlsplit(element.get("href") or "").netloc
        for sheet in (folder / "assets").glob("*.css"):
            assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", sheet.read_text())

    @pytest.mark.parametrize("searches", [True, False])
    def test_the_policy_of_pages_and_headers_is_one_and_search_alone_may_do_more(
        self, make_site: Make, searches: bool
    ) -> None:
        site = {"content/articles/a.md": article(), "site.yaml": f"search: {'yes' if searches else 'no'}\n"}
        folder = built(make_site(site))
        policies = {
            path.name: Tree.of(path).one(".//meta[@http-equiv='Content-Security-Policy']").get("content") or ""
            for path in folder.rglob("*.html")
        }
        in_search = policies.pop("search.html", None)
        [everywhere] = set(policies.values())
        in_header = in_search if searches else everywhere
        assert f"Content-Security-Policy: {in_header}; frame-ancestors 'none'\n" in (folder / "_headers").read_text()
        assert "wasm" not in everywhere
        assert not searches or everywhere == str(in_search).replace(" 'wasm-unsafe-eval'", "")

    def test_hostile_text_reaches_pages_only_escaped(self, make_site: Make) -> None:
        evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
        quoted = evil.replace('"', '\\"')
        library = f"@article{{k, author = {{{evil}}}, title = {{{evil}}}, journal = {{{evil}}}, year = {{2001}}, note={{{evil}}}, integrity={{retracted}}, integritynote={{{evil}}}}}\n"
        site = make_site(
            {
                "references/library.bib": library.replace("'", "{'}"),
                "content/articles/a.md": article(
                    f"# {evil}\n\n[{evil}](https://x.example/) [see {evil} @k, p. 3, retracted {evil}]\n\n::: patient\n{evil}\n:::\n"
                )
                .replace("title: A title", f'title: "{quoted}"\ntopics: ["{quoted}"]\nauthors: [e]')
                .replace("question: A question?", f'question: "{quoted}"'),
                "content/people.yaml": f'e: {{name: "{quoted}", credentials: "{quoted}", affiliation: "{quoted}", interests: "{quoted}", roles: [board]}}\n',
                "site.yaml": f'title: "{quoted}"\ndescription: "{quoted}"\nnotice: "{quoted}"\nfollow_up: {{label: "{quoted}", url: "https://x.example/"}}\n'
                f'audiences:\n  - {{id: patient, label: "{quoted}", disclaimer: "{quoted}"}}\n  - {{id: clinician, label: C}}\n',
            }
        )
        report = build(Options(site, TODAY), site / "build")
        assert not report.failed(Severity.ERROR), report.diagnostics
        pages = list((site / "build").rglob("*.html"))
        assert len(pages) >= 6
        for path in pages:
            tree = Tree.of(path)
            for script in tree.root.iter("script"):
                if script.get("type") == "application/ld+json":  # data, which no browser runs
                    assert isinstance(json.loads(script.text or ""), dict)
                else:
                    assert (script.get("src") or "").startswith(("../assets/", "assets/"))
            assert not list(tree.root.iter("img"))
            for element in tree.root.iter():
                assert not [name for name in element.attrib if str(name).startswith("on") or name == "style"]
                assert urlsplit(element.get("href") or "").scheme in ("", "http", "https", "mailto")

    def test_the_same_input_gives_the_same_bytes(self, make_site: Make, tmp_path: Path) -> None:
        site = make_site({f"content/articles/{n}.md": article(title=n) for n in ("b", "a", "c")})
        first, second = tmp_path / "one", tmp_path / "two"
        for folder in (first, second):
            build(Options(site, TODAY), folder)
        snapshot = [{p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in (first, second)]
        assert snapshot[0] == snapshot[1]

    def test_check_writes_nothing(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article()})
        before = sorted(site.rglob("*"))
        assert check(Options(site, TODAY)).diagnostics == ()
        assert sorted(site.rglob("*")) == before

    def test_a_failed_build_leaves_the_old_site_as_it_was(self, make_site: Make) -> None:
        site = make_site({"content/articles/a.md": article()})
        folder = built(site)
        (folder / "CNAME").write_text("evidence.example.org")
        before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        (site / "content/articles/b.md").write_text(article("[@nobody]"))
        report = build(Options(site, TODAY), folder)
        assert report.summary is None
        assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before

    def test_settings_relevel_a_diagnostic_but_not_one_that_protects_readers(self, make_site: Make) -> None:
        site = make_site(
            {"content/articles/a.md": article("# Top\n\n[@moyer2013]"), "site.yaml": "checks: {MD004: ignore}\n"}
        )
        built(site)
        (site / "site.yaml").write_text("checks: {MD004: error}\n")
        assert build(Options(site, TODAY), site / "build").failed(Severity.ERROR)


def every_link_leads_somewhere(folder: Path) -> int:
    """Follow every internal link of every page; how many there were."""
    ids = {path: {e.get("id") for e in Tree.of(path).root.iter() if e.get("id")} for path in folder.rglob("*.html")}
    count = 0
    for path in ids:
        if path.name == "404.html":
            continue
        for element in Tree.of(path).root.iter():
            for name in ("href", "src"):
                link = urlsplit(element.get(name) or "")
                if element.get(name) is None or link.scheme or element.get("rel") == "canonical":
                    continue
                target = (path.parent / unquote(link.path)).resolve() if link.path else path
                assert target.is_file(), f"{path.name}: {element.get(name)}"
                assert not link.fragment or unquote(link.fragment) in ids[target], f"{path.name}: {element.get(name)}"
                count += 1
    return count


class TestThisRepositorysOwnSite:
    @pytest.fixture(scope="class")
    @staticmethod
    def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("own") / "build"
        report = build(Options(ROOT, dt.date(2026, 11, 23)), folder)
        # What an article sets aside is a note that points at the reason.
        waived = [fault for fault in report.diagnostics if any("Set aside" in one.message for one in fault.related)]
        assert list(report.diagnostics) == waived
        assert [fault.code for fault in waived] == ["WRD003"] * 2
        assert report.articles == 6
        return folder

    def test_every_internal_link_leads_somewhere(self, folder: Path) -> None:
        assert every_link_leads_somewhere(folder) > 500

    def test_ids_are_unique_on_every_page(self, folder: Path) -> None:
        for path in folder.rglob("*.html"):
            ids = [e.get("id") for e in Tree.of(path).root.iter() if e.get("id")]
            assert len(ids) == len(set(ids)), path

    def test_nothing_claims_a_review_and_every_page_says_demonstration(self, folder: Path) -> None:
        for path in folder.rglob("*.html"):
            tree = Tree.of(path)
            assert "This site is a demonstration." in tree.text
            assert not tree.with_class("status-approved")
        for path in (folder / "articles").glob("*.html"):
            tree = Tree.of(path)
            assert "Not yet reviewed" in tree.text and "Human review is pending" in tree.text
            (marked,) = [step for step in tree.all(".//ol[@class='steps']/li") if step.get("aria-current")]
            assert words(marked).startswith("Submitted")

    def test_every_article_serves_both_audiences_and_begins_with_a_bottom_line(self, folder: Path) -> None:
        for path in (folder / "articles").glob("*.html"):
            prose = Tree.of(path).with_class("prose")[0]
            assert "bottom-line" in (prose[0].get("class") or "")
            assert {"patient", "clinician"} <= {e.get("data-for") for e in prose.iter()}

    def test_retracted_sources_are_marked(self, folder: Path) -> None:
        marked = Tree.of(folder / "articles/mmr-vaccine-autism.html").with_class("integrity-retracted")
        assert [words(e) for e in marked] == ["Retracted"]
