"""What a publication plans, for any build, any record and anything that may lie at the target."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.build.publication_plan import Plan, arrived, plain_item, plan
from dr_evidence_site.system import manifest, placed
from dr_evidence_site.system.placed import Holder, Item, Placed
from dr_evidence_site.system.targets import Found

PATHS = ["assets/a.css", "assets/b.css", "index.html", "articles/a.html", "data.json", "manifest.json"]
CONTENTS = [b"one", b"two", b"six", b"longer"]
site = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(CONTENTS))


def item(content: bytes) -> Item:
    return plain_item("", content)


def items(content: dict[str, bytes]) -> dict[str, Item]:
    return {path: item(one) for path, one in content.items()}


def found(content: dict[str, bytes]) -> dict[str, Found]:
    return {path: Found(len(one), hashlib.md5(one).hexdigest()) for path, one in content.items()}


def carried_out(steps: Plan, there: dict[str, bytes], new: dict[str, bytes]) -> dict[str, bytes]:
    content = {**new, manifest.PREVIOUS: steps.kept_list}
    after = {**there, **{path: content[path] for path in steps.uploads}}
    return {path: one for path, one in after.items() if path not in steps.removals}


@settings(max_examples=300, deadline=None)
@given(new=site, files=site, kept=site, pending=site, there=site)
def test_what_is_not_ours_is_left_alone_and_all_else_is_as_it_was_built(
    new: dict[str, bytes],
    files: dict[str, bytes],
    kept: dict[str, bytes],
    pending: dict[str, bytes],
    there: dict[str, bytes],
) -> None:
    record = Placed(items(files), items(kept), items(pending))
    steps = plan(items(new), record, found(there))
    ours = {
        path for path, one in there.items() if one in {part[path] for part in (files, kept, pending) if path in part}
    }
    blamed = {one.span.path for one in steps.faults if one.code in ("PUB014", "PUB015")}
    assert set(steps.removals) <= ours - new.keys()
    assert blamed == {path for path in new if path in there and path not in ours and there[path] != new[path]}
    assert {path for path in steps.uploads if path in there} <= ours | blamed
    after = carried_out(steps, there, new)
    assert new.items() <= after.items()
    # Nothing but the new build, assets that were ours, and what is somebody else's.
    rest = after.keys() - new.keys() - {manifest.PREVIOUS}
    assert rest == steps.after.kept.keys() | (there.keys() - ours - new.keys())
    assert all(path.startswith("assets/") for path in steps.after.kept)
    # What is true while it goes on knows all that is ours, before and after.
    for state in (there, after):
        for path in ours & state.keys() | {path for path in steps.uploads if path in state}:
            known = {version.md5 for version in steps.before.versions(path)}
            assert hashlib.md5(state[path]).hexdigest() in known or path in blamed
    again = plan(items(new), steps.after, found(after))
    assert again.is_empty and not [one for one in again.faults if one.severity.word == "error"]
    assert again.after.kept == steps.after.kept


@settings(max_examples=100, deadline=None)
@given(files=site, kept=site, pending=site, held=st.booleans())
def test_a_record_is_read_as_it_was_written(
    files: dict[str, bytes], kept: dict[str, bytes], pending: dict[str, bytes], held: bool
) -> None:
    holder = Holder("0123456789abcdef", "m", 1, 2) if held else None
    record = Placed(items(files), items(kept), items(pending), holder)
    assert placed.loads(placed.dumps(record)) == record


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_but_a_record_is_taken_for_one(data: bytes) -> None:
    try:
        placed.loads(data)
    except placed.UnreadableError as error:
        assert str(error)
    else:
        raise AssertionError


def test_what_arrived_is_known_by_the_name_that_the_target_gives_it() -> None:
    one = item(b"one")
    assert arrived({"a": one}, {"a": Found(3, one.md5)}, digests=True) == ({"a": one}, [])
    known, wrong = arrived({"a": one, "b": one}, {"a": Found(3, "other"), "b": Found(4, "x")}, digests=False)
    assert (known["a"].known_as, wrong) == ("other", ["b"])
    assert arrived({"a": one, "b": one}, {"a": Found(3, "other")}, digests=True)[1] == ["a", "b"]
