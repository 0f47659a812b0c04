"""Files of small sites, and the day they are built on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import pytest

from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.parse.sealed_text import text_digest
from dr_evidence_site.render import environment
from dr_evidence_site.review.seal import ABSENT, Sealable, reference_digest, seal
from dr_evidence_site.system import pagefind

TODAY = dt.date(2026, 6, 1)

ARTICLE = """\
---
title: {title}
question: {question}
status: {status}
updated: 2026-01-10
audience: clinician
---
{body}
"""

LIBRARY = """\
@article{moyer2013,
  author = {Moyer, Virginia A.},
  title = {Vitamin {D} and calcium supplementation to prevent fractures in adults},
  journaltitle = {Annals of Internal Medicine},
  shortjournal = {Ann Intern Med},
  date = {2013}, volume = {158}, number = {9}, pages = {691--696},
  doi = {10.7326/0003-4819-158-9-201305070-00603}, pmid = {23440163},
}
@article{jackson2006,
  author = {Jackson, Rebecca D. and LaCroix, Andrea Z. and Gass, Margery},
  title = {Calcium plus vitamin {D} supplementation and the risk of fractures},
  journaltitle = {New England Journal of Medicine},
  shortjournal = {N Engl J Med},
  date = {2006}, volume = {354}, number = {7}, pages = {669--683},
  doi = {10.1056/NEJMoa055218},
}
@book{third2001, author = {Third, Ann}, title = {A book}, publisher = {Press}, location = {London}, date = {2001}}
"""

PEOPLE = """\
example-author: {name: Example Author, roles: [author], interests: None}
example-reviewer: {name: Example Reviewer, roles: [reviewer], credentials: MD}
example-board: {name: Example Board Member, roles: [board], orcid: 0000-0002-1825-0097}
"""


def article(
    body: str = "Text [@moyer2013].",
    *,
    title: str = "A title",
    question: str = "A question?",
    status: str = "submitted",
) -> str:
    """An article's file with sound front matter."""
    return ARTICLE.format(title=title, question=question, status=status, body=body)


def approved_article(body: str = "Text [@moyer2013].", *, due: str = "") -> str:
    """An article approved, with a seal, by a person who is plainly an example."""
    found, _ = bibliography([Source("library.bib", LIBRARY)])
    cited = re.findall(r"@(\w+)", body)
    known = found.references
    digests = {key: reference_digest(known[key]) if key in known else ABSENT for key in cited}
    sealed = Sealable("An approved article", "", "clinician", text_digest(body), {}, digests)
    return f"""\
---
title: An approved article
status: approved
updated: 2026-01-10
audience: clinician
authors: [example-author]
review:
  - {{status: submitted, date: 2026-01-11, by: example-author}}
  - {{status: under-review, date: 2026-01-12, by: example-reviewer}}
  - {{status: approved, date: 2026-02-01, by: example-reviewer, seal: {seal(sealed)}}}
{f"review_due: {due}" if due else ""}
---
{body}
"""


_COMPILED: dict[tuple[object, ...], tuple[object, object]] = {}


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Let Jinja compile the same template for the same words once, whatever theme it is in: it comes out the same."""
    compile_ = environment._Environment.compile

    def compiled(self: Any, source: Any, name: Any = None, filename: Any = None, **options: Any) -> object:
        asked = (source, name, filename, id(self.words), *options.items())
        if asked not in _COMPILED:
            # The words are kept beside it, so that no others get their number.
            _COMPILED[asked] = (compile_(self, source, name, filename, **options), self.words)
        return _COMPILED[asked][0]

    patch.setattr(environment._Environment, "compile", compiled)


_INDEXES: dict[tuple[tuple[str, str], ...], dict[str, bytes]] = {}


def index_once(patch: pytest.MonkeyPatch) -> None:
    """Let Pagefind make the index of the same documents once: it makes the same again, as its own tests say."""
    make = pagefind._made

    def made(documents: Iterable[tuple[str, str]]) -> dict[str, bytes]:
        asked = tuple(documents)
        if asked not in _INDEXES:
            _INDEXES[asked] = make(asked)
        return dict(_INDEXES[asked])

    patch.setattr(pagefind, "_made", made)
