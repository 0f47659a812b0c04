"""llms.txt: approved articles first, others under a heading that says what they are, withdrawn ones not at all."""

from __future__ import annotations

import re

from exported_site import BASE, Built


def test_the_layout_is_that_of_the_proposal(built: Built) -> None:
    lines = built.text("llms.txt").split("\n")
    assert lines[0] == "# Evidence & \\<summaries>"
    assert lines[2] == "> Short & cited answers."
    assert lines[4] == "A demonstration. See about."
    headings = [line for line in lines if line.startswith("#")]
    assert headings == [
        lines[0],
        "## Approved articles",
        "## Not approved: nobody has approved these texts yet",
        "## Optional",
    ]
    for line in lines[lines.index("## Approved articles") + 1 :]:
        assert line == "" or line.startswith("## ") or re.fullmatch(r"- \[.+\]\(\S+\)(: .+)?", line), line


def test_each_article_stands_where_its_status_puts_it(built: Built) -> None:
    approved, _, rest = built.text("llms.txt").partition("## Approved articles")[2].partition("## Not approved")
    links = [re.findall(r"\]\((\S+)\)", part) for part in (approved, rest.partition("## Optional")[0])]
    assert links == [
        [f"{BASE}articles/approved.fr.md", f"{BASE}articles/approved.md"],
        [f"{BASE}articles/bare.md", f"{BASE}articles/pending.md"],
    ]
    assert "withdrawn" not in built.text("llms.txt")
    assert (
        f'- [Vitamin D & \\<bones>]({BASE}articles/approved.md): Does vitamin D prevent "fractures"? '
        "Last reviewed: 2026-02-01. Last updated: 2026-01-10.\n"
    ) in approved
    assert "(fr)" in approved


def test_every_link_leads_to_a_file(built: Built, homeless: Built) -> None:
    for site, base in ((built, BASE), (homeless, "")):
        for address in re.findall(r"\]\((\S+)\)", site.text("llms.txt")):
            assert address.startswith(base)
            assert (site.folder / address.removeprefix(base)).is_file()
