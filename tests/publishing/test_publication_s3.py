"""`publish` to object storage, against a server that speaks its protocol."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hosts import Storage
from small_builds import FIRST, SECOND, THIRD, assert_all_is_recorded, assert_no_page_is_broken, build

from dr_evidence_site.build.publication import Choices, Outcome, publish
from dr_evidence_site.cli import main
from dr_evidence_site.system import placed
from dr_evidence_site.system.targets import SupersededError, TargetError, open_target

PLACE = "s3://site/evidence"
LISTS = {"manifest.json", "manifest.previous.json", placed.NAME}


def put(storage: Storage, made: Path, *more: str, place: str = PLACE) -> Result:
    return CliRunner().invoke(main, ["publish", place, "--build", str(made), "--endpoint-url", storage.endpoint, *more])


def site(storage: Storage) -> dict[str, str]:
    objects = {key.removeprefix("evidence/"): data.decode() for key, data in storage.objects().items()}
    return {path: text for path, text in objects.items() if path not in LISTS}


def test_a_site_changes_in_a_bucket_beside_what_others_have_there(storage: Storage, tmp_path: Path) -> None:
    foreign = {"other/index.html": b"theirs", "evidence/mine.txt": b"theirs", "evidence-2/index.html": b"theirs"}
    for key, data in foreign.items():
        storage.client.put_object(Bucket="site", Key=key, Body=data)
    made = build(tmp_path / "build", FIRST)
    first = put(storage, made)
    assert first.exit_code == 0 and "9 files uploaded" in first.stderr, first.output
    assert put(storage, made).stderr == f"{PLACE}/: 0 files uploaded, 9 unchanged, 0 removed, 0 old assets kept.\n"
    build(made, SECOND)
    before = storage.objects()
    plan = put(storage, made, "--dry-run")
    assert "upload new/page.html\n" in plan.stdout and plan.stdout.endswith("remove old/page.html\n")
    assert storage.objects() == before
    assert "8 files uploaded, 2 unchanged, 1 removed, 1 old asset kept" in put(storage, made).stderr
    there = site(storage)
    assert {key: storage.objects()[key] for key in foreign} == foreign
    assert there == {
        **SECOND, "assets/theme.aaaaaaaaaa.css": "/* aaaaaaaaaa */", "mine.txt": "theirs",
        "other/index.html": "theirs", "evidence-2/index.html": "theirs",
    }  # fmt: skip
    build(made, THIRD)
    put(storage, made)
    assert "assets/theme.aaaaaaaaaa.css" not in site(storage) and "assets/theme.bbbbbbbbbb.css" in site(storage)


def test_each_object_is_served_as_the_rules_for_hosts_say(storage: Storage, tmp_path: Path) -> None:
    content = {
        **FIRST,
        "feed.xml": "<feed/>",
        "articles/a.csl.json": "[]",
        "articles/a.bib": "@book{a}",
        "assets/p.png": "p",
        "x.unknown": "?",
    }
    put(storage, build(tmp_path / "build", content), place="s3://site")

    def served(path: str) -> tuple[str, str]:
        head = storage.client.head_object(Bucket="site", Key=path)
        return head["ContentType"], head["CacheControl"]

    asked, kept = "public, max-age=0, must-revalidate", "public, max-age=31536000, immutable"
    assert {path: served(path) for path in ("index.html", "feed.xml", "articles/a.csl.json", "articles/a.bib", "articles/a.json")} == {
        "index.html": ("text/html; charset=utf-8", asked),
        "feed.xml": ("application/atom+xml; charset=utf-8", asked),
        "articles/a.csl.json": ("application/vnd.citationstyles.csl+json", asked),
        "articles/a.bib": ("application/x-bibtex; charset=utf-8", asked),
        "articles/a.json": ("application/json", asked),
    }  # fmt: skip
    assert served("assets/theme.aaaaaaaaaa.css") == ("text/css; charset=utf-8", kept)
    assert served("assets/p.png") == ("image/png", kept)
    assert served("x.unknown") == ("application/octet-stream", asked)


def test_objects_are_put_again_when_they_are_to_be_served_differently(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build(tmp_path / "build", FIRST)
    put(storage, made)
    from dr_evidence_site.site import media

    monkeypatch.setitem(media.TYPES, "css", "text/x-css")
    assert "1 file uploaded" in put(storage, made).stderr
    assert storage.client.head_object(Bucket="site", Key="evidence/assets/theme.aaaaaaaaaa.css")[
        "ContentType"
    ].startswith("text/x-css")


def test_an_object_that_somebody_changed_is_reported(storage: Storage, tmp_path: Path) -> None:
    made = build(tmp_path / "build", FIRST)
    put(storage, made)
    storage.client.put_object(Bucket="site", Key="evidence/index.html", Body=b"x")
    result = put(storage, made)
    assert result.exit_code == 1 and "PUB014" in result.stdout and site(storage)["index.html"] == "x"
    assert put(storage, made, "--overwrite").exit_code == 0 and site(storage) == FIRST


def _stopped(storage: Storage, made: Path, last: int, *, resume: bool = True) -> Outcome:
    """A publication whose requests that write fail from the one of this number on, as if the connection was lost."""
    target = open_target(PLACE, storage.endpoint)
    sent = []

    def count(**words: object) -> None:
        if len(sent) >= last:
            raise ValueError("the connection is lost")
        sent.append(words)

    events = target._client.meta.events  # type: ignore[attr-defined]
    events.register("before-call.s3.PutObject", count)
    events.register("before-call.s3.DeleteObject", count)
    return publish(made, target, Choices(resume=resume))


def test_it_can_be_stopped_at_every_request_and_gone_on_with(storage: Storage, tmp_path: Path) -> None:
    first, second = build(tmp_path / "first", FIRST), build(tmp_path / "second", SECOND)
    reference: dict[str, bytes] = {}
    storage.client.put_object(Bucket="site", Key="evidence/mine.txt", Body=b"theirs")
    assert _stopped(storage, first, 1000).done
    begin = storage.objects()
    for last in range(12):
        storage.become(begin)
        assert _stopped(storage, second, last).done is (last == 11)
        there = {key.removeprefix("evidence/"): data for key, data in storage.objects().items()}
        assert_no_page_is_broken(there)
        assert_all_is_recorded(there, {"mine.txt"})
        assert last == 11 or _stopped(storage, second, 1000).done
        reference = reference or storage.objects()
        assert storage.objects() == reference
    assert set(reference) >= {"evidence/mine.txt", "evidence/new/page.html", "evidence/assets/theme.aaaaaaaaaa.css"}


def test_of_two_that_begin_in_the_same_moment_one_goes_on(storage: Storage) -> None:
    one, other = open_target(PLACE, storage.endpoint), open_target(PLACE, storage.endpoint)
    assert one.read_record() is other.read_record() is None
    called = one.write_record(b"1", None)
    with pytest.raises(SupersededError):
        other.write_record(b"2", None)
    assert other.write_record(b"2", called) == hashlib.md5(b"2").hexdigest()
    with pytest.raises(SupersededError):
        one.write_record(b"3", called)


def test_a_service_that_names_contents_in_its_own_way_is_believed(storage: Storage, tmp_path: Path) -> None:
    """As one does that encrypts objects with a customer's key: entity tags are no digests there."""

    def opened() -> object:
        target = open_target(PLACE, storage.endpoint)

        def rename(parsed: dict[str, object], **_: object) -> None:
            contents = parsed.get("Contents", ())
            for one in (parsed, *contents):  # type: ignore[misc]
                if "ETag" in one:
                    one["ETag"] = '"' + hashlib.sha1(str(one["ETag"]).strip('"').encode()).hexdigest() + '"'

        def back(params: dict[str, object], **_: object) -> None:
            params.pop("IfMatch", None)

        events = target._client.meta.events  # type: ignore[attr-defined]
        events.register("after-call.s3", rename)
        events.register("before-parameter-build.s3.PutObject", back)
        return target

    first, second = build(tmp_path / "first", FIRST), build(tmp_path / "second", SECOND)
    assert publish(first, opened()).done  # type: ignore[arg-type]
    again = publish(first, opened())  # type: ignore[arg-type]
    assert again.done and again.plan is not None and again.plan.is_empty
    assert publish(second, opened()).done  # type: ignore[arg-type]
    storage.client.put_object(Bucket="site", Key="evidence/index.html", Body=b"x" * 99)
    assert [one.code for one in publish(second, opened()).report.diagnostics] == ["PUB014"]  # type: ignore[arg-type]


def test_what_the_service_refuses_is_said_in_one_sentence(storage: Storage, tmp_path: Path) -> None:
    made = build(tmp_path / "build", FIRST)
    missing = put(storage, made, place="s3://no-such-bucket/x")
    assert missing.exit_code == 1 and "PUB011" in missing.stdout and "bucket does not exist" in missing.stdout
    nobody = put(Storage("http://127.0.0.1:9", None), made)
    assert nobody.exit_code == 1 and "Could not connect" in nobody.stdout


def test_without_boto3_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(TargetError, match=r"dr-evidence-site\[s3\]"):
        open_target(PLACE)
