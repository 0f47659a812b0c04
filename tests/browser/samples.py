"""A small site of made-up views, rendered with the default theme: what the browser tests and the strict parser read."""

from __future__ import annotations

import datetime as dt
from functools import cache
from html import escape
from pathlib import Path

from msgspec.structs import replace

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import Export, Marker, ReferenceStyle
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.page import Page, Theme
from dr_evidence_site.model.reference import Integrity, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import (
    ArticleCard,
    ArticleView,
    AudienceView,
    Backlink,
    CitedNumber,
    CitedReference,
    CitePage,
    Download,
    Frame,
    HomeView,
    Link,
    NotFoundView,
    PeopleView,
    PersonView,
    ReferencesView,
    ReferenceView,
    ResolvedCitation,
    ResolvedPart,
    ReviewView,
    StandingView,
    StepView,
    TermView,
    TocEntry,
    TopicCard,
    TopicView,
    TranslationLink,
)
from dr_evidence_site.render.environment import environment
from dr_evidence_site.render.page import page as render_page
from dr_evidence_site.site.audience_css import audience_css
from dr_evidence_site.site.bundles import joined

TEMPLATES = Path(__file__).parents[2] / "templates"

AUDIENCES = (
    AudienceView(
        "patient",
        "Patient or carer",
        True,
        Html(
            "<p>This page is for learning only. It is not advice for you as one person. Talk to your own health"
            " professional before you start, stop or change a treatment. In an emergency, call your local emergency"
            " number.</p>"
        ),
    ),
    AudienceView(
        "clinician",
        "Health professional",
        False,
        Html(
            "<p>This summary is for education. It does not replace clinical judgement, current guidelines or product"
            " information. Check the cited sources before you act on it.</p>"
        ),
    ),
)


def theme() -> Theme:
    """The default theme as it lies in the repository."""
    templates = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in sorted(TEMPLATES.rglob("*.html"))
    }
    static = {
        path.relative_to(TEMPLATES / "static").as_posix(): path.read_bytes()
        for path in sorted((TEMPLATES / "static").rglob("*"))
        if path.is_file()
    }
    return Theme(templates, static, {name: f"templates/{name}" for name in templates})


def frame(title: str, up: str = "", *, board: bool = True, current: str = "", notice: bool = True) -> Frame:
    """The frame of a page that lies as deep as `up` ("../") says."""
    assets = {
        name: f"{up}assets/{name}"
        for name in ("audience.css", "pages.css", "theme.css", "audience.js", "page.js", "favicon.svg")
    }
    return Frame(
        title=title,
        site_title="Example Evidence Service",
        description="Short, cited answers to clinical questions, for patients and health professionals.",
        language="en",
        direction="ltr",
        home=Link("", f"{up}index.html", current == "index.html"),
        references=Link("", f"{up}references.html", current == "references.html"),
        people=Link("", f"{up}people.html", current == "people.html"),
        search=None,
        footer=(Link("Editorial policy", f"{up}editorial-policy.html"), Link("About", f"{up}about.html")),
        policy=Link("Editorial policy", f"{up}editorial-policy.html"),
        board=Link("", f"{up}people.html") if board else None,
        board_size=3 if board else 0,
        follow_up=Link("Have a follow-up question?", "mailto:evidence@example.org"),
        audiences=AUDIENCES,
        notice=Html("<p>This site is a demonstration. Nobody has reviewed its content.</p>") if notice else Html(),
        canonical="",
        noindex=True,
        assets=assets,
        version="0.1.0",
    )


def person(number: int, *roles: str, up: str = "../") -> PersonView:
    """Somebody who plainly is an example."""
    return PersonView(
        f"example-{number}",
        f"Example Person {number}",
        f"{up}people.html#person-example-{number}",
        roles,
        "MD, PhD",
        "Example Hospital, Department of Examples",
        "0000-0002-1825-0097" if number == 1 else "",
        "None declared." if number != 2 else "",
    )


