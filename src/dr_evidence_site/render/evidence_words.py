"""What is said of evidence in the language of a page: effects, counts, certainty, and the sentence on an outcome.

The verbs are those that GRADE advises for each level of certainty (see `figures.statement`). Names of treatments are
written behind words such as “with” alone, so that they need no other form in any language.
"""

from __future__ import annotations

from html import escape

from dr_evidence_site.model.figures import (
    AbsoluteView,
    EffectView,
    Footnote,
    NeededView,
    PooledView,
    SentenceView,
)
from dr_evidence_site.model.html import Html
from dr_evidence_site.render.filters import figure, number
from dr_evidence_site.render.words import Words


def _(text: str) -> str:
    """Marks a text of a table for the catalogs."""
    return text


def pgettext(context: str, text: str) -> tuple[str, str]:
    """Marks a text with its context."""
    return context, text


_MEASURES = {
    "risk ratio": (_("RR"), _("Risk ratio")),
    "odds ratio": (_("OR"), _("Odds ratio")),
    "hazard ratio": (_("HR"), _("Hazard ratio")),
    "rate ratio": (_("Rate ratio"), _("Rate ratio")),
    "risk difference": (_("RD"), _("Risk difference")),
    "mean difference": (_("MD"), _("Mean difference")),
    "standardised mean difference": (_("SMD"), _("Standardised mean difference")),
}
_CERTAINTIES = {
    "high": pgettext("certainty", "high"),
    "moderate": pgettext("certainty", "moderate"),
    "low": pgettext("certainty", "low"),
    "very-low": pgettext("certainty", "very low"),
}
_SIGNS = {"high": "⊕⊕⊕⊕", "moderate": "⊕⊕⊕◯", "low": "⊕⊕◯◯", "very-low": "⊕◯◯◯"}
_REASONS = {
    "risk of bias": _("risk of bias"),
    "inconsistency": _("inconsistency"),
    "indirectness": _("indirectness"),
    "imprecision": _("imprecision"),
    "publication bias": _("publication bias"),
    "large effect": _("large effect"),
    "dose response": _("dose response"),
    "confounding": _("opposing confounding"),
}
_WHAT = {
    "risk": pgettext("effect", "the risk"),
    "chance": pgettext("effect", "the chance"),
    "rate": pgettext("effect", "the rate"),
    "average": pgettext("effect", "the average"),
}
# By direction and certainty; "" where nobody rated it.
_STATEMENTS = {
    ("lower", "high"): _("%(what)s is lower with %(with_)s than with %(than)s."),
    ("lower", "moderate"): _("%(what)s is probably lower with %(with_)s than with %(than)s."),
    ("lower", "low"): _("%(what)s may be lower with %(with_)s than with %(than)s."),
    ("lower", "very-low"): _(
        "%(what)s may be lower with %(with_)s than with %(than)s, but the evidence is very uncertain."
    ),
    ("lower", ""): _("in the studies, %(what)s was lower with %(with_)s than with %(than)s."),
    ("higher", "high"): _("%(what)s is higher with %(with_)s than with %(than)s."),
    ("higher", "moderate"): _("%(what)s is probably higher with %(with_)s than with %(than)s."),
    ("higher", "low"): _("%(what)s may be higher with %(with_)s than with %(than)s."),
    ("higher", "very-low"): _(
        "%(what)s may be higher with %(with_)s than with %(than)s, but the evidence is very uncertain."
    ),
    ("higher", ""): _("in the studies, %(what)s was higher with %(with_)s than with %(than)s."),
    ("little", "high"): _("There is little or no difference between %(with_)s and %(than)s."),
    ("little", "moderate"): _("There is probably little or no difference between %(with_)s and %(than)s."),
    ("little", "low"): _("There may be little or no difference between %(with_)s and %(than)s."),
    ("little", ""): _("The studies found little or no difference between %(with_)s and %(than)s."),
}
_UNCERTAIN = _("The evidence is very uncertain about any difference between %(with_)s and %(than)s.")
_UNCLEAR = _("The results do not show clearly whether there is a difference between %(with_)s and %(than)s.")


