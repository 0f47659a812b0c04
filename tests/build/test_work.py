"""A build does what changed and no more; work is counted, not timed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from large_site import contents, write_site
from msgspec.structs import replace
from one_version import VERSION, keep_one_version

from dr_evidence_site.build import Options, Report, build, relations
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.site.related import nearest
from dr_evidence_site.system.store import Store
from sites import TODAY

ARTICLES = 12
PAGES = ARTICLES + 7 + 5  # with topics; about, references, people, home, 404


@dataclass
class Site:
    root: Path
    options: Options

    def build(self, **changes: object) -> Report:
        report = build(replace(self.options, **changes), self.root / "build")  # type: ignore[arg-type]
        assert report.summary is not None, report.diagnostics
        return report

    def edit(self, path: str, old: str, new: str) -> None:
        place = self.root / path
        text = place.read_text()
        assert old in text
        place.write_text(text.replace(old, new))

    def times(self) -> dict[str, int]:
        return {name: (self.root / "build" / name).stat().st_mtime_ns for name in contents(self.root / "build")}

    def written_by(self, **changes: object) -> tuple[Report, set[str]]:
        """The report of a build, and the pages whose files it wrote."""
        report, files = self.files_written_by(**changes)
        return report, {name for name in files if name.endswith(".html")}

    def related(self) -> dict[str, list[str]]:
        """The pages of the articles related to each article, by its page."""
        related = {}
        for page in (self.root / "build/articles").glob("*.html"):
            _, _, section = page.read_text().partition('<section class="related"')
            related[f"articles/{page.name}"] = re.findall(r'href="../(articles/[^"]*)"', section.split("</section>")[0])
        return related

    def files_written_by(self, **changes: object) -> tuple[Report, set[str]]:
        """The report of a build, and the files that it wrote."""
        before = {name: (self.root / "build" / name).stat().st_ino for name in contents(self.root / "build")}
        report = self.build(**changes)
        after = {name: (self.root / "build" / name).stat().st_ino for name in contents(self.root / "build")}
        return report, {name for name in after if before.get(name) != after[name]} - {"manifest.json"}


THEME = Path(__file__).parents[2] / "templates"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    keep_one_version(monkeypatch)
    root = write_site(tmp_path / "site", ARTICLES)
    with (root / "site.yaml").open("a") as settings:
        settings.write("search: false\n")  # its index is one work for all articles; its own tests count it
    made = Site(root, Options(root, TODAY, jobs=1))
    first = made.build()
    assert (first.work.parsed, first.work.rendered) == (ARTICLES + 1, PAGES)
    return made


def work(report: Report) -> tuple[int, int, int]:
    assert report.summary is not None
    return report.work.parsed, report.work.rendered, report.summary.written


def test_nothing_changed(site: Site) -> None:
    times = site.times()
    assert work(site.build()) == (0, 0, 0)
    assert site.times() == times


def test_files_touched_but_not_changed(site: Site) -> None:
    for path in (site.root / "content").rglob("*.*"):
        path.touch()
    assert work(site.build()) == (0, 0, 0)


def test_the_text_of_one_article(site: Site) -> None:
    site.edit("content/articles/article-003.md", "Text", "Words")
    report, written = site.files_written_by()
    # What it cites stays the same, and with it the files of its references.
    assert work(report) == (1, 1, 3)
    assert written == {f"articles/article-003.{ending}" for ending in ("html", "json", "md")}


def test_the_title_of_one_article(site: Site) -> None:
    site.edit("content/articles/article-003.md", "Article 3", "Article Three")
    report, written = site.written_by()
    assert report.work.parsed == 1
    # Its own page and the lists that show its card; the page of lost readers shows only the newest. Where it is related
    # its question is shown, but a theme could show its title.
    relating = {page for page, others in site.related().items() if "articles/article-003.html" in others}
    assert relating
    assert written - {"404.html"} == {
        "articles/article-003.html",
        "topics/topic-3.html",
        "index.html",
        "references.html",
    }
    assert report.work.rendered == len(written | relating)


def test_one_article_more_and_one_less(site: Site) -> None:
    text = (site.root / "content/articles/article-003.md").read_text().replace("Article 3", "New")
    before = site.related()
    (site.root / "content/articles/new.md").write_text(text)
    report, written = site.written_by()
    assert report.work.parsed == 1
    lists = {"topics/topic-3.html", "index.html", "references.html"}
    after = site.related()
    relating = {page for page in before if before[page] != after[page]}
    assert "articles/article-003.html" in relating
    assert written - {"404.html"} == lists | {"articles/new.html"} | relating
    (site.root / "content/articles/new.md").unlink()
    there = contents(site.root / "build").keys()
    report, written = site.written_by()
    assert report.work.parsed == 0
    assert written - {"404.html"} == lists | relating
    assert not (site.root / "build/articles/new.html").exists()
    gone = {path for path in there - contents(site.root / "build").keys() if "/pagefind-" not in path}
    assert {path.split(".")[0] for path in gone} == {"articles/new"}


def test_the_meaning_of_a_term(site: Site) -> None:
    """Whatever the language's glossary says is among the inputs of its articles and standing pages, and of no others."""
    place = site.root / "content/glossary.yaml"
    place.write_text("text: Words.\n")
    texts = {f"articles/article-{n:03}.html" for n in range(ARTICLES)} | {"about.html"}
    report, written = site.written_by()
    assert (report.work.parsed, report.work.rendered) == (0, len(texts))
    assert written == texts
    assert work(site.build()) == (0, 0, 0)
    place.write_text("# A remark.\n\ntext: Words.\n")
    assert work(site.build()) == (0, 0, 0)
    place.write_text("text: Words.\nthe next: A link.\n")
    report, written = site.written_by()
    assert (report.work.rendered, written) == (len(texts), set())
    assert [diagnostic.code for diagnostic in report.diagnostics if diagnostic.code.startswith("GLO")] == ["GLO010"]
    assert [fault.code for fault in site.build().diagnostics if fault.code.startswith("GLO")] == ["GLO010"]


