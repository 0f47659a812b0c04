"""Links that lead out of the site, and what servers answered when they were asked for them."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from dr_evidence_site.model.source import Span


class ExternalLink(Struct, frozen=True):
    """A web address (http or https) at a place of a source file.

    `identifier` is the kind of identifier that the address was made from ("DOI", "PMID", "PMCID", "ORCID iD"; empty
    for an address that an author wrote) and `value` the identifier itself. `key` is that of the reference it belongs
    to, and `fields` the names that its field may have in the library; then `span` is the entry's, not the field's.
    """

    address: str
    span: Span
    identifier: str = ""
    value: str = ""
    key: str = ""
    fields: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The address that a server is asked for: without the fragment, which is the browser's affair."""
        return self.address.partition("#")[0]


class Outcome(StrEnum):
    """What came of asking for an address."""

    FOUND = "found"
    GONE = "gone"
    REFUSED = "refused"
    SILENT = "silent"
    PRIVATE = "private"


class Answer(Struct, frozen=True):
    """What a server said about an address.

    GONE is status 404 or 410; REFUSED any other answer that leaves open whether the page is there; SILENT that there
    was no answer; PRIVATE that the server was not asked, because it is in a private network. `status` is the last one
    received (0: none), `reason` says in words why an address was refused, stayed silent or was not asked, and `moved`
    is the address to which it has moved for good (empty: it has not).
    """

    outcome: Outcome
    status: int = 0
    reason: str = ""
    moved: str = ""


def host_of(address: str) -> str:
    """The server's name in an address, in small letters; empty for what is no address of a server."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def local_host(address: str) -> str:
    """The host of an address that means something on one machine or in one network only; empty for any other.

    These are "localhost" (RFC 6761) and numbers that are not of the public internet. A name that only some network
    knows cannot be told from others.
    """
    host = host_of(address).rstrip(".")
    try:
        if host == "localhost" or host.endswith(".localhost"):
            return host
        ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "" if is_public(host) else host


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(number: str) -> bool:
    """Whether an IP address is of the public internet, by IANA's special-purpose address registries.

    Of an IPv6 address that stands for one of IPv4 (mapped, 6to4, Teredo, NAT64: RFC 4291, 3056, 4380, 6052), that one
    has to be public too.
    """
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        if not all(is_public(str(one)) for one in inner if one is not None):
            return False
        if address.ipv4_mapped:
            return True
    return address.is_global and not address.is_multicast
