"""What a reviewer of a change is told, with sites that were really built: pages, statuses, and what would break."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from click.testing import CliRunner

from dr_evidence_site.build import Options, build
from dr_evidence_site.cli import main
from sites import PEOPLE, TODAY, approved_article, article

MakeSite = Callable[[Mapping[str, str | bytes]], Path]

BEFORE = {
    "content/people.yaml": PEOPLE,
    "content/articles/approved.md": approved_article(),
    "content/articles/stays.md": article("Text [@moyer2013]. See [the other](goes.md).", title="Stays"),
    "content/articles/goes.md": article("## Harms\n\nText.", title="Goes"),
    "content/articles/moves.md": article("Text.", title="Moves"),
    "content/articles/section.md": article("## Old heading\n\nText.", title="Section"),
}


def test_all_that_a_change_does_is_in_the_report(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(BEFORE)
    assert build(Options(site, TODAY), tmp_path / "old").summary is not None
    articles = site / "content/articles"
    approved = (articles / "approved.md").read_text()
    (articles / "approved.md").write_text(approved.replace("Text [@moyer2013].", "Other text [@moyer2013]."))
    (articles / "goes.md").unlink()
    (articles / "stays.md").write_text(article("Text [@moyer2013].", title="Stays", status="under-review"))
    (articles / "moves.md").rename(articles / "moved.md")
    moved = (articles / "moved.md").read_text()
    (articles / "moved.md").write_text(moved.replace("audience:", "aliases: [moves]\naudience:"))
    (articles / "section.md").write_text(article("## New heading\n\nText.", title="Section"))
    (articles / "comes.md").write_text(article("Text.", title="Comes"))
    assert build(Options(site, TODAY), tmp_path / "new").summary is not None
    # A host or a template may break what the program would not: a link of a page that was built.
    place = tmp_path / "new/index.html"
    place.write_text(place.read_text().replace("</main>", '<a href="articles/goes.html">x</a></main>'))

    result = CliRunner().invoke(
        main, ["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json", "--fail-on-broken"]
    )
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    pages = {kind: [one["path"] for one in found["pages"][kind]] for kind in ("added", "changed", "removed")}
    assert pages["added"] == ["articles/comes.html"]
    assert pages["removed"] == ["articles/goes.html"]
    assert {"articles/approved.html", "articles/stays.html", "articles/section.html"} <= set(pages["changed"])
    assert [(one["from"], one["path"]) for one in found["pages"]["renamed"]] == [
        ("articles/moves.html", "articles/moved.html")
    ]
    statuses = {one["path"]: (one["before"], one["after"]) for one in found["statuses"]}
    assert statuses == {
        "articles/approved.html": ("approved", "under-review"),
        "articles/stays.html": ("submitted", "under-review"),
    }
    assert found["broken"] == [
        {"path": "articles/goes.html", "fragment": "", "on": ""},
        {"path": "articles/section.html", "fragment": "old-heading", "on": ""},
        {"path": "articles/goes.html", "fragment": "", "on": "index.html"},
    ]
    assert found["not_compared"] == []
