"""The sources of a site whose contributors wish it ill: hostile text in everything that somebody outside may write.

`files` builds without an error, for what is refused does no harm. Each field has a number of its own, and its text
calls `__pwned` with it, so that a test says which field got through. All people, studies and figures are made up.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

TODAY = "2026-06-01"
BASE_URL = "https://evidence.example.org/project/hostile/"
FOREIGN = "pwned.invalid"
"""The server that nothing may be asked of."""
SUM = "{{ 7 * 191 }}"
"""What a template engine would make 1337 of."""


def markup(number: int | str) -> str:
    """Text that leaves attributes, elements of text, scripts and comments, in the ways that browsers know, on one line."""
    call = f"__pwned({number})"
    return (
        f"Ill{number} \"'><img src=x onerror={call}><svg onload={call}><script>{call}</script></title></style></textarea>"
        f"</template></noscript></script><script src=//{FOREIGN}/{number}></script><img src=https://{FOREIGN}/{number}>"
        f'" onfocus="{call}" autofocus x=\' onmouseover={call} style="background:url(//{FOREIGN}/{number})" '
        f"<a href=javascript:{call}>a</a><base href=//{FOREIGN}/><meta http-equiv=refresh content=0;url=//{FOREIGN}/>"
        f"]]><!-- --!> &lt;script&gt;{call}&lt;/script&gt; &#60;img src=x onerror={call}&#62; {SUM} {{% raw %}} ##[set-output name=a]b"
    )


_numbers = itertools.count(1)


def _one() -> str:
    return markup(next(_numbers))


def _many() -> str:
    """Several lines, for fields that take them: the second would be a command to a runner, a header, or a field."""
    number = next(_numbers)
    return f"{markup(number)}\n::set-output name=ill::{number}\nSet-Cookie: ill={number}\nTY  - ILL\n@ill{{ill, ill={number}}}\nBEGIN:VEVENT\n"


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


SCHEMES = (
    "javascript:__pwned(0)", "JaVaScRiPt:__pwned(0)", " javascript:__pwned(0)", "java\tscript:__pwned(0)", "\x01javascript:__pwned(0)",
    "java&#10;script:__pwned(0)", "&#x6a;avascript:__pwned(0)", "&#0000106avascript:__pwned(0)", "javascript&colon;__pwned(0)",
    "java&NewLine;script&colon;__pwned(0)", "%6aavascript:__pwned(0)", "javascript%3A__pwned(0)", "java\\script:__pwned(0)",
    "j\u0000avascript:__pwned(0)", "\u200bjavascript:__pwned(0)", "\ufeffjavascript:__pwned(0)", "\u00a0javascript:__pwned(0)",
    "ｊavascript:__pwned(0)", "javascript\uff1a__pwned(0)", "feed:javascript:__pwned(0)", "view-source:javascript:__pwned(0)",
    "vbscript:__pwned(0)", "VBSCRIPT:__pwned(0)", "data:text/html,<script>__pwned(0)</script>", "DATA:text/html;base64,PHNjcmlwdD4=",
    "data&colon;text/html,x", "blob:https://pwned.invalid/x", "file:///etc/passwd", "filesystem:https://pwned.invalid/x", "ftp://pwned.invalid/",
    "//pwned.invalid/x", "\\\\pwned.invalid\\x", "/\\pwned.invalid", "https:pwned.invalid", "https:/pwned.invalid", "http:\\\\pwned.invalid",
    "intent://x#Intent;scheme=javascript;end", "ms-msdt:/id", "about:blank", "tel:1", "x:y",
)  # fmt: skip
"""Addresses that no page may link, and how they are dressed up."""

ADDRESS = f"https://{FOREIGN}/'\"><script>__pwned(0)</script>"
"""A web address is an address, whatever stands in it."""


def _reference(kind: str, number: int) -> str:
    """An entry of a type with hostile text in all fields that the program reads."""
    texts = [
        "title",
        "subtitle",
        "titleaddon",
        "journaltitle",
        "shortjournal",
        "booktitle",
        "booksubtitle",
        "eventtitle",
        "volume",
        "number",
        "issue",
        "eid",
        "version",
        "edition",
        "series",
        "chapter",
        "publisher",
        "institution",
        "organization",
        "location",
        "type",
        "eprinttype",
        "note",
        "addendum",
        "howpublished",
        "pubstate",
        "keywords",
        "integritynote",
    ]
    said = {name: _bibtex(_prefix()) for name in texts}
    said |= {
        "author": f"{{{_bibtex(_prefix())}}} and {_bibtex(f'Ill{next(_numbers)}, <script>__pwned(0)</script>')}",
        "editor": f"{{{_bibtex(_prefix())}}}",
        "date": "2020", "urldate": "2021-01-02", "pages": _bibtex(_one()), "integrity": ("retracted", "concern", "corrected")[number % 3],
        "doi": f"10.5555/ill.{number}.\\<script\\>\"'\\>onload=x", "pmid": str(99990000 + number), "pmcid": f"PMC{99990000 + number}",
        "url": f"https://{FOREIGN}/{number}?a='onload=__pwned(0)&b=(1)//javascript:c",
    }  # fmt: skip
    fields = ",\n  ".join(f"{name} = {{{value}}}" for name, value in said.items())
    return f"@{kind}{{ill-{kind},\n  {fields}\n}}\n"


def _bibtex(text: str) -> str:
    """Text that BibTeX takes as it is written."""
    for character in "\\{}":
        text = text.replace(character, "")
    return (
        "".join(f"\\{character}" if character in "&%#$_" else character for character in text)
        .replace("~", "-")
        .replace("^", "")
    )


def is_allowed(address: str) -> bool:
    """Whether a page may have this address in a link, read as browsers read it: the web, mail, or a page of the site."""
    read = re.sub("[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", read)
    if scheme:
        return bool(re.match(r"https?://[^/\\]|mailto:.", read, re.IGNORECASE))
    return not re.match(r"[/\\]{2}", read)


TYPES = (
    "article", "book", "incollection", "inproceedings", "techreport", "online", "preprint", "phdthesis", "dataset", "misc", "guideline",
)  # fmt: skip


def _library() -> str:
    return "".join(_reference(kind, number) for number, kind in enumerate(TYPES))


def _retractions() -> str:
    """Notices about the sources, with formulas and markup in all columns of words."""
    columns = [
        "Record ID",
        "Title",
        "Subject",
        "Institution",
        "Journal",
        "Publisher",
        "Country",
        "Author",
        "URLS",
        "ArticleType",
        "RetractionDate",
        "RetractionDOI",
        "RetractionPubMedID",
        "OriginalPaperDate",
        "OriginalPaperDOI",
        "OriginalPaperPubMedID",
        "RetractionNature",
        "Reason",
        "Paywalled",
        "Notes",
    ]
    out = io.StringIO()
    table = csv.DictWriter(out, columns)
    table.writeheader()
    row = {name: f"=cmd|'/c x'!A0 {_one()}" for name in columns}
    row |= {
        "Record ID": "1", "RetractionDate": "1/2/2021 0:00", "RetractionDOI": "10.5555/\"><script>__pwned(0)</script>",
        "RetractionPubMedID": "0", "OriginalPaperDate": "1/2/2020 0:00", "OriginalPaperDOI": "", "OriginalPaperPubMedID": "99990000",
        "RetractionNature": "Retraction",
    }  # fmt: skip
    table.writerow(row)
    return out.getvalue()


def _people() -> str:
    entry = (
        "{id}: {{name: {name}, roles: [{roles}], credentials: {credentials}, affiliation: {affiliation}, "
        "orcid: 0000-0002-1825-0097, interests: {interests}}}\n"
    )
    return "".join(
        entry.format(
            id=id_,
            roles=roles,
            name=_yaml(_one()),
            credentials=_yaml(_one()),
            affiliation=_yaml(_one()),
            interests=_yaml(_many()),
        )
        for id_, roles in (("ill-author", "author"), ("ill-reviewer", "reviewer, board"))
    )


def _glossary() -> str:
    link = f"[a](https://{FOREIGN}/) <script>__pwned(0)</script>"
    return (
        f"placebo: {{meaning: {_yaml(markup('70')[:180])}}}\n"
        f"illness: {{meaning: {_yaml(link)}, aliases: [{_yaml('</script><script>__pwned(71)</script>')}]}}\n"
        f"{_yaml('ill <img src=x onerror=__pwned(72)>')}: {{meaning: x}}\n"
    )


def _evidence() -> str:
    """A block of data with hostile words in each field of words."""

    def by_audience() -> str:
        return f"{{patient: {_yaml(_one())}, clinician: {_yaml(_one())}}}"

    return f"""\