def reference_html(entry: Reference, style: ReferenceStyle) -> Html:
    """A stand-in for the reference styles, which have tests of their own."""
    venue = "<i>Ex Med J</i>" if style is ReferenceStyle.AMA else "Ex Med J"
    doi = f' doi: <a href="https://doi.org/{escape(entry.doi)}">{escape(entry.doi)}</a>' if entry.doi else ""
    return Html(f"Person AB, Person CD. {escape(entry.title)}. {venue}. 2002;347(4):284-7.{doi}")


def entry(number: int) -> Reference:
    """One of thirty references: the fifth is retracted, the ninth of concern, the twelfth corrected."""
    integrity, note = {
        5: (Integrity.RETRACTED, "Retracted by the journal in 2010."),
        9: (Integrity.CONCERN, "The journal published an expression of concern in 2015."),
        12: (Integrity.CORRECTED, "Corrected in 2014."),
    }.get(number, (None, ""))
    return Reference(
        key=f"example-{number}",
        type=ReferenceType.ARTICLE,
        span=Span("references/example.bib", number),
        title=f"Effect of an example treatment on an outcome that matters to people: randomised trial {number}",
        issued=PartialDate(2002),
        doi=f"10.1000/example.of.a.rather.long.identifier.{number:04}" if number % 2 else "",
        integrity=integrity,
        integrity_note=note,
    )


def cite(id_: int, *numbers: int, **item: str) -> ResolvedCitation:
    """A citation of these references; `item` goes to the last of them."""
    items = [CitedNumber(f"example-{number}", number) for number in numbers]
    if item:
        items[-1] = replace(items[-1], **item)
    return ResolvedCitation(f"cite-{id_}", tuple(items))


def body() -> tuple[ResolvedPart, ...]:
    """A long text with all that Markdown can make of an article."""
    return (
        '<section class="bottom-line" aria-label="Bottom line">\n<p class="block-label">Bottom line</p>\n'
        '<div data-for="patient">\n<p>The example treatment makes little or no difference to broken bones in most'
        " people. About 4 more people in every 1,000 get kidney stones ",
        cite(1, 1, 2, 3),
        '.</p>\n</div>\n<div data-for="clinician">\n<p>Low-dose example treatment does not prevent a first fracture'
        " (HR 0.98, 95% CI 0.92 to 1.05) and raises the risk of nephrolithiasis (HR 1.17, 95% CI 1.02 to 1.34) ",
        cite(2, 1, 3, 4, 5),
        '.</p>\n</div>\n</section>\n<h2 id="studied">What was studied</h2>\n<p>Thirty-three trials<a'
        ' data-for="patient" href="#term-trial" role="doc-glossref"'
        ' aria-label="What does “trial” mean?"></a> with'
        " 51,145 people compared the treatment with a dummy treatment or with none ",
        cite(3, 6, 7, 8, locator="p. 693"),
        ". Most took part for one to five years, and most were older than 50. A small number of trials looked at"
        " people who lived in care homes, where the baseline risk is higher and the diet is often poorer.</p>\n"
        "<ul>\n<li>Main outcome: any fracture</li>\n<li>Other outcomes: hip fracture, falls, quality of life</li>\n"
        "<li>Harms: kidney stones, high calcium (≥ 2.6 mmol/L)</li>\n</ul>\n"
        '<h2 id="benefits">Benefits for <span data-for="patient">your bones</span>'
        '<span data-for="clinician">skeletal outcomes</span></h2>\n<p>The table shows the main results. In all of them'
        " the difference was small, and chance could explain it ",
        cite(4, 9, 10, 11, 12, 13, 20),
        '.</p>\n<div class="table" tabindex="0" role="region" aria-label="Table">\n<table>\n<thead>\n'
        "<tr><th>Outcome</th>"
        "<th>People (trials)</th><th>With treatment</th><th>Without treatment</th>"
        '<th><span data-for="patient">How sure are we?</span><span data-for="clinician">Certainty (GRADE)</span></th>'
        "</tr>\n</thead>\n<tbody>\n"
        "<tr><td>Any fracture</td><td>51,145 (33)</td><td>110 in every 1,000</td><td>112 in every 1,000</td>"
        "<td>High ",
        cite(5, 14),
        "</td></tr>\n<tr><td>Hip fracture</td><td>36,282 (9)</td><td>18 in every 1,000</td><td>17 in every 1,000</td>"
        "<td>Moderate ",
        cite(6, 15),
        "</td></tr>\n<tr><td>Kidney stones</td><td>36,282 (1)</td><td>25 in every 1,000</td><td>21 in every 1,000</td>"
        "<td>High ",
        cite(7, 1, 16),
        "</td></tr>\n</tbody>\n</table>\n</div>\n"
        '<h3 id="older">People over 75</h3>\n<p>Trials in people over 75 were few. ',
        ResolvedCitation("cite-8", (CitedNumber("example-17", 17),), author="Person et al."),
        " found no difference in 1,200 people.</p>\n"
        '<h2 id="harms">Harms</h2>\n<p>Kidney stones became more common <span data-for="clinician">HR 1.17, 95% CI 1.02'
        ' to 1.34</span><span data-for="patient">in about 4 more people in every 1,000</span> ',
        cite(9, 18, 19),
        '.</p>\n<div class="callout caution" role="note">\n<p class="block-label">Caution</p>\n'
        '<div data-for="patient">\n<p id="ask-first">If you have had a kidney stone, talk to your doctor first.</p>\n'
        '</div>\n<div data-for="clinician">\n<p id="check-first">Check serum calcium and renal function before high'
        " doses; a history of nephrolithiasis is a relative contraindication ",
        cite(10, 21, 22),
        ".</p>\n</div>\n</div>\n<p>Other harms were rare, and no trial was large enough to be sure about them ",
        cite(11, 23, 24, 25, 26, 27),
        '.</p>\n<div class="callout note" role="note">\n<p class="block-label">Note</p>\n<p>One source of this page was'
        " retracted. It is named here and supports no claim ",
        cite(12, 5),
        '.</p>\n</div>\n<h2 id="words">Words used here</h2>\n<dl>\n<dt>Confidence interval</dt>\n'
        "<dd>The range of values"
        " that fit the data well.</dd>\n<dt>Hazard ratio</dt>\n<dd>How often something happens over time in one group,"
        " compared with another.</dd>\n</dl>\n<blockquote>\n<p>Absence of evidence is not evidence of"
        ' absence.</p>\n</blockquote>\n<h2 id="limits">Limits of the evidence</h2>\n<p>The trials differed in dose and'
        " in how bones were examined. None compared <code>D3</code> with <code>K2</code> directly ",
        cite(13, 28, 29, 30),
        ". Results from care homes may not hold for people who live at home, and"
        " averylongwordthatcannotbebrokenanywhereinthemiddleofthelineatall must not widen the page.</p>\n",
    )


