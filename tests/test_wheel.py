"""What is shipped: the built wheel, installed in a clean place, builds a site from two files."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from html_tree import Tree
from sites import LIBRARY, article

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT],
        check=True,
    )
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_the_package_and_the_theme_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "dr_evidence_site/templates/article.html" in names
    assert "dr_evidence_site/py.typed" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"dr_evidence_site"}
    theme = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"dr_evidence_site/{path}" for path in theme} <= set(names)
    package = ROOT / "src/dr_evidence_site"
    starter = {path.relative_to(package).as_posix() for path in (package / "starter").iterdir() if path.is_file()}
    assert "starter/site.yaml" in starter
    assert {f"dr_evidence_site/{path}" for path in starter} <= set(names)


def test_installed_elsewhere_it_builds_a_site_from_two_files(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "environment"
    venv.create(place, with_pip=False)
    # The locked dependencies of this environment are lent to the clean one; the package itself is not.
    lent = tmp_path / "lent"
    lent.mkdir()
    (site_packages,) = {Path(p) for p in sys.path if p.endswith("site-packages")}
    for entry in site_packages.iterdir():
        if "dr_evidence_site" not in entry.name and not entry.name.endswith(".pth"):
            (lent / entry.name).symlink_to(entry)
    python = place / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", wheel], check=True)
    folder = tmp_path / "folder"
    (folder / "content/articles").mkdir(parents=True)
    (folder / "references").mkdir()
    (folder / "content/articles/a.md").write_text(article("T [@moyer2013]."))
    (folder / "references/a.bib").write_text(LIBRARY)
    result = subprocess.run(
        [place / "bin" / "dr-evidence-site", "build", "--today", "2026-06-01"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(lent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    tree = Tree.of(folder / "build/articles/a.html")
    assert "Moyer VA. Vitamin D and calcium" in tree.text
    assert len([e for e in tree.root.iter("section") if e.get("data-disclaimer") is not None]) == 2
