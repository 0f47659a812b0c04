"""Compiled templates are kept beside the program's bytecode: right or not at all, and never in a site's memos."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import Environment

from dr_evidence_site.build import tasks
from dr_evidence_site.build.report import Options
from dr_evidence_site.build.run import build
from dr_evidence_site.model.page import Theme
from dr_evidence_site.render.environment import environment
from dr_evidence_site.render.words import digest, words
from dr_evidence_site.system import compiled_templates
from dr_evidence_site.system.compiled_templates import CompiledTemplates, folder
from dr_evidence_site.system.fingerprint import fingerprint_of_templates
from sites import LIBRARY, TODAY, article

CODE = compile("1 + 1", "a.html", "eval")


@pytest.fixture(autouse=True)
def python_may_write_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment of the tests says."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def kept(tmp_path: Path) -> CompiledTemplates:
    return CompiledTemplates(tmp_path / "templates")


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    made: list[str] = []
    real = Environment.compile

    def noted(self: Environment, source: str, name: str | None = None, *rest: object, **more: object) -> CodeType:
        made.append(str(name))
        return real(self, source, name, *rest, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(Environment, "compile", noted)
    return made


def printed(theme: Theme, kept: CompiledTemplates, language: str = "en", name: str = "a.html") -> str:
    version = f"1 {digest(theme, language)}"
    made = environment(theme, words=words(theme, language), compiled=kept, version=version)
    return made.get_template(name).render()


def theme(text: str = "Hello", *, french: str = "Bonjour", path: str = "templates/a.html") -> Theme:
    catalog = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hello"\nmsgstr "{french}"\n'
    source = f"{{% trans %}}{text}{{% endtrans %}}"
    return Theme({"a.html": source, "b.html": source}, {}, {"a.html": path}, {"messages/fr.po": catalog})


def test_a_template_is_compiled_once(kept: CompiledTemplates, compilations: list[str]) -> None:
    assert [printed(theme(), kept) for _ in range(3)] == ["Hello"] * 3
    assert compilations == ["a.html"]


def test_code_is_for_one_text_name_path_and_language(kept: CompiledTemplates, compilations: list[str]) -> None:
    """The words of a language are in the code, and so is the path that a fault names."""
    assert printed(theme(), kept) == "Hello"
    assert printed(theme("Hi"), kept) == "Hi"
    assert printed(theme(), kept, "fr") == "Bonjour"
    assert printed(theme(french="Salut"), kept, "fr") == "Salut"
    assert printed(theme(), kept, name="b.html") == "Hello"
    assert printed(theme(path="elsewhere/a.html"), kept) == "Hello"
    assert compilations == ["a.html", "a.html", "a.html", "a.html", "b.html", "a.html"]


def test_the_version_tells_programs_apart(kept: CompiledTemplates, compilations: list[str]) -> None:
    for version in ("1", "2", "1"):
        environment(theme(), compiled=kept, version=version).get_template("a.html")
    assert compilations == ["a.html"] * 2


def test_the_version_follows_what_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dr_evidence_site.system import fingerprint

    (tmp_path / "render").mkdir()
    (tmp_path / "system").mkdir()
    monkeypatch.setattr(fingerprint, "__file__", str(tmp_path / "system/fingerprint.py"))
    seen = set()
    for installed, text in (("jinja2 3.1", "a"), ("jinja2 3.2", "a"), ("jinja2 3.2", "b"), ("click 9", "b")):
        (tmp_path / "render/environment.py").write_text(text)
        monkeypatch.setattr(fingerprint, "_installed", lambda one=installed: [one])
        fingerprint_of_templates.cache_clear()
        seen.add(fingerprint_of_templates())
    fingerprint_of_templates.cache_clear()
    assert len(seen) == 4


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 300])
def test_what_is_damaged_is_compiled_again(
    tmp_path: Path, kept: CompiledTemplates, compilations: list[str], damage: bytes
) -> None:
    printed(theme(), kept)
    [file] = (tmp_path / "templates").iterdir()
    file.write_bytes(damage)
    assert printed(theme(), kept) == "Hello"
    assert len(compilations) == 2
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert printed(theme(), kept) == "Hello"
    assert file.read_bytes() == whole


def test_what_is_no_code_is_not_taken(tmp_path: Path, kept: CompiledTemplates) -> None:
    kept.put("key", "text")  # type: ignore[arg-type]
    assert list((tmp_path / "templates").iterdir())
    assert kept.get("key") is None


def test_another_interpreter_keeps_its_own(
    tmp_path: Path, kept: CompiledTemplates, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put("key", CODE)
    assert kept.get("key") == CODE
    assert [path.name for path in (tmp_path / "templates").iterdir()] == [f"key.{sys.implementation.cache_tag}"]
    monkeypatch.setattr(compiled_templates, "_name", lambda key: f"{key}.cpython-999")
    assert kept.get("key") is None


def test_the_folder_is_pythons_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = folder()
    assert place is not None
    assert place.parent == Path(compiled_templates.__file__).parent / "__pycache__"
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    place = folder()
    assert place is not None
    assert place.is_relative_to(tmp_path)
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert folder() is None
    CompiledTemplates(None).put("key", CODE)
    assert CompiledTemplates(None).get("key") is None


def test_nothing_is_written_where_python_may_not_write_bytecode(
    tmp_path: Path, kept: CompiledTemplates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert printed(theme(), kept) == "Hello"
    assert not (tmp_path / "templates").exists()


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path, compilations: list[str]) -> None:
    (tmp_path / "file").write_text("")
    kept = CompiledTemplates(tmp_path / "file/templates")
    assert [printed(theme(), kept) for _ in range(2)] == ["Hello"] * 2
    assert len(compilations) == 2


def test_the_oldest_are_removed_when_there_are_many(
    tmp_path: Path, kept: CompiledTemplates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_templates, "_MOST", 5)
    monkeypatch.setattr(compiled_templates, "_KEPT", 3)
    for number in range(6):
        kept.put(f"key{number}", CODE)
        newest = next((tmp_path / "templates").glob(f"key{number}.*"), None)
        if newest:
            os.utime(newest, (number, number))
    assert [number for number in range(6) if kept.get(f"key{number}")] == [3, 4, 5]


@pytest.fixture
def forgotten() -> Iterator[None]:
    tasks._interfaces.cache_clear()
    yield
    tasks._interfaces.cache_clear()


def test_pages_from_kept_code_are_the_same_and_no_memo_holds_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str], forgotten: None
) -> None:
    site = tmp_path / "site"
    for path, text in {"references/library.bib": LIBRARY, "content/articles/a.md": article("Text.")}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    monkeypatch.setattr(compiled_templates, "folder", lambda: tmp_path / "kept")
    pages = []
    for name in ("first", "second"):
        tasks._interfaces.cache_clear()
        before = len(compilations)
        build(Options(site, TODAY, jobs=1), tmp_path / name)
        assert bool(len(compilations) - before) is (name == "first")
        (site / "content/articles/a.md").touch()
        for memo in (site / ".cache").iterdir():
            assert b"root_render_func" not in memo.read_bytes() and b"block_main" not in memo.read_bytes()
        pages.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).rglob("*.html"))})
    assert pages[0] == pages[1]
    assert any(b"block_main" in path.read_bytes() for path in (tmp_path / "kept").iterdir())