def test_related_articles_are_compared_only_when_what_they_share_changes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    monkeypatch.setattr(relations, "nearest", lambda family: compared.append(len(family)) or nearest(family))
    site.edit("content/articles/article-003.md", "Text", "Words")
    site.edit("content/articles/article-004.md", "Article 4", "Article Four")
    site.build()
    assert compared == []
    site.edit("content/articles/article-003.md", "[topic 3]", "[topic 4]")
    site.build()
    assert compared == [ARTICLES]


def test_one_reference_corrected(site: Site) -> None:
    site.edit("references/library.bib", "A book", "A corrected book")
    report, written = site.written_by()
    citing = {f"articles/article-{n:03}.html" for n in range(ARTICLES) if n % 3 == 2}
    assert report.work.parsed == 0
    assert written == citing | {"references.html"}
    assert report.work.rendered == len(written)


def test_a_reference_that_a_standing_page_cites(site: Site) -> None:
    site.edit("references/more.bib", "Book 0", "Book Nought")
    _, written = site.written_by()
    assert written == {"about.html", "references.html", "articles/article-000.html"}


def test_references_moved_in_their_file(site: Site) -> None:
    path = site.root / "references/library.bib"
    path.write_text("\n\n" + path.read_text())
    assert work(site.build()) == (0, 0, 0)


def test_a_reference_that_nobody_cites(site: Site) -> None:
    site.edit("references/more.bib", "Book 48", "Book Forty-eight")
    assert work(site.build()) == (0, 0, 0)


def test_a_template(site: Site) -> None:
    (site.root / "templates").mkdir()
    (site.root / "templates/base.html").write_text(
        '{% extends "!base.html" %}{% block head %}<meta name="x" content="1">{% endblock %}'
    )
    report = site.build()
    assert work(report) == (0, PAGES, PAGES)