def contents() -> tuple[TocEntry, ...]:
    """The headings of `body`."""
    return (
        TocEntry(2, "#studied", Html("What was studied"), ""),
        TocEntry(
            2,
            "#benefits",
            Html(
                'Benefits for <span data-for="patient">your bones</span>'
                '<span data-for="clinician">skeletal outcomes</span>'
            ),
            "",
        ),
        TocEntry(3, "#older", Html("People over 75"), ""),
        TocEntry(2, "#harms", Html("Harms"), ""),
        TocEntry(2, "#words", Html("Words used here"), ""),
        TocEntry(2, "#limits", Html("Limits of the evidence"), "clinician"),
    )


def references() -> tuple[ReferenceView, ...]:
    """Thirty numbered entries with links back; the first is used by both audiences, the fourth by clinicians."""
    uses = {
        1: (Backlink("#cite-1", 1, "patient"), Backlink("#cite-2", 2, "clinician"), Backlink("#cite-7", 3, "")),
        4: (Backlink("#cite-2", 1, "clinician"),),
    }
    return tuple(
        ReferenceView(f"ref-{number}", number, entry(number), uses.get(number, (Backlink("#cite-3", 1, ""),)))
        for number in range(1, 31)
    )


def review(status: ReviewStatus = ReviewStatus.APPROVED, *, due: dt.date | None, overdue: bool = False) -> ReviewView:
    """A review that has come as far as `status`."""
    order = (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)
    if status is ReviewStatus.WITHDRAWN:
        return ReviewView(status, (), dt.date(2026, 3, 1), None, (), None, False)
    at = order.index(status)
    steps = tuple(
        StepView(
            step,
            "done" if index < at else "current" if index == at else "todo",
            dt.date(2026, 1, 5 + 7 * index) if index <= at else None,
            person(index + 1) if index <= at else None,
        )
        for index, step in enumerate(order)
    )
    reviewed = status is ReviewStatus.APPROVED
    return ReviewView(
        status,
        steps,
        None,
        dt.date(2026, 1, 19) if reviewed else None,
        (person(2), person(3)) if reviewed else (),
        due,
        overdue,
    )


