"""The Markdown twin of an article: it says by itself what it is worth."""

from __future__ import annotations

import re

from exported_site import BASE, Built


def test_the_status_stands_before_the_text(built: Built) -> None:
    text = built.text("articles/pending.md")
    assert text.startswith("# Pending\n")
    status = text.index("Review status: **Submitted. Human review is pending: nobody has approved this text yet.**")
    assert text.index("> **A demonstration.** See [about]") < status < text.index("Educational purpose only.")
    assert text.index("Educational purpose only.") < text.index("Text [1]")


def test_a_withdrawn_article_says_so_first(built: Built) -> None:
    head = built.text("articles/withdrawn.md").partition("Text [1]")[0]
    assert "Review status: **This page has been withdrawn. Do not rely on it." in head


def test_an_approved_article_names_its_reviewers_and_days(built: Built) -> None:
    head = built.text("articles/approved.md").partition("## Bottom line")[0]
    assert head == (
        "# Vitamin D & \\<bones>\n\n"
        f"> **A demonstration.** See [about]({BASE}about.html).\n\n"
        '**Does vitamin D prevent "fractures"?**\n\n'
        "- Review status: **Approved**\n"
        "- Educational purpose only.\n"
        "- Last updated: 2026-01-10\n"
        "- Last reviewed: 2026-02-01\n"
        "- Next review due: 2027-02-01\n"
        "- Evidence searched up to: 2025-12-31\n"
        "- Authors: Jane van der Lee, MD, PhD\n"
        "- Reviewers: María Ortiz\n"
        "- Text without a mark is written for: Health professional\n"
        f"- This page: Evidence & \\<summaries>, <{BASE}articles/approved.html>\n\n"
    )


def test_text_for_an_audience_names_it(built: Built) -> None:
    text = built.text("articles/approved.md")
    assert (
        "> **Patient or carer**\n>\n"
        f"> It does **not**, see [about]({BASE}about.html) and [harms]({BASE}articles/approved.html#harms) [1].\n"
    ) in text
    assert "> **Health professional**\n>\n> HR 0.98 [1; 2, p. 3, retracted].\n" in text
    assert "| \\[Patient or carer: x\\]\\[Health professional: y\\] | 2 |" in text


def test_the_references_are_numbered_as_in_the_text_and_marked(built: Built) -> None:
    text = built.text("articles/approved.md").partition("\n## References\n\n")[2].partition("\n\n## ")[0]
    assert [line.partition(". ")[0] for line in text.split("\n")] == ["1", "2", "3", "4", "5"]
    assert "2. **RETRACTED: Retracted on 1 May 2012.** A retracted paper." in text


def test_every_disclaimer_is_at_the_end(built: Built) -> None:
    for path in built.articles:
        end = built.text(f"{path}.md").rpartition("\n## ")[2]
        for audience in built.json(f"{path}.json")["audiences"]:
            first = audience["disclaimer"].split("\n")[0]
            assert first in end.replace("\n> ", " ") or first in re.sub(r"\s*\n> ?", " ", end)


def test_the_words_are_those_of_the_articles_language(built: Built) -> None:
    assert "- Dernière mise à jour" in built.text("articles/approved.fr.md")
