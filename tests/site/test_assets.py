"""Names of assets follow their content."""

from __future__ import annotations

import hashlib

from dr_evidence_site.site.assets import assets


def test_a_name_carries_the_hash_of_the_content() -> None:
    made = assets({"logo.svg": b"1"}, {})
    assert made.paths["logo.svg"] == f"assets/logo.{hashlib.sha256(b'1').hexdigest()[:10]}.svg"
    assert assets({"logo.svg": b"2"}, {}).paths["logo.svg"] != made.paths["logo.svg"]


def test_a_style_sheet_names_the_final_files_and_changes_with_them() -> None:
    sheet = b"@font-face { src: url('fonts/a.woff2'), url(https://x.example/b), url(missing.png) }"
    first = assets({"theme.css": sheet, "fonts/a.woff2": b"1"}, {})
    second = assets({"theme.css": sheet, "fonts/a.woff2": b"2"}, {})
    content = next(o.content for o in first.outputs if o.path == first.paths["theme.css"]).decode()
    font = first.paths["fonts/a.woff2"].removeprefix("assets/")
    assert f"url({font})" in content and "url(https://x.example/b)" in content and "url(missing.png)" in content
    assert first.paths["theme.css"] != second.paths["theme.css"]


def test_odd_names_become_safe_paths_and_equal_files_one_output() -> None:
    made = assets({}, {'content/a b"<.PNG': b"x", 'content/sub/a b"<.PNG': b"x"})
    assert len(made.outputs) == 1
    assert set(made.paths.values()) == {made.outputs[0].path}
    assert made.outputs[0].path.startswith("assets/a-b-.") and made.outputs[0].path.endswith(".png")