population: {by_audience()}
intervention: {by_audience()}
comparison: {_yaml(_one())}
outcomes:
  - outcome: {by_audience()}
    measure: risk ratio
    better: lower
    follow_up: {_yaml(_one())}
    studies:
      - study: {_yaml(_one())}
        cite: ill-incollection
        estimate: 0.75
        interval: [0.55, 1.02]
        level: 95%
        intervention: {{events: 60, participants: 400}}
        comparison: {{events: 80, participants: 400}}
        weight: 39%
      - study: {_yaml(_one())}
        cite: ill-book
        estimate: 0.69
        interval: [0.54, 0.88]
        intervention: {{events: 90, participants: 600}}
        comparison: {{events: 130, participants: 600}}
        weight: 61%
    pooled: {{estimate: 0.71, interval: [0.59, 0.86], level: 95%, cite: ill-online, model: fixed, method: {_yaml(_one())}, studies: 2, participants: 2000}}
    baseline: {{risk: 210 of 1000, cite: ill-online}}
    certainty: moderate
    downgraded: [{{for: risk of bias, because: {_yaml(_one())}}}]
  - outcome: {_yaml(_one())}
    measure: mean difference
    unit: {_yaml(_one())}
    better: higher
    studies:
      - study: {_yaml(_one())}
        cite: ill-dataset
        estimate: -4.5
        interval: [-7.9, -1.1]
        intervention: {{mean: 31.0, sd: 20.1, participants: 400}}
        comparison: {{mean: 35.5, sd: 28.4, participants: 400}}
    certainty: low
    downgraded: [{{for: imprecision, levels: 2, because: {_yaml(_one())}}}]
