"""What the answers of servers mean for the links that lead to them."""

from __future__ import annotations

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import external as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.external import Answer, ExternalLink, Outcome, local_host

_SERVICES = {"DOI": "doi.org", "PMID": "PubMed", "PMCID": "PubMed Central", "ORCID iD": "orcid.org"}
_LONGEST_ADDRESS = 300
"""Characters of a new address in a message: it is there to be copied."""


def unreachable(link: ExternalLink) -> Diagnostic | None:
    """What is wrong with a link that leads to another place for everyone; such an address is asked of nobody."""
    host = local_host(link.address)
    if not host:
        return None
    return codes.LOCAL_ADDRESS.at(link.span, subject=link.address, address=clip(link.address), host=clip(host))


def fault(link: ExternalLink, answer: Answer) -> Diagnostic | None:
    """What an answer says against a link, if anything."""
    address = clip(link.address)
    if answer.outcome is Outcome.GONE and link.identifier:
        return codes.UNKNOWN_IDENTIFIER.at(
            link.span,
            subject=link.address,
            name=link.identifier,
            value=clip(link.value),
            service=_SERVICES[link.identifier],
            status=answer.status,
        )
    if answer.outcome is Outcome.GONE:
        return codes.PAGE_GONE.at(link.span, subject=link.address, address=address, status=answer.status)
    if answer.outcome is not Outcome.FOUND:
        return codes.UNCHECKED.at(link.span, subject=link.address, address=address, reason=clip(answer.reason, 120))
    if answer.moved and not link.identifier:
        moved = clip(answer.moved, _LONGEST_ADDRESS)
        return codes.MOVED.at(link.span, subject=link.address, address=address, moved=moved)
    return None
