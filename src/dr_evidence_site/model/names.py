"""Names that a file can have on every system: none too long for it, and none that Windows keeps for its devices."""

from __future__ import annotations

LONGEST = 120
"""Bytes of a name. File systems take 255 (ext4, APFS; NTFS as many characters); endings and digests want room, too."""

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)
"""Microsoft, “Naming Files, Paths, and Namespaces”: reserved in any capitals, with any ending."""


def is_device(name: str) -> bool:
    """Whether Windows takes a file of this name for a device: `con.html` is the console."""
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def is_long(name: str) -> bool:
    """Whether a name leaves too little room for endings."""
    return len(name) > LONGEST or len(name.encode("utf-8", "surrogatepass")) > LONGEST


def shortened(name: str) -> str:
    """The beginning of a name that is too long, or the whole of one that is not."""
    return name.encode("utf-8", "surrogatepass")[:LONGEST].decode("utf-8", "ignore") if is_long(name) else name