recommendation: {{direction: for, strength: strong, text: {_yaml(_one())}, cite: ill-guideline}}
waive: [{{code: CLM001, about: {_yaml(_one())}, reason: {_yaml(_many())}}}]
"""


def _front(status: str, review: str, *, more: str = "") -> str:
    return f"""\
---
title: {_yaml(_one())}
question: {_yaml(_one())}
status: {status}
updated: 2026-01-10
audience: clinician
topics: [{_yaml(_one())}, {_yaml("../../ill")}, {_yaml("-->")}]
authors: [ill-author]
search_date: 2025-12-01
review_due: 2026-05-01
changes:
  - {{date: 2025-11-04, text: {_yaml(_many())}}}
waive:
  - {{code: CLM001, about: {_yaml(_one())}, reason: {_yaml(_many())}}}
{review}{more}---

"""


def _review(*steps: tuple[str, str]) -> str:
    lines = [
        f"  - {{status: {status}, date: {day}, by: ill-reviewer, note: {_yaml(_many())}}}" for status, day in steps
    ]
    return "review:\n" + "\n".join(lines) + "\n"


_SUBMITTED = ("submitted", "2026-01-11")
_STARTED = ("under-review", "2026-01-12")
_WITHDRAWN = ("withdrawn", "2026-03-01")


def _body() -> str:
    cited = "; ".join(f"{_prefix()} @ill-{kind}, p. {_prefix()}, retracted" for kind in TYPES)
    return f"""\
::: bottom-line
[{_inline()}]{{.patient}}[{_inline()}]{{.clinician}} [@ill-article, retracted]
:::

## {_inline()}

{_one()}

Placebo and illness [{cited}]. @ill-book [{_prefix()}] said so [see @ill-article, retracted; @ill-online].

### A heading with {_inline()} {{#ill}}

| {_cell()} | {_cell()} |
|---|---|
| {_cell()} | [{_cell()}]{{.patient}}[{_cell()}]{{.clinician}} |

![{_inline()}](../pictures/ill.png)

<iframe srcdoc="<script>__pwned(0)</script>"></iframe> <math><mi xlink:href="javascript:__pwned(0)"></mi></math>

<style>\\@import "//{FOREIGN}/";</style> <link rel=stylesheet href=//{FOREIGN}/x> <object data=//{FOREIGN}/></object>

- <{ADDRESS}>
- [web](<{ADDRESS}> "{_inline()}")
- https://{FOREIGN}/'"onmouseover="__pwned(0)
- [^1] and a [footnote][ill]

[^1]: {_inline()}

[ill]: https://{FOREIGN}/ '{_inline().replace("'", "")}'

{_inline()}
:   {_inline()}

