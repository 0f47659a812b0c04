"""WRD: words that say more, or less, than the evidence allows."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

TOO_STRONG = Code(
    "WRD001",
    Severity.WARNING,
    "Wording stronger than the certainty",
    "“{words}” says more than a certainty that is {certainty} allows.",
    "Use the words that GRADE has for this certainty.",
    """Readers take the certainty of a finding from its verb. For evidence of high certainty GRADE has “reduces”, for
moderate “probably reduces”, for low “may reduce”; of very low certainty one says that the evidence is very uncertain
(GRADE guidelines 26, J Clin Epidemiol 2020;119:126-135).

Wrong:

    ::: {.bottom-line .certainty-low}
    Walking reduces pain [@jackson2006].
    :::

Right:

    ::: {.bottom-line .certainty-low}
    Walking may reduce pain [@jackson2006].
    :::
""",
)

TOO_WEAK = Code(
    "WRD002",
    Severity.NOTE,
    "Wording weaker than the certainty",
    "“{words}” says less than a certainty that is {certainty} allows.",
    "Use the words that GRADE has for this certainty.",
    """Doubt that the evidence does not have keeps readers from using what is known. The words for each level of
certainty are those of GRADE: “reduces” for high, “probably reduces” for moderate, “may reduce” for low.

Wrong:

    ::: {.bottom-line .certainty-high}
    Walking may reduce pain [@jackson2006].
    :::

Right:

    ::: {.bottom-line .certainty-high}
    Walking reduces pain [@jackson2006].
    :::
""",
)

RELATIVE_ALONE = Code(
    "WRD003",
    Severity.WARNING,
    "Relative effect without an absolute one",
    "“{words}” is a relative effect, and no absolute one stands in this section for {audience}.",
    "Say how many of how many people: “3 fewer in 100 over 2 years”.",
    """A risk that is halved may be one in two or one in a million. Readers can judge an effect only if the same
section tells them how many people in a hundred or a thousand it concerns. A ratio whose confidence interval includes 1
is not reported.

Wrong:

    The risk of a fracture fell by 30% [@jackson2006].

Right:

    The risk of a fracture fell by 30%: 7 in 100 people had one instead of 10 in 100 [@jackson2006].
""",
)

MIXED_DENOMINATORS = Code(
    "WRD004",
    Severity.WARNING,
    "Frequencies with different denominators",
    "“{words}” counts in {second}, while “{other}” beside it counts in {first}.",
    "Use one denominator for all, such as 1,000.",
    """“1 in 20” and “3 in 1,000” cannot be compared at a glance: many readers take the larger number for the larger
risk. Frequencies that stand together need the same denominator.

Wrong:

    Pain eased in 1 in 20 people; 3 in 1,000 had a rash [@jackson2006].

Right:

    Pain eased in 50 in 1,000 people; 3 in 1,000 had a rash [@jackson2006].
""",
)

BARE_SIGNIFICANCE = Code(
    "WRD005",
    Severity.WARNING,
    "“Significant” without an interval or a P value",
    "“{words}” stands in a section without any confidence interval or P value.",
    "Add the interval, or say what was found without the word.",
    """“Significant” says that a P value was below some limit, not that the effect matters. An interval shows both
how large the effect is and how sure.

Wrong:

    Pain was significantly lower [@jackson2006].

Right:

    Pain was lower by 12 points (95% CI 4 to 20) [@jackson2006].
""",
)

TOO_SURE = Code(
    "WRD006",
    Severity.WARNING,
    "Word that promises too much",
    "“{words}” promises more than evidence can.",
    "Say what was found, how often, and how sure one can be.",
    """No study proves that a treatment has no harms, and few effects are certain. Say what was found, how often,
and how sure one can be.

Wrong:

    Walking is safe [@jackson2006].

Right:

    In the trial, 2 of 100 people who walked were injured [@jackson2006].
""",
)

TWO_CERTAINTIES = Code(
    "WRD007",
    Severity.ERROR,
    "Two certainties for the same words",
    "“{second}” contradicts “{first}”, which stands before it.",
    "Keep the one that the evidence has.",
    """A passage has one certainty. Words within it may have another one, in marks of their own.

Wrong:

    ::: {.certainty-low .certainty-high}
    Walking may reduce pain [@jackson2006].
    :::

Right:

    ::: {.certainty-low}
    Walking may reduce pain [@jackson2006].
    :::
""",
    protected=True,
)

NO_RULES = Code(
    "WRD008",
    Severity.NOTE,
    "Language without rules of wording",
    "Claims and wording are not checked in articles in this language ({language}): there are no rules for it.",
    "The languages with rules are: {known}.",
    """What a claim is, and how certain its wording, is told by rules that are written for each language. Where there
are none, nothing is reported, which does not mean that nothing is wrong. The user guide says how rules are written.

Not checked:

    lang: cy

Checked:

    lang: en
""",
)

BAD_PATTERN = Code(
    "WRD009",
    Severity.ERROR,
    "Rule of wording that cannot be used",
    "“{text}” is no pattern that can be looked for: {reason}.",
    "Patterns are Python's regular expressions; write a backslash before a character that stands for itself.",
    """Rules of wording are regular expressions, in which characters such as ( ) [ ] ? * + have a meaning of their
own. A pattern that cannot be read, or that is found between any two letters, is left out.

Wrong:

    claims: ["twice as (many"]

Right:

    claims: ["twice as many"]
""",
)

ALL = (
    TOO_STRONG,
    TOO_WEAK,
    RELATIVE_ALONE,
    MIXED_DENOMINATORS,
    BARE_SIGNIFICANCE,
    TOO_SURE,
    TWO_CERTAINTIES,
    NO_RULES,
    BAD_PATTERN,
)
