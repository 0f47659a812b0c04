"""The sources of a site that has something of everything: what the tests of whole pages build and read.

All sources, people and findings in it are made up and say so. `EXPECTED` is what the program must say of it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

TODAY = "2026-06-01"
BASE_URL = "https://evidence.example.org"

LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2
LONG_ADDRESS = "https://agency.example.org/" + "a-very-long-part-of-an-address-" * 5

SETTINGS = """\
title: Answers & "Evidence" <Example>
description: Made-up answers, to see that "quotes", <b>tags</b> & ampersands stay text.
language: {language}
citations: {{style: {style}, marker: {marker}}}
audiences:
  - id: patient
    label: Patient or carer
    disclaimer: |
      Disclaimer for example patients. Ask your doctor.

      **In an emergency, call for help.**
  - id: clinician
    label: Health professional
    disclaimer: Disclaimer for example professionals. Check the [policy](content/pages/editorial-policy.md).
default_audience: patient
status_page: true
notice: "**Nothing here is true.** It is made up for tests. [About](content/pages/about.md)"
follow_up: {{label: Ask us more, url: "mailto:evidence@example.org?subject=A%20question&body=x"}}
{languages}"""

FRENCH = """\
languages:
  fr:
    title: Réponses & « preuves » <exemple>
    notice: Rien n'est vrai ici.
    follow_up: Posez une question
    audiences:
      patient: {label: Patient, disclaimer: Avertissement pour les patients.}
      clinician: {label: Professionnel, disclaimer: Avertissement pour les professionnels.}
"""

PEOPLE = """\
author-one: {name: Example Author, roles: [author], credentials: "MD, PhD", affiliation: Example University,
  orcid: 0000-0002-1825-0097, interests: None.}
reviewer-one: {name: "Example Reviewer <i>", roles: [reviewer, board], credentials: MD, affiliation: "A & B <Hospital>"}
member-two: {name: Very-Long-Double-Barrelled-Name Of-A-Board-Member-Who-Is-Made-Up, roles: [board], interests: Fees.}
"""

GLOSSARY = """\
confidence interval: {meaning: The range of values that fit the data well., aliases: [confidence intervals]}
placebo: A dummy treatment that looks like the real one.
trial: {meaning: A fair test of a treatment in people., aliases: [trials]}
"""


def _reference(number: int) -> str:
    integrity = {
        5: "  integrity = {retracted}, integritynote = {Retracted in 2016: the data could not be shown.},\n",
        9: "  integrity = {concern}, integritynote = {The journal voiced concern in 2017.},\n",
        12: "  integrity = {corrected}, integritynote = {Corrected in 2018.},\n",
    }.get(number, "")
    pmid = f"  pmid = {{{99999900 + number}}},\n" if number % 3 == 0 else ""
    doi = f"  doi = {{10.5555/example.of.a.rather.long.identifier.{number:04}}},\n" if number % 2 else ""
    return (
        f"@article{{example-{number},\n  author = {{Example{number}, Ann and Person, Bert and Third, Cleo}},\n"
        f"  title = {{Effect of an example treatment on an outcome that matters: made-up trial {number} <b>\\& more}},\n"
        f"  journaltitle = {{Journal of Worked Examples}}, shortjournal = {{J Work Ex}},\n"
        f"  date = {{{1990 + number}}}, volume = {{{number}}}, pages = {{{number}1--{number}9}},\n{doi}{pmid}{integrity}}}\n"
    )


LIBRARY = (
    "".join(_reference(number) for number in range(1, 31))
    + f"@online{{example-web, author = {{{{Example Agency}}}}, title = {{A page}}, url = {{{LONG_ADDRESS}}},\n"
    "  date = {2024}, urldate = {2026-01-05}}\n"
)


def _front(title: str, status: str, *, question: str = "", review: str = "", more: str = "") -> str:
    lines = [f"title: '{title}'", f"status: {status}", "updated: 2026-01-10", "audience: clinician"]
    if question:
        lines.append(f"question: '{question}'")
    if review:
        lines.append(f"review:\n{review.rstrip()}")
    if more:
        lines.append(more.rstrip())
    return "---\n" + "\n".join(lines) + "\n---\n\n"


_SUBMITTED = "  - {status: submitted, date: 2026-01-11, by: author-one}\n"
_STARTED = _SUBMITTED + "  - {status: under-review, date: 2026-01-12, by: reviewer-one}\n"
_APPROVED = _STARTED + "  - {status: approved, date: 2026-02-01, by: reviewer-one}\n"
_WITHDRAWN = _APPROVED + "  - {status: withdrawn, date: 2026-03-01, by: reviewer-one}\n"

_BODY = f"""\
:::: bottom-line
::: patient
For example patients the treatment makes little or no difference [@example-1; @example-2; @example-3].
:::
::: clinician
For example clinicians it does not lower the risk (HR 0.98, 95% CI 0.92 to 1.05) [@example-3; @example-4; @example-1].
:::
::::