class EvidenceWords:
    """The words for evidence in one language. What comes back as `Html` is ready to be printed, `str` is plain text."""

    def __init__(self, words: Words, language: str) -> None:
        self._words = words
        self._language = language

    def count(self, value: int) -> str:
        """A whole number as the language writes it."""
        return number(value, self._language)

    def figure(self, written: str) -> str:
        """A figure with decimals as the language writes it."""
        return figure(written, self._language)

    def measure(self, name: str) -> Html:
        """The abbreviation of a measure, with its name in full."""
        short, full = (self._words.gettext(text) for text in _MEASURES[name])
        return Html(escape(short) if short == full else f'<abbr title="{escape(full)}">{escape(short)}</abbr>')

    def span(self, low: str, high: str) -> str:
        """An interval in words: "0.74 to 0.96"."""
        return self._words.gettext("%(low)s to %(high)s") % {"low": low, "high": high}

    def interval(self, level: str) -> str:
        """What an interval is called: "95% CI"."""
        return self._words.gettext("%(level)s%% CI") % {"level": self.figure(level)}

    def percent(self, written: str) -> str:
        """A share in percent; empty for none."""
        return self._words.gettext("%(percent)s%%") % {"percent": self.figure(written)} if written else ""

    def effect(self, it: EffectView) -> Html:
        """An effect with its interval: "0.84 (0.74 to 0.96)"."""
        value = escape(self.figure(it.value))
        if not it.low:
            return Html(value)
        ends = escape(self.span(self.figure(it.low), self.figure(it.high)))
        return Html(f'{value} <span class="range">({ends})</span>')

    def change(self, by: int) -> str:
        """How many people fewer or more."""
        if by < 0:
            text = self._words.ngettext("%(number)s fewer", "%(number)s fewer", -by)
        elif by:
            text = self._words.ngettext("%(number)s more", "%(number)s more", by)
        else:
            return self._words.gettext("no difference")
        return text % {"number": self.count(abs(by))}

    def changes(self, it: AbsoluteView) -> str:
        """The interval of a difference; empty for none. An end is rounded, so 0 is not said to be no difference."""
        if it.low is None or it.high is None:
            return ""
        return self.span(*(self.change(end) if end else "0" for end in (it.low, it.high)))

    def per(self, what: int, of: int) -> str:
        """A count per so many people."""
        return self._words.gettext("%(number)s per %(of)s") % {"number": self.count(what), "of": self.count(of)}

    def difference(self, it: AbsoluteView) -> str:
        """A difference per so many people: "3 fewer per 1,000"."""
        return self._words.gettext("%(change)s per %(of)s") % {
            "change": self.change(it.difference),
            "of": self.count(it.of),
        }

    def counted(self, studies: int | None, participants: int | None) -> str:
        """How many studies and participants; empty when neither is known."""
        said = []
        if studies:
            text = self._words.ngettext("%(number)s study", "%(number)s studies", studies)
            said.append(text % {"number": self.count(studies)})
        if participants:
            text = self._words.ngettext("%(number)s participant", "%(number)s participants", participants)
            said.append(text % {"number": self.count(participants)})
        return self.listed(*said)

    def listed(self, *facts: str) -> str:
        """Facts one after the other, without those that are empty."""
        separator = self._words.pgettext("between facts", ";")
        return f"{separator} ".join(fact for fact in facts if fact)

    def heterogeneity(self, it: PooledView) -> Html:
        """How studies were combined and how much they differ; empty when their source does not say."""
        _ = self._words.gettext
        model = {"random": _("Random effects"), "fixed": _("Fixed effect")}.get(it.model, "")
        figures = (
            ("I²", self.percent(it.i_squared)),
            ("Q", it.q and self.figure(it.q)),
            ("τ²", it.tau_squared and self.figure(it.tau_squared)),
        )
        return Html(self.listed(escape(model), *(f"<bdi>{sign} = {text}</bdi>" for sign, text in figures if text)))

    def certainty(self, level: str) -> str:
        """A level of certainty in a word."""
        return self._words.pgettext(*_CERTAINTIES[level])

    def sign(self, level: str) -> str:
        """GRADE's sign for a level of certainty."""
        return _SIGNS[level]

    def footnote(self, note: Footnote) -> str:
        """Why a certainty was rated down or up."""
        if note.change == "down":
            text = self._words.ngettext(
                "Rated down by %(count)s level for %(reason)s:",
                "Rated down by %(count)s levels for %(reason)s:",
                note.levels,
            )
        else:
            text = self._words.ngettext(
                "Rated up by %(count)s level for %(reason)s:",
                "Rated up by %(count)s levels for %(reason)s:",
                note.levels,
            )
        reason = self._words.gettext(_REASONS[note.reason])
        return f"{text % {'count': self.count(note.levels), 'reason': reason}} {note.because}"

    def needed(self, it: NeededView) -> Html:
        """A number needed to treat with its interval, which may go through infinity (Altman 1998)."""
        _ = self._words.gettext
        if it.benefit:
            short, full = _("NNTB"), _("Number needed to treat for one more person to benefit")
        else:
            short, full = _("NNTH"), _("Number needed to treat for one more person to be harmed")
        low, high = ("∞" if end is None else self.count(end) for end in (it.low, it.high))
        if it.through_infinity:
            ends = _("NNTB %(benefit)s to ∞ to NNTH %(harm)s") % {"benefit": low, "harm": high}
        else:
            ends = self.span(low, high) if it.has_interval else ""
        shown = f'<abbr title="{escape(full)}">{escape(short)}</abbr> {self.count(it.number)}'
        return Html(f"{shown} ({escape(ends)})" if ends else shown)

    def begun(self, text: str) -> str:
        """A name with a capital, as a line begins; a word such as pH stays as it is."""
        return text[:1].upper() + text[1:] if text[1:2].islower() or text[1:2].isspace() else text

    def statement(self, it: SentenceView, with_: str, than: str) -> str:
        """Which way an outcome goes, in the words for its certainty. `with_` and `than` name the two treatments."""
        default = _UNCERTAIN if it.certainty == "very-low" else _UNCLEAR
        text = self._words.gettext(_STATEMENTS.get((it.direction, it.certainty), default))
        what = self._words.pgettext(*_WHAT[it.what])
        return self.begun(text % {"what": what, "with_": with_, "than": than})

    def sentence(self, it: SentenceView, with_: str, than: str) -> Html:
        """What is known of an outcome: which way it goes, by how much, and how sure one can be."""
        facts = self._plain(it, with_, than) if it.plain else self._for_professionals(it)
        return Html(" ".join((escape(self.statement(it, with_, than), quote=False), *facts)))

    def _plain(self, it: SentenceView, with_: str, than: str) -> list[str]:
        _ = self._words.gettext
        said = []
        risks = it.absolute
        if risks:
            names = {"of": self.count(risks.of), "with_": with_, "than": than, "number": self.count(risks.with_it)}
            if risks.difference:
                text = _(
                    "Out of %(of)s people, this happens to %(without)s with %(than)s and to %(number)s with %(with_)s."
                )
                said.append(text % {**names, "without": self.count(risks.without)})
                said.append(_("That is %(change)s.") % {"change": self.change(risks.difference)})
            else:
                text = _("Out of %(of)s people, this happens to about %(number)s, with %(than)s and with %(with_)s.")
                said.append(text % names)
            if risks.low is not None and risks.low != risks.high:
                low, high = (self.change(end) if end else "0" for end in (risks.low, risks.high or 0))
                said.append(_("It could be anywhere from %(low)s to %(high)s.") % {"low": low, "high": high})
        elif it.what == "average" and it.unit:
            values = {"value": self.figure(it.effect.value), "unit": it.unit}
            said.append(_("The difference is %(value)s %(unit)s.") % values)
        if it.certainty:
            said.append(_("Certainty of the evidence: %(level)s.") % {"level": self.certainty(it.certainty)})
        return [escape(text, quote=False) for text in said]

    def _for_professionals(self, it: SentenceView) -> list[str]:
        _ = self._words.gettext
        effect = f"{self.measure(it.measure)} {self.figure(it.effect.value)}"
        if it.unit:
            effect += f" {escape(it.unit, quote=False)}"
        if it.effect.low:
            ends = self.span(self.figure(it.effect.low), self.figure(it.effect.high))
            effect += f" ({self.interval(it.effect.level)} {ends})"
        risks = it.absolute
        difference = self.difference(risks) if risks else ""
        if risks and (ends := self.changes(risks)):
            difference += f" ({ends})"
        sure = (
            _("certainty of the evidence: %(level)s") % {"level": self.certainty(it.certainty)} if it.certainty else ""
        )
        return [f"{self.listed(effect, difference, self.counted(it.studies, it.participants), sure)}."]
