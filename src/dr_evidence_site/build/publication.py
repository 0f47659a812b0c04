"""Put a build where it is published: assets first, then pages, then removals; only what changed, and on after a break.

The order of the steps, and what is written down when, is all that is decided here: what has to be done is the plan's,
and how it is done the target's.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.publication_plan import Plan, arrived, plan
from dr_evidence_site.build.report import Report
from dr_evidence_site.build.verification import differences
from dr_evidence_site.diagnostics import Diagnostic, Severity, in_order
from dr_evidence_site.diagnostics.codes import publication as codes
from dr_evidence_site.diagnostics.codes.published import ADDED
from dr_evidence_site.diagnostics.diagnostic import Code
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.site.media import headers
from dr_evidence_site.system import manifest, placed
from dr_evidence_site.system.placed import Holder, Item, Placed
from dr_evidence_site.system.published import NotPublishedError, read_manifest
from dr_evidence_site.system.targets import AddressError, SupersededError, Target, TargetError, Upload, open_target
from dr_evidence_site.system.targets.folder import FolderTarget

SEEN_EVERY = 60
"""Seconds after which a publication notes again that it is under way."""

LOOKS_EVERY = 5
"""Seconds that may pass before it looks again whether somebody else has begun."""

ABANDONED_AFTER = 600
"""Seconds after which one that was not seen counts as over."""


class Choices(Struct, frozen=True):
    """What the caller decides: see the options of the command."""

    dry_run: bool = False
    overwrite: bool = False
    resume: bool = False
    fail_on: Severity = Severity.ERROR


_USUAL = Choices()


class Outcome(Struct, frozen=True):
    """What came of it: the faults, the plan if there was one, and whether all of it was carried out (`done`)."""

    report: Report
    plan: Plan | None = None
    done: bool = False


class RefusedError(Exception):
    """Nothing can be published to this target; the message is a sentence or two."""


def open_place(address: str, endpoint: str, build: Path) -> Target:
    """The target at an address. Raises RefusedError."""
    try:
        target = open_target(address, endpoint)
    except AddressError as error:
        raise RefusedError(str(error)) from error
    except TargetError as error:
        raise RefusedError(f"{error}.") from error
    if isinstance(target, FolderTarget):
        there, here = target.place.resolve(), build.resolve()
        if there == here or there in here.parents or here in there.parents:
            raise RefusedError(f"“{target.name}” is the build folder, lies in it or holds it.")
    return target


def publish(
    build: Path,
    target: Target,
    choices: Choices = _USUAL,
    progress: Progress = SILENT,
    now: Callable[[], float] = time.time,
) -> Outcome:
    """Make the target hold what is in the build folder, beside what is not ours."""
    work = _Publication(build, target, choices, progress, now)
    try:
        return work.run()
    finally:
        with suppress(TargetError):
            target.close()


class _Publication(Struct):
    build: Path
    target: Target
    choices: Choices
    progress: Progress
    now: Callable[[], float]
    faults: list[Diagnostic] = field(default_factory=list)
    plan: Plan | None = None
    held: Placed | None = None
    """The record as we wrote it, while it is ours."""
    called: str | None = None
    """What the target calls the record that we read or wrote last."""
    seen: float = 0.0
    """When we noted last that we are at it, and when we looked last whether that still holds."""
    looked: float = 0.0

    def run(self) -> Outcome:
        try:
            return self._outcome(self._publish())
        except SupersededError:
            self.held = None
            self._report(codes.SUPERSEDED)
        except TargetError as error:
            self._report(codes.FAILED, reason=str(error))
        finally:
            self._let_go()
        return self._outcome(done=False)

    def _publish(self) -> bool:
        new = self._read()
        if self._failed():
            return False
        with self.progress.stage("look at the target"):
            record = self.target.read_record()
            before = self._placed(record)
            if before is None:
                return False
            self.called = record[1] if record else None
            # Where the record itself goes by its MD5, so do other files.
            digests = record is None or record[1] == hashlib.md5(record[0], usedforsecurity=False).hexdigest()
            ours = before.files.keys() | before.kept.keys() | before.pending.keys()
            paths = sorted(new.keys() | ours | {manifest.PREVIOUS})
            there = self.target.found(paths)
        self.plan = plan(new, before, there, digests=digests, overwrite=self.choices.overwrite, item=self._item)
        self.faults += self.plan.faults
        if self._failed() or self.choices.dry_run:
            return False
        if self.plan.is_empty and before == self.plan.after:
            return True
        self._hold(self.plan.before)
        return self._carry_out(self.plan)

    def _carry_out(self, steps: Plan) -> bool:
        uploads = [*steps.assets, *steps.files, *steps.pages]
        for name, paths in (("assets", steps.assets), ("files", steps.files), ("pages", steps.pages)):
            self._each(f"upload {name}", paths, self.target.put(self._uploads(steps, paths)))
        known = self._check(steps, uploads)
        if known is None:
            return False
        for name in steps.lists:
            self._put_list(steps, name)
        more = self._check(steps, steps.lists)
        if more is None:
            return False
        self._each("remove", steps.removals, self.target.remove(steps.removals))
        after = replace(steps.after, files={**steps.after.files, **known, **more})
        self.called = self.target.write_record(placed.dumps(after), self.called)
        self.held = None
        return True

    def _put_list(self, steps: Plan, name: str) -> None:
        if name == manifest.NAME:
            self._each("upload list", [name], self.target.put(self._uploads(steps, [name])))
            return
        with tempfile.TemporaryDirectory(prefix="dr-evidence-site-") as folder:
            Path(folder, name).write_bytes(steps.kept_list)
            uploads = [replace(one, source=Path(folder, name)) for one in self._uploads(steps, [name])]
            self._each("upload list", [name], self.target.put(uploads))

    def _each(self, name: str, paths: Sequence[str], done: Iterator[str]) -> None:
        """Take the steps of one kind, after a look whether the target is still ours."""
        if not paths:
            return
        self._look()
        with self.progress.stage(name, len(paths)) as stage:
            for _ in done:
                stage.advance()
                if self.now() - self.seen >= SEEN_EVERY:
                    self._hold(self.held)

    def _check(self, steps: Plan, paths: Sequence[str]) -> dict[str, Item] | None:
        """The files as the target calls them, if all of them arrived."""
        if not paths:
            return {}
        with self.progress.stage("look at what arrived"):
            there = self.target.found(paths)
            digests = self.called == _md5(placed.dumps(self.held)) if self.held else True
            known, wrong = arrived({path: steps.after.files[path] for path in paths}, there, digests=digests)
        self.faults += [codes.NOT_ARRIVED.at(Span(path), subject=path, name=clip(path)) for path in wrong]
        return None if wrong else known

    # The build

    def _read(self) -> dict[str, Item]:
        """The files of the build, by path, if it is whole and as its list says."""
        try:
            listed = read_manifest(self.build / manifest.NAME)
            own = (self.build / manifest.NAME).read_bytes()
        except (NotPublishedError, OSError) as error:
            self.faults.append(codes.NO_BUILD.at(Span(str(self.build)), problem=str(error).rstrip(".")))
            return {}
        items: dict[str, Item] = {}
        sizes: dict[str, int | None] = {}
        with self.progress.stage("read the build", len(listed.files)) as stage:
            for path in listed.files:
                place = self.build / path
                try:
                    is_file = place.is_file() and not place.is_symlink()
                    content = place.read_bytes() if is_file else None
                except OSError:
                    content = None
                if content is not None:
                    items[path] = self._item(path, content)
                    sizes[path] = len(content)
                stage.advance()
        self.faults += [
            fault if fault.severity >= Severity.ERROR else replace(fault, severity=Severity.ERROR)
            for fault in differences(listed, sizes, lambda path: items[path].sha256)
            if fault.code != ADDED.id
        ]
        items[manifest.NAME] = self._item(manifest.NAME, own)
        return items

    def _item(self, path: str, content: bytes) -> Item:
        served = ""
        if self.target.sends_headers:
            served = hashlib.sha256(repr(sorted(headers(path).items())).encode()).hexdigest()[:8]
        return Item(hashlib.sha256(content).hexdigest(), _md5(content), len(content), served=served)

    def _uploads(self, steps: Plan, paths: Sequence[str]) -> list[Upload]:
        send = headers if self.target.sends_headers else _none
        return [Upload(path, self.build / path, steps.after.files[path].md5, send(path)) for path in paths]

    # The record

    def _placed(self, record: tuple[bytes, str] | None) -> Placed | None:
        """What is there by our hand, if nobody else is at it."""
        if record is None:
            return Placed()
        try:
            before = placed.loads(record[0])
        except placed.UnreadableError as error:
            self.faults.append(codes.BAD_RECORD.at(Span(placed.NAME), name=placed.NAME, problem=str(error)))
            return None
        holder = before.holder
        if holder and not (self.choices.resume or self.choices.dry_run or self._is_over(holder)):
            seconds = max(0, round(self.now() - holder.seen))
            when = "a moment ago" if seconds < 2 else f"{seconds} seconds ago"
            self._report(codes.BUSY, when=when)
            return None
        return replace(before, holder=None)

    def _is_over(self, holder: Holder) -> bool:
        """Whether who wrote that is over: not seen for long, or a process of this machine that is no more."""
        if abs(self.now() - holder.seen) > ABANDONED_AFTER:
            return True
        if holder.machine != _machine() or os.name == "nt":  # there os.kill would end the process it asks about
            return False
        try:
            os.kill(holder.process, 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            return False
        return False

    def _hold(self, state: Placed | None) -> None:
        """Note at the target that we are at it, and what is to be there."""
        if state is None:
            return
        token = state.holder.token if state.holder else secrets.token_hex(8)
        self.seen = self.now()
        held = replace(state, holder=Holder(token, _machine(), os.getpid(), int(self.seen)))
        self.called = self.target.write_record(placed.dumps(held), self.called)
        self.held = held

    def _look(self) -> None:
        """Make sure that nobody else has begun."""
        if self.now() - self.looked < LOOKS_EVERY:
            return
        record = self.target.read_record()
        if record is None or record[1] != self.called:
            raise SupersededError("Another publication has begun meanwhile")
        self.looked = self.now()

    def _let_go(self) -> None:
        """Let others begin at once, if that can still be said: what is there is known by the record."""
        if self.held:
            with suppress(TargetError):
                self.target.write_record(placed.dumps(replace(self.held, holder=None)), self.called)
            self.held = None

    # Reports

    def _failed(self) -> bool:
        return any(fault.severity >= self.choices.fail_on for fault in self.faults)

    def _report(self, code: Code, *, reason: str = "", when: str = "") -> None:
        name = self.target.name
        self.faults.append(code.at(Span(name), target=clip(name), reason=reason, when=when))

    def _outcome(self, done: bool) -> Outcome:
        return Outcome(Report(tuple(in_order(self.faults)), _no_source), self.plan, done)


def _none(path: str) -> Mapping[str, str]:
    del path
    return {}


def _machine() -> str:
    """This machine, by a name that tells nothing: the record can be read by everybody who can read the site."""
    return hashlib.sha256(f"{platform.node()} {uuid.getnode()}".encode()).hexdigest()[:16]


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _no_source(path: str) -> Source | None:
    """Of published files no line is quoted."""
    del path
    return None