## What was studied

Thirty-three trials compared it with placebo [@example-6; @example-7; @example-8, p. 693]. The confidence interval was
wide. @example-9 [expression of concern] found no harm, and others agreed [see @example-10, pp. 3-5, and more; @example-11; @example-12].

- Main outcome: any fracture
- Harms: high calcium (≥ 2.6 mmol/L), {LONG_WORD}
  1. first
  2. second

## Benefits for [your bones]{{.patient}}[skeletal outcomes]{{.clinician}}

| Outcome | People (trials) | With treatment | Without treatment | [How sure?]{{.patient}}[Certainty]{{.clinician}} |
|---|---|---:|---:|---|
| Any fracture | 51,145 (33) | 110 in every 1,000 | 112 in every 1,000 | High [@example-13] |
| Hip fracture, {LONG_WORD} | 36,282 (9) | 18 in every 1,000 | 17 in every 1,000 | Moderate [@example-14] |
| Kidney stones | 36,282 (1) | 25 in every 1,000 | 21 in every 1,000 | High [@example-1; @example-15] |

### People over 75

See {LONG_ADDRESS} and [the policy](../pages/editorial-policy.md), [another](overdue.md#harms),
[a letter](mailto:evidence@example.org). One source was retracted [@example-5, retracted].

![Three made-up bars, the first the tallest](../pictures/bars.png)

## Harms

Kidney stones became more common, [HR 1.17, 95% CI 1.02 to 1.34]{{.clinician}}[in about 4 more people in every
1,000]{{.patient}} [@example-16; @example-17; @example-18; @example-19; @example-20; @example-21].

::: caution patient
Example patients with a stone should ask first.
:::

::: caution clinician
Example clinicians should check calcium [@example-22; @example-web].
:::

::: note
A note for all, with `code_that_is_rather_long_and_has_no_spaces_in_it_at_all_because_it_is_a_made_up_name()`.
:::

## What to do yourself {{.patient}}

::: patient
Example patients can walk.
:::

## Dosing {{.clinician}}

::: clinician
Example clinicians can dose [@example-23; @example-24; @example-25; @example-26; @example-27; @example-28; @example-30].
:::

    a block of code with a long line that must scroll inside itself and may never widen the page, whatever its length is

Certainty
:   How sure we can be.

> Absence of evidence is not evidence of absence.

---

The end, ~~struck~~ and **strong** and *stressed*[.]{{.patient}}[!]{{.clinician}} x^2^ ≥ ≤ ⁻ → ≈ ≠ √ ‰ †
"""

_HOSTILE = """\
::: bottom-line
Text <script>alert(1)</script> and <img src=x onerror=alert(1)> and &lt;b&gt; stay text [@example-1, p. "><b>].
:::

## A heading with <em>tags</em>, "quotes" & `</h2><script>`

Cited <i [see <b>"x" @example-2; @example-3 </section><script>alert(2)</script>].

| <th> | "x" onclick="alert(1)" |
|---|---|
| </table> | [<b>]{.patient}[</span>]{.clinician} |

![" onerror="alert(1)](../pictures/bars.png)

{{ frame.title }} {% raw %} <!-- --> ]]> \\u0000 &#x202e; &amp;amp;

::: clinician
Example clinicians only.
:::
"""

_FRENCH = """\
::: bottom-line
Le traitement ne change presque rien [@example-1; @example-2; @example-5, p. 12, rétracté].
:::

## Ce qui a été étudié

Trente-trois essais ont été lus [@example-3].

::: clinician
Le rapport de risque était de 0,98.
:::
"""

_ARABIC = """\
::: bottom-line
العلاج لا يغير شيئا يذكر [@example-1; @example-2; @example-5, p. 12، مسحوب].
:::

## ما الذي دُرس

قُرئت ثلاث وثلاثون تجربة (HR 0.98, 95% CI 0.92 to 1.05) [@example-3; @example-web].

| النتيجة | مع العلاج | من دون العلاج |
|---|---:|---:|
| كسر | 110 / 1,000 | 112 / 1,000 |