def article(slug: str, status: ReviewStatus, *, due: dt.date | None = None, overdue: bool = False) -> ArticleView:
    """The long article in one state of review."""
    return ArticleView(
        slug=slug,
        title="Example vitamins for bone health",
        question="What is the evidence for the benefits of example vitamins for bone health in adults?",
        topics=(Link("bone health", "../topics/bone-health.html"), Link("supplements", "../topics/supplements.html")),
        authors=(person(1),),
        review=review(status, due=due, overdue=overdue),
        updated=dt.date(2026, 1, 12),
        search_date=dt.date(2025, 12, 31),
        written_for="Health professional",
        unserved=(),
        contents=contents(),
        body=body(),
        references=references(),
        style=ReferenceStyle.VANCOUVER,
        marker=Marker.BRACKETS,
        terms=(
            TermView("term-risk", "Baseline risk", Html("How likely something is without the treatment."), "patient"),
            TermView(
                "term-trial",
                "Trial",
                Html('A study that compares treatments fairly. See <a href="../about.html">About</a>.'),
                "patient",
            ),
        ),
        cite=CitePage(
            entry(1), "@misc{example,\n  title = {Example vitamins for bone health}\n}\n", "TY  - GEN\nER  - \n"
        ),
        downloads=(Download(Export.BIBTEX, "approved.bib"), Download(Export.JSON, "approved.json")),
    )


def translations(current: str) -> tuple[TranslationLink, ...]:
    """The languages of a page: the one in `current` is where it stands."""
    known = (("en", "ltr", "English"), ("fr", "ltr", "Français"), ("ar", "rtl", "العربية"))
    return tuple(
        TranslationLink(
            tag,
            direction,
            name,
            "Example vitamins for bone health",
            f"{page}.html",
            f"https://evidence.example.org/articles/{page}.html",
            tag == current,
        )
        for (tag, direction, name), page in zip(known, ("everything", "approved", "arabic"), strict=True)
    )


def everything(up: str = "../") -> ArticleView:
    """An article with all that can stand on its page."""
    downloads = tuple(Download(kind, f"everything.{kind}") for kind in Export)
    related = (
        *cards(up)[1:3],
        replace(cards(up)[3], title="Une vitamine d’exemple", language="fr", direction="ltr"),
    )
    view = article("everything", ReviewStatus.APPROVED, due=dt.date(2099, 1, 19))
    return replace(view, related=related, downloads=downloads)


def cards(up: str = "") -> tuple[ArticleCard, ...]:
    """Articles in every state of review."""
    return (
        ArticleCard(
            "Example vitamins for bone health",
            "What is the evidence for the benefits of example vitamins for bone health in adults?",
            f"{up}articles/approved.html",
            ReviewStatus.APPROVED,
            dt.date(2026, 1, 12),
            ("bone health", "supplements"),
        ),
        ArticleCard(
            "An example medicine for primary prevention",
            "Should healthy adults take an example medicine to prevent a first event?",
            f"{up}articles/submitted.html",
            ReviewStatus.SUBMITTED,
            dt.date(2026, 1, 10),
            ("heart",),
        ),
        ArticleCard(
            "An example vaccine",
            "Does an example vaccine prevent an example disease?",
            f"{up}articles/under-review.html",
            ReviewStatus.UNDER_REVIEW,
            dt.date(2025, 11, 2),
            (),
        ),
        ArticleCard(
            "A withdrawn example", "", f"{up}articles/withdrawn.html", ReviewStatus.WITHDRAWN, dt.date(2024, 5, 1), ()
        ),
    )