::: caution patient
{_inline()}
:::

::: note
{_inline()}
:::

```"><script>__pwned(0)</script>
{_one()}
```

> {_inline()}

`{_inline()}` ~~{_inline()}~~ **{_inline()}**
"""


def _inline() -> str:
    """Hostile text without what Markdown, brackets and braces would make something else of."""
    return "".join(" " if character in "[]{}`|\\*_~" else character for character in _one())


_cell = _inline


def _prefix() -> str:
    number = next(_numbers)
    return f'Ill{number} \'"></script><script>__pwned({number})</script><img src=x onerror="__pwned({number})">'


def picture(note: str) -> bytes:
    """A picture of one point that carries a note, as a camera's may: text that a page must never be made of."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    text = b"Comment\0" + note.encode("latin-1", "replace")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"tEXt", text)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="__pwned(0)"><script>__pwned(0)</script>'
    f'<image href="https://{FOREIGN}/x"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="__pwned(0)"/></foreignObject></svg>'
)

SETTINGS = """\
title: Example evidence
base_url: https://evidence.example.org/project/hostile/
status_page: true
explain_terms_for: [patient, clinician]
notice: "[About](content/pages/about.md)"
"""


def files() -> dict[str, str | bytes]:
    """The site folder."""
    aliases = "aliases: [ill-old, ill-older]\n"
    return {
        "site.yaml": SETTINGS,
        "content/people.yaml": _people(),
        "content/glossary.yaml": _glossary(),
        "content/pictures/ill.png": picture(markup(0)),
        "content/pictures/ill.svg": SVG,
        "content/pictures/page.html": "<script>__pwned(0)</script>",
        "content/pictures/polyglot.gif": b"GIF89a/*" + SVG.encode() + b"*/=1;__pwned(0)",
        "content/evidence/ill.yaml": _evidence(),
        "references/library.bib": _library(),
        "references/retractions.csv": _retractions(),
        "content/articles/ill.md": _front("under-review", _review(_SUBMITTED, _STARTED), more=aliases)
        + _body()
        + "\n## Data\n\n~~~ evidence ill\n~~~\n",
        "content/articles/withdrawn.md": _front("withdrawn", _review(_SUBMITTED, _STARTED, _WITHDRAWN))
        + f"Text [@ill-article, retracted]. {_one()}\n",
        "content/articles/approved.md": _front("under-review", _review(_SUBMITTED, _STARTED)).replace(
            "review_due: 2026-05-01\n", ""
        )
        + f"{_one()}\n\nText [{_prefix()} @ill-article, retracted].\n",
        "content/articles/ill.fr.md": _front("submitted", _review(_SUBMITTED))
        + f"{_one()}\n\n::: patient\n{_one()}\n:::\n",
        "content/pages/about.md": f"---\ntitle: {_yaml(_one())}\nupdated: 2026-01-02\naliases: [ill-about]\n---\n\n{_one()}\n",
        "content/pages/editorial-policy.md": f"---\ntitle: {_yaml(_one())}\n---\n\nHow [@ill-book]. {_one()}\n",
    }


def lay_down(place: Path) -> None:
    """Write the site into a folder, and approve one article as an editor who did not look would."""
    from dr_evidence_site.build import Options, review

    for path, content in files().items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    day = dt.date(2026, 2, 1)
    request = review.Request(review.Action.APPROVE, "ill-reviewer", day, markup("80"))
    outcome = review.take(Options(place, day), "approved", request)
    assert outcome.diagnostics == (), outcome.diagnostics


@dataclass(frozen=True)
class Built:
    """The site's sources and its build."""

    site: Path
    folder: Path

    def text(self, path: str) -> str:
        """A file of the build."""
        return (self.folder / path).read_bytes().decode("utf-8")

    def files(self, *endings: str) -> list[str]:
        """The paths of files with these endings, without the index, which is the indexer's own."""
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        return sorted(path for path in found if path.endswith(endings) and "pagefind-" not in path)


def build(place: Path) -> Built:
    """Lay the site down and build it below a folder."""
    from dr_evidence_site import build as stages

    lay_down(place / "site")
    options = stages.Options(place / "site", dt.date.fromisoformat(TODAY), jobs=1, remember=False)
    report = stages.build(options, place / "build")
    assert report.summary is not None, [fault for fault in report.diagnostics if fault.severity.word == "error"]
    return Built(place / "site", place / "build")
