"""A whole run, from a site folder to a build folder: the order of the stages, memos and the executor."""

from dr_evidence_site.build.report import Options, Report, Work
from dr_evidence_site.build.run import base_address, build, check, refusal, verify

__all__ = ["Options", "Report", "Work", "base_address", "build", "check", "refusal", "verify"]
