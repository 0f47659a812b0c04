"""A new site and a new article: what the commands write builds at once, and nothing that is there is touched."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from dr_evidence_site import cli
from dr_evidence_site.build import Options, build, check
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.starter.article import LONGEST_NAME, article_text, name_for
from dr_evidence_site.starter.site import AROUND, JOBS, SITE, Host
from dr_evidence_site.system import creation

Make = Callable[[Mapping[str, str | bytes]], Path]
ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 6, 1)
EPOCH = "1780272000"  # 2026-06-01


def run(*arguments: str | Path) -> Result:
    return CliRunner(env={"SOURCE_DATE_EPOCH": EPOCH}).invoke(cli.main, [*map(str, arguments)], catch_exceptions=False)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    assert run("init", tmp_path / "site").exit_code == 0
    return tmp_path / "site"


# init


def test_a_new_site_builds_with_nothing_but_notes_of_what_is_to_be_written(site: Path) -> None:
    report = build(Options(site, TODAY), site / "build")
    assert {(fault.code, fault.severity) for fault in report.diagnostics} == {("DFT001", Severity.NOTE)}
    page = (site / "build/articles/example.html").read_text()
    assert "This article is an example." in page and "noindex" in page and "Human review is pending" in page
    assert "10.1001/jama.2022.4983" in page
    assert (site / "build/editorial-policy.html").is_file() and (site / "build/about.html").is_file()


def test_the_one_source_of_the_example_is_that_of_the_sample_library() -> None:
    entry = re.compile(r"^@article\{uspstf-2022-aspirin,.*?^\}", re.DOTALL | re.MULTILINE)
    written = [path.read_text(encoding="utf-8") for path in ROOT.glob("references/aspirin.bib")]
    written.append((ROOT / "src/dr_evidence_site/starter/library.bib").read_text(encoding="utf-8"))
    first, second = (found[0] for text in written if (found := entry.search(text)))
    assert first == second


@pytest.mark.parametrize("host", [None, *Host])
def test_which_files_it_has(tmp_path: Path, host: Host | None) -> None:
    result = run("init", tmp_path, "--title", 'Évidence: "A"', *(["--ci", host.value] if host else []))
    schemas = {f".vscode/schemas/{name}.schema.json" for name in ("site", "people", "glossary")}
    expected = {path for path, _ in (*SITE, *AROUND)} | schemas | ({JOBS[host][0]} if host else set())
    assert set(tree(tmp_path)) == expected
    assert f"{len(expected)} files written" in result.stderr
    texts = {path: data.decode() for path, data in tree(tmp_path).items()}
    assert not [path for path, text in texts.items() if re.search(r"@[A-Z_]{3,}@", text)]
    assert 'title: "Évidence: \\"A\\""' in texts["site.yaml"] and '# Évidence: "A"' in texts["README.md"]
    assert "updated: 2026-06-01" in texts["content/pages/about.md"]
    for path, text in texts.items():
        if path.startswith(".vscode/"):
            json.loads(text)
    assert all((tmp_path / path).stat().st_mode & 0o444 == 0o444 & ~_mask() for path in texts)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_editors_are_told_of_is_there(site: Path) -> None:
    settings = json.loads((site / ".vscode/settings.json").read_text())
    for schema in settings["yaml.schemas"]:
        jsonschema.Draft202012Validator.check_schema(json.loads((site / schema).read_text()))
    assert all((site / path).is_file() for path in settings["PandocCiter.DefaultBibs"])
    tasks = json.loads((site / ".vscode/tasks.json").read_text())["tasks"]
    assert all(task["args"][0] in cli.main.commands for task in tasks)
    pattern = re.compile(tasks[0]["problemMatcher"]["pattern"]["regexp"])
    (site / "content/articles/a.md").write_text("---\ntitle: A\n---\n")
    printed = run("check", site).stdout.splitlines()
    assert ("content/articles/a.md", "2", "1", "error", "FLD002") in {
        found.groups()[:5] for line in printed if (found := pattern.match(line))
    }


def test_snippets_are_what_the_program_understands(site: Path) -> None:
    snippets = json.loads((site / ".vscode/dr-evidence-site.code-snippets").read_text())
    bodies = ["\n".join(s["body"]) if isinstance(s["body"], list) else s["body"] for s in snippets.values()]
    texts = []
    for body in bodies:
        chosen = re.sub(r"\$\{\d+\|([^,}]+)[^}]*\|\}", r"\1", body)
        while (plain := re.sub(r"\$\{\w+:((?:[^${}]|\$\d+)*)\}", r"\1", chosen)) != chosen:
            chosen = plain
        texts.append(re.sub(r"\$\d+", "", chosen).replace("@key", "@uspstf-2022-aspirin"))
    text = "\n\n".join(t for t in texts if not t.startswith("waive"))
    (waiver,) = (t for t in texts if t.startswith("waive"))
    article = (site / "content/articles/example.md").read_text().replace("topics:", f"{waiver}\ntopics:", 1)
    (site / "content/articles/example.md").write_text(f"{article}\n{text}\n")
    found = [fault for fault in check(Options(site, TODAY)).diagnostics if fault.code != "DFT001"]
    assert [fault.code for fault in found] == ["WVR003"]  # the waiver meets nothing here


def test_files_around_a_site_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode/settings.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    result = run("init", tmp_path)
    assert result.exit_code == 0 and "README.md was there already, and stays as it is." in result.stderr
    assert (tmp_path / "README.md").read_text() == "mine" and (tmp_path / ".vscode/settings.json").read_text() == "{}"
    assert (tmp_path / ".vscode/tasks.json").is_file() and (tmp_path / "site.yaml").is_file()


@pytest.mark.parametrize(
    "path",
    ["site.yaml", "content/articles/mine.md", "references/mine.bib", "templates/base.html", "content", ".vscode"],
)
def test_a_site_that_is_there_is_not_touched(tmp_path: Path, path: str) -> None:
    place = tmp_path / "site" / path
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    before = tree(tmp_path)
    result = run("init", tmp_path / "site")
    if path == ".vscode":  # no folder, so nothing can be put into it: editors go without
        assert result.exit_code == 0 and place.read_text() == "mine"
        return
    assert result.exit_code == 2 and "Nothing was written." in result.stderr
    assert tree(tmp_path) == before


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    result = run("init", tmp_path / "site")
    assert result.exit_code == 2 and "is a file" in result.stderr and (tmp_path / "site").read_text() == "mine"


# new


def test_a_new_article_builds_with_notes_of_what_is_to_be_written(site: Path) -> None:
    result = run("new", "Does walking help: against back pain?", "--site", site)
    path = "content/articles/does-walking-help-against-back-pain.md"
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{site / path}\n", "")
    found = [f for f in build(Options(site, TODAY), site / "build").diagnostics if f.span.path == path]
    assert len(found) == 6 and {(fault.code, fault.severity) for fault in found} == {("DFT001", Severity.NOTE)}
    page = (site / f"build/articles/{Path(path).stem}.html").read_text()
    assert "Does walking help: against back pain</h1>" in page
    assert "Does walking help: against back pain?" in (site / "build/index.html").read_text()


def test_what_is_asked_for_is_written(site: Path) -> None:
    (site / "content/people.yaml").write_text("ann: {name: Ann Example, roles: [author]}\n")
    words = ["--title", "Marcher", "--slug", "marcher", "--author", "ann", "--audience", "patient", "--lang", "fr-ca"]
    assert run("new", "La marche aide-t-elle ?", "--site", site, *words).exit_code == 0
    text = (site / "content/articles/marcher.md").read_text()
    for line in ('title: "Marcher"', "lang: fr-CA", "authors: [ann]", "audience: patient", "## Risques"):
        assert line in text
    assert not [fault for fault in check(Options(site, TODAY)).diagnostics if fault.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["?!"], "A question has words."),
        (["هل يفيد المشي؟"], "--slug"),
        (["A\u202eb?"], "cannot be seen"),
        (["A?", "--slug", "A b"], "cannot be an address"),
        (["A?", "--slug", "example"], "There is an article “example” already."),
        (["A?", "--slug", "../a"], "cannot be an address"),
        (["A?", "--author", "jle"], "There is no person “jle” in content/people.yaml."),
        (["A?", "--audience", "patiens"], "Did you mean “patient”?"),
        (["A?", "--lang", "french language"], "is not a language tag"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(site: Path, arguments: list[str], words: str) -> None:
    before = tree(site)
    result = run("new", *arguments, "--site", site)
    assert result.exit_code == 2 and words in result.stderr
    assert tree(site) == before


def test_the_same_question_twice_gets_a_name_of_its_own(site: Path) -> None:
    for name in ("does-it-help", "does-it-help-2", "does-it-help-3"):
        assert run("new", "Does it help?", "--site", site).stdout.endswith(f"/{name}.md\n")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Does walking help?", "does-walking-help"),
        ("Don't women's bones heal?", "dont-womens-bones-heal"),
        ("What is the evidence for the benefits of vitamin D3 and K2 for bone health?", "what-evidence-benefits-vitamin-d3-k2-bone-health"),
        ("Is the HPV vaccine as good for women who have already had an infection with HPV?", "HPV vaccine good women have already infection with HPV"),
        ("L’ostéoporose: s'aggrave-t-elle à 60 ans?", "l-osteoporose-s-aggrave-t-elle-a-60-ans"),
        ("Größe, Ærø und Łódź", "grosse-aero-und-lodz"),
        ("هل يفيد المشي؟", ""),
        ("a" * 200, "a" * LONGEST_NAME),
    ],
)  # fmt: skip
def test_the_name_follows_from_the_question(question: str, name: str) -> None:
    assert name_for(question, ()) == name.lower().replace(" ", "-")
    assert len(name_for(question, ())) <= LONGEST_NAME


@pytest.mark.parametrize("language", ["en", "fr", "es", "de-AT", "ar", "sw"])
def test_a_new_article_has_all_its_sections_in_each_language(make_site: Make, language: str) -> None:
    text = article_text(
        "Q?", "T", today=TODAY, audience="clinician", audiences=["patient", "clinician"], language=language
    )
    assert text.count("\n## ") == 4 and text.count("To do:") == 6
    site = make_site({"content/articles/q.md": text})
    found = check(Options(site, TODAY)).diagnostics
    assert [fault for fault in found if fault.severity >= Severity.WARNING and not fault.code.startswith("LNG")] == []


# Making files


def test_what_was_made_is_taken_away_again_when_the_rest_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("mine")
    with pytest.raises(creation.ExistsError, match="c"):
        creation.create(tmp_path, [("a/b/one", b"1"), ("two", b"2"), ("c", b"3")])
    assert tree(tmp_path) == {"c": b"mine"} and [path.name for path in tmp_path.iterdir()] == ["c"]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    creation.create(tmp_path, [("a", b"1")])
    assert (tmp_path / "a").read_bytes() == b"1"
    with pytest.raises(creation.ExistsError):
        creation.create(tmp_path, [("a", b"2")])
    assert tree(tmp_path) == {"a": b"1"}


# Schemas by command


def test_the_schema_of_a_site_knows_its_words(site: Path) -> None:
    (site / "content/people.yaml").write_text("ann: {name: Ann Example, roles: [author]}\n")
    plain, own = (json.loads(run("schema", "article", *more).stdout) for more in ([], ["--site", site]))
    assert "enum" not in plain["properties"]["audience"]
    assert own["properties"]["audience"]["enum"] == ["patient", "clinician"]
    assert own["properties"]["authors"]["anyOf"][0]["enum"] == ["ann"]
    assert own["properties"]["topics"]["anyOf"][0]["examples"] == ["examples"]


def test_every_schema_can_be_printed() -> None:
    from dr_evidence_site.cli_start import _SCHEMAS
    from dr_evidence_site.parse.json_schema import SCHEMAS

    assert set(_SCHEMAS) == set(SCHEMAS)
    assert run("schema", "nonsense").exit_code == 2
