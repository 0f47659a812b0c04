"""Names that strangers choose: none leaves the folder, is too long for a disk, or is a device of Windows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.model.names import LONGEST, is_device, is_long, shortened
from dr_evidence_site.site.addresses import topic_slug
from sites import TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.mark.parametrize(
    "name", ["con", "CON", "Con.md", "nul.tar.gz", "aux .png", "com1", "LPT9.png", "COM¹", "conin$"]
)
def test_devices(name: str) -> None:
    assert is_device(name)


@pytest.mark.parametrize("name", ["console", "icon.png", "com", "com10", "lpt", "nul-l", "a.con"])
def test_what_only_looks_like_a_device(name: str) -> None:
    assert not is_device(name)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300), st.sampled_from(["con", "../../x", "..", "AUX", "a/b", "é" * 200, "𝔘" * 90, "\ud800"])
    )
)
def test_the_page_of_a_topic_has_a_sound_name_whatever_it_is_called(label: str) -> None:
    slug = topic_slug(label)
    assert slug and not is_device(slug)
    assert not {"/", "\\", ".", ":", "\0", " "} & set(slug)
    assert len(slug.encode("utf-8", "surrogatepass")) <= LONGEST + 11


def test_long_topics_that_begin_alike_stay_apart() -> None:
    assert topic_slug("x" * 300) != topic_slug("x" * 299)
    assert topic_slug("x" * LONGEST) == "x" * LONGEST
    assert not is_long(shortened("é" * 200))


def test_a_very_long_topic_is_published(make_site: Make) -> None:
    """A page's name beyond 255 bytes stopped publication half-way."""
    text = article().replace("audience: clinician\n", f"audience: clinician\ntopics: [{'long ' * 80}]\n", 1)
    site = make_site({"content/articles/a.md": text})
    assert build(Options(site, TODAY, jobs=1, remember=False), site / "build").summary is not None
    assert len(list((site / "build/topics").iterdir())) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"content/articles/{'a' * 200}.md", "ART006"), ("content/articles/con.md", "FIL010"), ("content/articles/aux.fr.md", "FIL010"),
        (f"content/pages/{'a' * 200}.md", "ART006"), ("content/pictures/nul.png", "FIL010"), ("content/pictures/a\\..\\b.png", "FIL010"),
    ],
)  # fmt: skip
def test_such_a_file_is_refused(make_site: Make, path: str, code: str) -> None:
    text = b"x" if path.endswith(".png") else article()
    faults = check(Options(make_site({path: text}), TODAY)).diagnostics
    assert [fault.span.path for fault in faults if fault.code == code] == [path]


ALIASES = (*("a" * 200, "con", "../x", "a/b", "a.b/c", "a\\\\b", "a b", "a{b", "a$b", "a;b", "A", "%2e%2e", "é"),)


def test_an_alias_that_is_no_name_of_a_file_is_refused(make_site: Make) -> None:
    head = "audience: clinician\n"
    files = {
        f"content/articles/a{n}.md": article().replace(head, f'{head}aliases: ["{alias}"]\n', 1)
        for n, alias in enumerate(ALIASES)
    }
    faults = check(Options(make_site(files), TODAY, jobs=1)).diagnostics
    assert {fault.span.path for fault in faults if fault.code == "ALS001"} == files.keys()


def test_a_picture_with_a_long_name_is_published(make_site: Make) -> None:
    name = f"{'p' * 240}.png"
    site = make_site({f"content/pictures/{name}": b"x", "content/articles/a.md": article(f"![x](../pictures/{name})")})
    assert build(Options(site, TODAY, jobs=1, remember=False), site / "build").summary is not None


TARGETS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fsite.yaml",
    "/etc/passwd",
    "file:///etc/passwd",
    "a%00.png",
    "..\\..\\x.png",
    "//x/y.png",
)


def test_no_picture_or_link_leaves_the_site(make_site: Make) -> None:
    forms = ("![x]({0})", "[x]({0})", "![x](<{0}>)")
    texts = [form.replace("{0}", target) for target in TARGETS for form in forms]
    site = make_site({f"content/articles/a{n}.md": article(text) for n, text in enumerate(texts)})
    report = build(Options(site, TODAY, jobs=1, remember=False), site / "build")
    assert report.summary is None
    refused = {
        fault.span.path
        for fault in report.diagnostics
        if fault.code.startswith("LNK") and fault.severity.word == "error"
    }
    assert refused == {f"content/articles/a{n}.md" for n in range(len(texts))}


def test_no_block_of_evidence_names_a_file_elsewhere(make_site: Make) -> None:
    names = ("../../site", "/etc/passwd", "a/../../b", "..", "x\\y", "%2e%2e")
    site = make_site(
        {f"content/articles/a{n}.md": article(f"~~~ evidence {name}\n~~~\n") for n, name in enumerate(names)}
    )
    faults = check(Options(site, TODAY, jobs=1)).diagnostics
    refused = {fault.span.path for fault in faults if fault.severity.word == "error"}
    assert refused == {f"content/articles/a{n}.md" for n in range(len(names))}
