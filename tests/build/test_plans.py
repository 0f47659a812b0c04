"""What is planned of a page is true of the page that is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from large_site import write_site

from dr_evidence_site.build import Options
from dr_evidence_site.build.run import loaded
from dr_evidence_site.site.pages import Pages
from dr_evidence_site.site.plans import plans
from sites import TODAY


def test_every_page_is_planned_with_the_template_that_it_has(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", 8)
    with (root / "site.yaml").open("a") as settings:
        settings.write("status_page: true\n")
    article = root / "content/articles/article-001.md"
    article.write_text(article.read_text().replace("\nstatus:", "\naliases: [former]\nstatus:", 1))
    with loaded(Options(root, TODAY)) as reading:
        pages = Pages(reading.site, _Any())  # type: ignore[arg-type]
        found = {plan.path: (plan.template, plan.make(pages).template) for plan in plans(reading.site)}
    kinds = {"topic.html", "standing.html", "moved.html", "references.html", "people.html", "home.html", "search.html"}
    assert {planned for planned, _ in found.values()} == {*kinds, "status.html", "404.html"}
    assert all(planned == made for planned, made in found.values()), found


class _Any(dict[str, str]):
    """Assets of any name."""

    def __missing__(self, name: str) -> str:
        return f"assets/{name}"

    get: Callable[..., str] = __missing__  # type: ignore[assignment]
