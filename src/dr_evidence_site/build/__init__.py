"""A whole run, from a site folder to a build folder: the order of the stages, memos and the executor."""

from dr_evidence_site.build.day import day_of_run
from dr_evidence_site.build.progress import SILENT, Progress, Recorder, watcher
from dr_evidence_site.build.report import Options, Report, Work
from dr_evidence_site.build.run import base_address, build, check, refusal, verify
from dr_evidence_site.system.executor import ExecutorError

__all__ = [
    "SILENT",
    "ExecutorError",
    "Options",
    "Progress",
    "Recorder",
    "Report",
    "Work",
    "base_address",
    "build",
    "check",
    "day_of_run",
    "refusal",
    "verify",
    "watcher",
]
