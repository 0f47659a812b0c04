"""Places that a site is published to: a folder, a server that rsync and SSH reach, a bucket of object storage."""

from dr_evidence_site.system.targets.address import AddressError, open_target
from dr_evidence_site.system.targets.target import Found, SupersededError, Target, TargetError, Upload

__all__ = ["AddressError", "Found", "SupersededError", "Target", "TargetError", "Upload", "open_target"]