::: clinician
للأطباء فقط.
:::
"""


def _png() -> bytes:
    """A picture of 320 × 120 points with three bars."""
    width, height = 320, 120
    rows = b"".join(
        b"\0"
        + bytes(0x55 if height - y < (110, 90, 40)[x * 3 // width] and x % 106 > 20 else 0xFF for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_QUESTION = "Does the example treatment prevent example fractures in adults?"


def files(*, language: str = "en", style: str = "ama", marker: str = "superscript") -> Mapping[str, str | bytes]:
    """Every file of the site by its path."""
    topics = "topics: [bone health, 'Pain & \"sleep\" <x>']\nauthors: [author-one]\nsearch_date: 2025-12-31"
    return {
        "site.yaml": SETTINGS.format(language=language, style=style, marker=marker, languages=FRENCH),
        "content/people.yaml": PEOPLE,
        "content/glossary.yaml": GLOSSARY,
        "content/pictures/bars.png": _png(),
        "references/library.bib": LIBRARY,
        "content/articles/approved.md": _front(
            "Example treatment", "under-review", question=_QUESTION, review=_STARTED, more=f"{topics}\nreview_due: 2099-01-01"
        )
        + _BODY,
        "content/articles/overdue.md": _front(
            "An overdue example", "under-review", question="Is an example overdue?", review=_STARTED,
            more="review_due: 2026-05-01\ntopics: [bone health]",
        )
        + "Text for all [@example-1].\n\n## Harms\n\nHarms [@example-29].\n",
        "content/articles/withdrawn.md": _front(
            "A withdrawn example", "withdrawn", question="Was an example withdrawn?", review=_WITHDRAWN,
            more="topics: [bone health]",
        )
        + "Do not rely on this [@example-5, retracted].\n",
        "content/articles/under-review.md": _front(
            f"Under review: {LONG_WORD}", "under-review", question=f"What of {LONG_WORD}?", review=_STARTED
        )
        + "Text for all [@example-1; @example-2].\n\n::: clinician\nExample clinicians only.\n:::\n",
        "content/articles/plain.md": _front("A plain example", "submitted") + "A text without sources or headings.\n",
        "content/articles/hostile.md": _front(
            "\"><script>alert(1)</script> & <b>title</b>", "submitted", question="<img src=x onerror=alert(1)>?",
            more=f"{topics.replace('bone health', 'hostile')}",
        )
        + _HOSTILE,
        "content/articles/approved.fr.md": _front(
            "Un traitement exemple", "submitted", question="Que vaut le traitement exemple ?"
        )
        + _FRENCH,
        "content/articles/approved.ar.md": _front(
            "علاج المثال", "approved", question="ما فائدة علاج المثال؟", review=_APPROVED
        )
        + _ARABIC,
        "content/pages/about.md": "---\ntitle: About\nupdated: 2026-01-02\n---\n\nWho we are.\n",
        "content/pages/editorial-policy.md": (
            "---\ntitle: Editorial policy\n---\n\nHow we work [@example-2].\n\n## What we read\n\nTrials.\n\n"
            "::: patient\nExample patients first.\n:::\n"
        ),
    }  # fmt: skip


KINDS: Mapping[str, str] = {
    "home": "index.html",
    "article approved": "articles/approved.html",
    "article overdue": "articles/overdue.html",
    "article withdrawn": "articles/withdrawn.html",
    "article under review": "articles/under-review.html",
    "article plain": "articles/plain.html",
    "article hostile": "articles/hostile.html",
    "article French": "articles/approved.fr.html",
    "article Arabic": "articles/approved.ar.html",
    "topic": "topics/bone-health.html",
    "references": "references.html",
    "people": "people.html",
    "standing": "editorial-policy.html",
    "search": "search.html",
    "status": "status.html",
    "not found": "404.html",
}
"""One page of every kind, and an article in every state."""

MIRRORED_KINDS: Mapping[str, str] = {kind: path for kind, path in KINDS.items() if kind != "article Arabic"}
"""Those of the same site with Arabic as its own language."""

SEALED = {"approved": "2026-02-01", "overdue": "2026-02-01"}
"""Articles that the program approves before it builds the site, by its own command, with the day of approval."""

EXPECTED = [
    ("FRS001", "content/articles/overdue.md"),
    ("LNG011", "site.yaml"),  # no disclaimer in Arabic
    ("MD007", "content/articles/hostile.md"),  # HTML is text
    ("REV007", "content/articles/approved.ar.md"),  # an approval that was written by hand
]
"""What the program says of the site: code and file, each once, sorted."""

EXPECTED_MIRRORED = [
    ("FRS001", "content/articles/overdue.md"),
    ("MD007", "content/articles/hostile.md"),
]
