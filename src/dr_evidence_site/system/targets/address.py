"""From the address of a target, as it is written on the command line, to the target."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dr_evidence_site.system.targets.target import Target

_AS_SCP = re.compile(r"(?:[^/:@]+@)?[^/:@]{2,}:.+", re.DOTALL)
"""`user@host:folder`; a single letter before the colon is a drive of Windows."""
_HOST = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])")


class AddressError(Exception):
    """The address is not understood; the message is one or two sentences."""


def open_target(address: str, endpoint: str = "") -> Target:
    """The target at an address; `endpoint` is the web address of an S3 service that is not Amazon's.

    Raises AddressError, and TargetError when something is missing that this kind of target needs.
    """
    scheme, colon, rest = address.partition(":")
    kind = scheme.lower() if colon else ""
    if endpoint and kind != "s3":
        raise AddressError("--endpoint-url belongs to addresses that begin with s3://.")
    if kind == "s3":
        return _bucket(address, endpoint)
    if kind == "ssh":
        return _over_ssh(address)
    if kind == "file":
        return _folder(unquote(urlsplit(address).path) if rest.startswith("//") else unquote(rest))
    if rest.startswith("//"):
        raise AddressError(f"“{scheme}” is no kind of target; a folder, ssh://… and s3://… are.")
    if _AS_SCP.fullmatch(address) and not Path(address).exists():
        return _server(scheme, rest, None)
    return _folder(address)


def _folder(path: str) -> Target:
    from dr_evidence_site.system.targets.folder import FolderTarget  # noqa: PLC0415 - one kind is needed

    if not path:
        raise AddressError("A folder without a name.")
    return FolderTarget(Path(path))


def _over_ssh(address: str) -> Target:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"“{address}” is no address: {error}.") from error
    if parts.password is not None:
        raise AddressError("A password does not belong into an address; use a key.")
    if parts.query or parts.fragment:
        raise AddressError("An address of this kind ends with its folder.")
    host = parts.netloc.removesuffix(f":{port}") if port else parts.netloc
    path = unquote(parts.path)
    return _server(host, path[3:] if path.startswith("/~/") else path, port)


def _server(host: str, folder: str, port: int | None) -> Target:
    from dr_evidence_site.system.targets.rsync import RsyncTarget  # noqa: PLC0415 - one kind is needed

    if not _HOST.fullmatch(host):  # what begins with a hyphen would be an option of ssh
        raise AddressError(f"“{host}” is no name of a server.")
    if folder.strip("/") == "":
        raise AddressError("Name the folder on the server, too, as in user@host:/srv/www/evidence.")
    return RsyncTarget(host, folder, port)


def _bucket(address: str, endpoint: str) -> Target:
    from dr_evidence_site.system.targets.s3 import S3Target  # noqa: PLC0415 - one kind is needed

    found = re.fullmatch(r"s3://([^/?#]+)(?:/([^?#]*))?", address, re.IGNORECASE)
    if not found:
        raise AddressError("An address of object storage has the form s3://bucket or s3://bucket/folder.")
    prefix = (found[2] or "").strip("/")
    if ".." in prefix.split("/"):
        raise AddressError("An address of object storage cannot lead upwards.")
    return S3Target(found[1], f"{prefix}/" if prefix else "", endpoint)
