"""What a process that builds one site again and again keeps in memory, so that it is not read from the store each time.

Everything in it is found by the digest of what it was made from, as in the store: it saves time and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from dr_evidence_site.parse.records import Head

if TYPE_CHECKING:
    from dr_evidence_site.build.ahead import Ahead
    from dr_evidence_site.parse.library import Library


class Recall(Struct):
    """Empty at first; each build takes from it what it can, and leaves in it what it used.

    `heads` are by path and digest, `library` is the digest of the library's files with what was read from them, and
    `program` the program's own fingerprint: a process goes on running the code with which it began. `ahead` is there
    when the last build published the site.
    """

    heads: dict[str, tuple[str, Head]] = field(default_factory=dict)
    library: tuple[str, Library] | None = None
    program: str = ""
    ahead: Ahead | None = None