def pages() -> tuple[Page, ...]:
    """Every kind of page, and an article in each state."""
    long_name = "Example vitamins for bone health"
    inner = frame(long_name, "../")
    unserved = replace(article("unserved", ReviewStatus.SUBMITTED), unserved=AUDIENCES[:1])
    superscript = replace(article("superscript", ReviewStatus.SUBMITTED), marker=Marker.SUPERSCRIPT)
    articles = (
        article("approved", ReviewStatus.APPROVED, due=dt.date(2099, 1, 19)),
        article("past-due", ReviewStatus.APPROVED, due=dt.date(2020, 1, 19)),
        article("overdue", ReviewStatus.APPROVED, due=dt.date(2020, 1, 19), overdue=True),
        article("under-review", ReviewStatus.UNDER_REVIEW),
        article("withdrawn", ReviewStatus.WITHDRAWN),
        replace(article("submitted", ReviewStatus.SUBMITTED), authors=(), search_date=None, topics=(), question=""),
        unserved,
        superscript,
    )
    everywhere = replace(
        inner,
        translations=translations("en"),
        feed="../feed.xml",
        canonical="https://evidence.example.org/articles/everything.html",
    )
    arabic = replace(
        inner,
        title="فيتامينات للعظام",
        language="ar",
        direction="rtl",
        translations=translations("ar"),
        site_language="en",
        site_direction="ltr",
        foreign=frozenset({"title", "notice", "disclaimers"}),
    )
    translated = replace(
        everything(),
        slug="arabic",
        title="فيتامينات للعظام",
        question="ما الدليل على فوائد الفيتامينات لصحة العظام؟",
        original=translations("ar")[0],
        outdated=True,
    )
    cited = tuple(
        CitedReference(f"example-{number}", entry(number), (Link(long_name, "articles/approved.html"),))
        for number in range(1, 13)
    )
    return (
        Page(
            "index.html",
            "home.html",
            frame("Example Evidence Service", current="index.html"),
            HomeView(
                cards(),
                (TopicCard("bone health", "topics/bone-health.html", 2), TopicCard("heart", "topics/heart.html", 1)),
            ),
        ),
        *(Page(f"articles/{view.slug}.html", "article.html", inner, view) for view in articles),
        Page("articles/everything.html", "article.html", everywhere, everything()),
        Page("articles/arabic.html", "article.html", arabic, translated),
        Page(
            "topics/bone-health.html", "topic.html", frame("Bone health", "../"), TopicView("Bone health", cards("../"))
        ),
        Page(
            "references.html",
            "references.html",
            frame("References", current="references.html"),
            ReferencesView(cited, ReferenceStyle.VANCOUVER),
        ),
        Page(
            "people.html",
            "people.html",
            frame("People", current="people.html"),
            PeopleView(tuple(person(n, "board", "reviewer", up="") for n in (1, 2, 3)), (person(4, "author", up=""),)),
        ),
        Page(
            "editorial-policy.html",
            "standing.html",
            frame("Editorial policy"),
            StandingView(
                "Editorial policy",
                dt.date(2026, 1, 2),
                contents()[:1],
                ("<p>How we work ", cite(1, 1), '.</p>\n<h2 id="studied">What we read</h2>\n<p>Trials.</p>\n'),
                (ReferenceView("ref-1", 1, entry(1), (Backlink("#cite-1", 1, ""),)),),
                ReferenceStyle.VANCOUVER,
                Marker.BRACKETS,
            ),
        ),
        Page(
            "about.html",
            "standing.html",
            frame("About", board=False, notice=False),
            StandingView("About", None, (), ("<p>Who we are.</p>",), (), ReferenceStyle.AMA, Marker.PARENTHESES),
        ),
        Page("404.html", "404.html", frame("Page not found"), NotFoundView(cards())),
    )


@cache
def rendered() -> dict[str, bytes]:
    """The whole site, by path."""
    made = environment(theme(), reference=reference_html)
    mechanism = {"audience.css": audience_css([audience.id for audience in AUDIENCES]).encode()}
    files = {f"assets/{name}": content for name, content in joined({**theme().static, **mechanism}).items()}
    for page in pages():
        content, diagnostics = render_page(made, page)
        assert content is not None, (page.path, diagnostics)
        files[page.path] = content
    return files


def write(folder: Path) -> None:
    """Lay the site down in a folder."""
    for name, content in rendered().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