def test_a_template_makes_those_pages_again_that_can_show_it(site: Site) -> None:
    (site.root / "templates/parts").mkdir(parents=True)
    articles = {f"articles/article-{n:03}.html" for n in range(ARTICLES)}
    lists = {"index.html", "404.html", *(f"topics/topic-{n}.html" for n in range(7))}
    for name, shown in (
        ("article.html", articles),
        ("parts/terms.html", {*articles, "about.html"}),
        ("parts/cards.html", lists),
        ("people.html", {"people.html"}),
        ("status.html", set()),  # the site publishes none
        ("figures/evidence.html", {*articles, "about.html"}),
    ):
        theirs = site.root / "templates" / name
        theirs.parent.mkdir(exist_ok=True)
        theirs.write_text((THEME / name).read_text() + "{# A remark. #}")
        report = site.build()
        assert (report.work.rendered, name) == (len(shown), name)
    theirs.write_text('{% include page.kind ~ ".html" ignore missing %}')
    (site.root / "templates/article.html").write_text('{% extends "!article.html" %}')
    assert site.build().work.rendered == ARTICLES + 1


@pytest.mark.parametrize("setting", ["citations: {marker: superscript}", "publish: all\ntitle: Other"])
def test_a_setting(site: Site, setting: str) -> None:
    text = (site.root / "site.yaml").read_text()
    (site.root / "site.yaml").write_text(
        "\n".join((setting, *(line for line in text.splitlines() if setting[-5:] != "Other" or "title" not in line)))
    )
    report = site.build()
    assert (report.work.parsed, report.work.rendered) == (0, PAGES)


def test_the_language_chooses_the_rules_of_wording_so_everything_is_read_again(site: Site) -> None:
    settings = site.root / "site.yaml"
    settings.write_text("language: de\n" + settings.read_text())
    report = site.build()
    assert (report.work.parsed, report.work.rendered) == (ARTICLES + 1, PAGES)


@pytest.mark.parametrize("path", ["site.yaml", "content/people.yaml"])
def test_a_remark_in_the_settings_or_among_the_people(site: Site, path: str) -> None:
    text = (site.root / path).read_text()
    (site.root / path).write_text("# A remark.\n\n" + text)
    parsed, rendered, written = work(site.build())
    assert (parsed, written) == (0, 0)
    assert rendered <= 1  # the page of people


def test_a_day_on_which_nothing_becomes_due(site: Site) -> None:
    assert work(site.build(today=TODAY.replace(day=2))) == (0, 0, 0)


def test_the_day_after_reviews_were_due(site: Site) -> None:
    report, written = site.written_by(today=TODAY.replace(year=2027, month=1, day=11))
    assert report.work.parsed == 0
    assert written == {f"articles/article-{n:03}.html" for n in range(ARTICLES) if n % 3 == 0}


def test_another_picture(site: Site) -> None:
    (site.root / "content/pictures/pic.png").write_bytes(b"another")
    report = site.build()
    assert report.work.parsed == 0


def test_one_page_damaged_by_hand(site: Site) -> None:
    place = site.root / "build/articles/article-003.html"
    content = place.read_bytes()
    place.write_bytes(content.swapcase())
    assert work(site.build()) == (0, 1, 1)
    assert place.read_bytes() == content


def test_a_failed_build_renders_only_what_it_must_and_the_next_one_no_more(site: Site) -> None:
    site.edit("content/articles/article-003.md", "Text", "Text [@nobody]")
    failed = build(site.options, site.root / "build")
    assert failed.failed(Severity.ERROR) and failed.summary is None
    assert (failed.work.parsed, failed.work.rendered) == (1, 1)
    again = build(site.options, site.root / "build")
    assert again.diagnostics == failed.diagnostics
    assert again.work.parsed == 0
    site.edit("content/articles/article-003.md", " [@nobody]", "")
    assert work(site.build()) == (0, 0, 0)


def test_the_memo_forgets_pages_that_are_gone(site: Site) -> None:
    build(site.options, site.root / "elsewhere")
    (site.root / "content/articles/article-003.md").write_text(
        (site.root / "content/articles/article-003.md").read_text().replace("topic 3", "topic 9")
    )
    for path in contents(site.root / "elsewhere"):
        (site.root / "elsewhere" / path).unlink()
    for folder in sorted((site.root / "elsewhere").rglob("*"), reverse=True):
        folder.rmdir()
    (site.root / "elsewhere").rmdir()
    site.build()
    with Store(site.root / ".cache", VERSION) as store:
        assert store.places() - {"source"} == {str((site.root / "build").resolve())}
        pages = store.rows(str((site.root / "build").resolve()))
    hosting = {"_headers", ".nojekyll", "manifest.json"}  # and assets: made each time, for they cost nothing
    assert pages.keys() == {
        path for path in contents(site.root / "build") if path not in hosting and not path.startswith("assets/")
    }
    assert "topics/topic-9.html" in pages


