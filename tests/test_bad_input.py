"""Bad input: each gets its diagnostic at its place, nothing raises, and every other fault is still reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.diagnostics import Severity
from sites import LIBRARY, TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]

FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n"
BOMB = 'a: &a ["x","x"]\nb: &b [*a,*a]\nc: &c [*b,*b]\n'

A = "content/articles/a.md"

# name → the faulty file, its content, and what must be said of it: code, line, column.
FAULTS: dict[str, tuple[str, str | bytes, str, int, int]] = {
    "no closing fence": (A, FRONT + "\nText\n", "ART003", 1, 1),
    "no front matter": (A, "Just text.\n", "ART002", 1, 1),
    "empty file": (A, "", "ART001", 1, 1),
    "tab in front matter": (A, FRONT + "topics:\n\t- x\n---\n", "YML002", 7, 1),
    "duplicate key": (A, FRONT + "title: U\n---\n", "YML005", 6, 1),
    "unknown key": (A, FRONT + "topic: x\n---\n", "FLD001", 6, 1),
    "missing key": (A, "---\ntitle: T\nstatus: submitted\naudience: patient\n---\n", "FLD002", 2, 1),
    "impossible date": (A, FRONT.replace("2026-01-10", "2026-02-30") + "---\n", "FLD004", 4, 10),
    "anchors that expand": (A, FRONT + BOMB + "---\n", "YML006", 6, 4),
    "python tag": (A, FRONT + "topics: !!python/object/apply:os.system [ls]\n---\n", "YML007", 6, 9),
    "NUL byte": (A, (FRONT + "---\nTe\0xt\n").encode(), "FIL002", 7, 3),
    "Latin-1": (A, (FRONT + "---\nGr\xfc\xdfe\n").encode("latin-1"), "FIL001", 7, 3),
    "10,000 levels in front matter": (A, FRONT + "topics: " + "[" * 10_000 + "\n---\n", "YML009", 6, 58),
    "10,000 levels of quotation": (A, FRONT + "---\n" + "> " * 10_000 + "x\n", "MD003", 7, 1),
    "unknown audience": (A, FRONT + "---\n::: patients\nx\n:::\n", "AUD001", 7, 1),
    "unknown audience of words": (A, FRONT + "---\nA [x]{.clinican}.\n", "AUD001", 7, 8),
    "block without end": (A, FRONT + "---\n::: patient\nx\n", "MD001", 7, 1),
    "javascript link": (A, FRONT + "---\nA [x](javascript:alert(1)).\n", "LNK001", 7, 3),
    "link out of the folder": (A, FRONT + "---\n[x](../../../../etc/passwd.md)\n", "LNK002", 7, 1),
    "link to nowhere": (A, FRONT + "---\n[x](b.md)\n", "LNK003", 7, 1),
    "link to no heading": (A, FRONT + "---\n[x](#harm)\n\n## Harms\n", "LNK004", 7, 1),
    "picture from elsewhere": (A, FRONT + "---\n![x](https://x.example/y.png)\n", "LNK006", 7, 1),
    "missing picture": (A, FRONT + "---\n![x](y.png)\n", "LNK007", 7, 1),
    "unknown key of the library": (A, FRONT + "---\nA [@moyer2031].\n", "CIT001", 7, 4),
    "unknown person": (A, FRONT + "authors: [nobody]\n---\nx\n", "SIT001", 6, 11),
    "day to come": (A, FRONT.replace("2026-01-10", "2027-01-10") + "---\nx\n", "SIT002", 4, 1),
    "false approval": (A, FRONT.replace("submitted", "approved") + "---\nx\n", "REV003", 3, 9),
    "unbalanced braces": ("references/b.bib", "@article{x,\n  title = {A {B}\n}\n", "BIB001", 1, 1),
    "duplicate key across files": ("references/z.bib", "\n@book{moyer2013, title={T}}\n", "BIB010", 2, 1),
    "unknown setting": ("site.yaml", "titel: x\n", "FLD001", 1, 1),
    "javascript in settings": ("site.yaml", "follow_up: {label: x, url: 'javascript:alert(1)'}\n", "FLD008", 1, 28),
    "broken template": ("templates/article.html", "{% extends '!article.html' %}\n{% block x %}", "THM001", 2, 1),
    "unknown name in a template": (
        "templates/home.html",
        "{% extends '!home.html' %}\n{% block main %}\n{{ page.articels }}{% endblock %}",
        "THM002",
        3,
        1,
    ),
    "standing page with a taken name": ("content/pages/index.md", "---\ntitle: x\n---\n", "SIT003", 1, 1),
    "broken people": ("content/people.yaml", "x: {roles: [author]}\n", "FLD002", 1, 4),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_reported_at_its_place(make_site: Make, name: str) -> None:
    path, content, code, line, column = FAULTS[name]
    site = make_site({"content/articles/sound.md": article(), path: content})
    report = check(Options(site, TODAY))
    found = [(d.code, d.span.path, d.span.line, d.span.column) for d in report.diagnostics]
    assert (code, path, line, column) in found, found
    assert build(Options(site, TODAY), site / "build").summary is None
    assert not (site / "build").exists()


def test_all_faults_are_reported_in_one_run(make_site: Make) -> None:
    files: dict[str, str | bytes] = {"content/articles/sound.md": article()}
    expected = set()
    for index, (path, content, code, line, column) in enumerate(FAULTS.values()):
        place = f"content/articles/a{index}.md" if path == A else path
        if place not in files:
            files[place] = content
            expected.add((code, place, line, column))
    report = check(Options(make_site(files), TODAY))
    found = {(d.code, d.span.path, d.span.line, d.span.column) for d in report.diagnostics}
    assert expected <= found, expected - found
    spans = [d.span for d in report.diagnostics]
    assert spans == sorted(spans)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(make_site: Make) -> None:
    text = article("::: patient\nText [@moyer2013].\n:::\n").replace("\n", "\r\n")
    site = make_site({A: b"\xef\xbb\xbf" + text.encode()})
    assert check(Options(site, TODAY)).diagnostics == ()


def test_positions_hold_with_windows_line_ends(make_site: Make) -> None:
    text = article("One.\n\nText [@nobody].").replace("\n", "\r\n")
    (fault,) = check(Options(make_site({A: text.encode()}), TODAY)).diagnostics
    assert (fault.span.line, fault.span.column) == (10, 7)


def test_a_file_too_large_is_refused_unread(make_site: Make) -> None:
    site = make_site({A: article("x" * 5_000_000)})
    (fault,) = check(Options(site, TODAY)).diagnostics
    assert (fault.code, fault.severity) == ("FIL003", Severity.ERROR)


def test_links_out_of_the_folder_are_refused(make_site: Make, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(article("[@moyer2013] secret"))
    site = make_site({"content/articles/a.md": article()})
    (site / "content/articles/b.md").symlink_to(secret)
    (site / "content/pages").symlink_to(tmp_path)
    faults = check(Options(site, TODAY)).diagnostics
    assert {d.span.path for d in faults} == {"content/articles/b.md", "content/pages"}
    assert all(d.severity is Severity.ERROR for d in faults)


def test_two_articles_that_differ_only_in_case(make_site: Make) -> None:
    site = make_site({"content/articles/bone.md": article()})
    (site / "content/articles/Bone.md").write_text(article())
    if len(list((site / "content/articles").iterdir())) == 1:  # a disk that cannot hold both
        return
    faults = check(Options(site, TODAY)).diagnostics
    assert any(
        d.related and {d.span.path, d.related[0].span.path} == {"content/articles/Bone.md", "content/articles/bone.md"}
        for d in faults
    )


def test_what_cannot_be_read_is_said_and_never_waited_for(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article()})
    os.mkfifo(site / "content/articles/pipe.md")
    (site / "content/articles/folder.md").mkdir()
    (site / "content/articles/dangling.md").symlink_to("nowhere.md")
    faults = check(Options(site, TODAY)).diagnostics
    assert [d.span.path.removeprefix("content/articles/") for d in faults] == ["dangling.md", "folder.md", "pipe.md"]


def test_a_duplicate_reference_names_both_places(make_site: Make) -> None:
    site = make_site({"references/more.bib": LIBRARY.split("@article{jackson")[0], A: article()})
    (fault,) = check(Options(site, TODAY)).diagnostics
    assert (fault.code, fault.span.path) == ("BIB010", "references/more.bib")
    assert (fault.related[0].span.path, fault.related[0].span.line) == ("references/library.bib", 1)