def test_a_file_beside_a_page_that_was_damaged_or_deleted(site: Site) -> None:
    before = contents(site.root / "build")
    (site.root / "build/articles/article-003.ris").write_text("damaged")
    (site.root / "build/articles/article-004.json").unlink()
    assert work(site.build()) == (0, 2, 2)
    assert contents(site.root / "build") == before


def test_a_file_of_the_whole_site_that_was_damaged(site: Site) -> None:
    before = contents(site.root / "build")
    for path in ("articles.json", "feed.xml", "sitemap.xml", "llms.txt", "robots.txt", "schema/article.schema.json"):
        (site.root / "build" / path).write_text("damaged")
    assert work(site.build()) == (0, 0, 6)
    assert contents(site.root / "build") == before


def test_files_that_are_not_wanted_any_more(site: Site) -> None:
    with (site.root / "site.yaml").open("a") as settings:
        settings.write("exports: [md]\n")
    report = site.build()
    assert report.summary
    assert report.summary.removed == 4 * ARTICLES + 1  # with the schema
    beside = {path for path in contents(site.root / "build") if path.startswith("articles/")}
    assert {path.partition(".")[2] for path in beside} == {"html", "md"}


def test_the_feed_is_made_again_only_for_what_it_shows(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr("dr_evidence_site.build.machines._bottom_line", lambda *_: made.append(1) or "")
    site.edit("content/articles/article-004.md", "Text", "Words")  # it is not approved
    site.build()
    assert made == []
    site.edit("content/articles/article-003.md", "Text", "Words")
    site.build()
    assert len(made) == 4


IMPORTS = """
import sys
from datetime import date
from pathlib import Path
from dr_evidence_site.build import Options, build, run
run.fingerprint = lambda: sys.argv[2]
root = Path(sys.argv[1])
report = build(Options(root, date(2026, 6, 1), jobs=1), root / "build")
assert report.summary is not None and report.diagnostics == (), report.diagnostics
print(report.work.parsed, report.work.rendered, report.summary.written)
print(*sorted({"babel", "jinja2", "latexcodec", "markdown_it", "mdit_py_plugins", "pybtex", "rapidfuzz"} & set(sys.modules)))
"""


class TestWhatIsLoaded:
    """Each library costs start-up time that only a build with work for it should pay."""

    @pytest.fixture
    def root(self, site: Site) -> Iterator[Path]:
        (site.root / "site.yaml").write_text(
            "title: Many\nnotice: A *notice* with a [link](content/pages/about.md).\n"
            "base_url: https://evidence.example.org/\nsearch: false\nchecks: {REV007: ignore}\n"
        )
        site.build()
        yield site.root

    def loaded(self, root: Path) -> tuple[str, set[str]]:
        done = subprocess.run(
            [sys.executable, "-c", IMPORTS, str(root), VERSION], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        counts, libraries = done.stdout.split("\n")[:2]
        return counts, set(libraries.split())

    def test_nothing_changed(self, root: Path) -> None:
        assert self.loaded(root) == ("0 0 0", set())

    def test_one_article(self, root: Path) -> None:
        path = root / "content/articles/article-003.md"
        path.write_text(path.read_text().replace("Text", "Words"))
        counts, libraries = self.loaded(root)
        assert counts == "1 1 3"
        assert {"markdown_it", "jinja2"} <= libraries
        assert not {"pybtex", "latexcodec"} & libraries

    def test_one_reference(self, root: Path) -> None:
        path = root / "references/more.bib"
        path.write_text(path.read_text().replace("Book 11}", "Book Eleven}"))
        counts, libraries = self.loaded(root)
        assert counts == "0 2 7"
        assert {"pybtex", "jinja2"} <= libraries
        assert "markdown_it" not in libraries

    def test_a_picture_that_no_page_needs(self, root: Path) -> None:
        (root / "references/empty.bib").write_text("")
        counts, libraries = self.loaded(root)
        assert counts == "0 0 0"
        assert not {"markdown_it", "jinja2", "babel"} & libraries
