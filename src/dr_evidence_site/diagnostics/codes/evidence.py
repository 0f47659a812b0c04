"""EVD: evidence that cannot be read, or that contradicts itself or the text beside it."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

EMPTY = Code(
    "EVD001",
    Severity.ERROR,
    "Evidence without data",
    "There are no data here.",
    "Write them as keys and values, or name a file of content/evidence behind the word “evidence”.",
    """An evidence block holds its data, or names the file that has them. So does a file of evidence hold data.

Wrong: a block that begins with “evidence” and has nothing in it.

Right: a block that begins with “evidence vitamin-d-fracture” and has nothing in it, where there is a file
`content/evidence/vitamin-d-fracture.yaml`.
""",
    protected=True,
)

NAME_AND_DATA = Code(
    "EVD002",
    Severity.ERROR,
    "Evidence block that names a file and holds data",
    "This block names the file “{name}”, and holds data besides.",
    "Keep one of the two: the name, or the data.",
    """Data stand in the block or in a file that several articles name. If they stood in both, nobody could tell
which of them hold.

Wrong: a block that begins with “evidence vitamin-d-fracture” and goes on with `population: Adults`.

Right: the name alone, or the data alone.
""",
    protected=True,
)

FILE_NAME = Code(
    "EVD003",
    Severity.ERROR,
    "Name of evidence that cannot be used",
    "“{name}” cannot be the name of a file of evidence.",
    "Use small letters, digits and hyphens: vitamin-d-fracture.",
    """The name of a file in `content/evidence` is a part of addresses on the pages that show it, so it consists of
small letters, digits and hyphens, and begins with a letter. Its ending is `.yaml`.

Wrong: `content/evidence/Vitamin D.yaml`

Right: `content/evidence/vitamin-d.yaml`
""",
    protected=True,
)

UNKNOWN_FILE = Code(
    "EVD004",
    Severity.ERROR,
    "Evidence file that does not exist",
    "There is no file “content/evidence/{name}.yaml”.",
    "Correct the name, or write the file.",
    """A block without data shows those of a file of evidence. Without it readers would get nothing.

Wrong: a block that begins with “evidence vitamin-d-fractur”

Right: a block that begins with “evidence vitamin-d-fracture”
""",
    protected=True,
)

UNUSED_FILE = Code(
    "EVD005",
    Severity.NOTE,
    "Evidence file that no article shows",
    "No article shows “{name}”.",
    "Name it in an article, or delete the file.",
    """Its sources are not looked up and its figures are not compared with any text as long as nothing shows it.

Right: an article with a block that begins with “evidence” and the name of the file.
""",
)

NOT_A_FIGURE = Code(
    "EVD006",
    Severity.ERROR,
    "Not a figure",
    "“{text}” is not a figure, so “{key}” is not known.",
    "Write digits with a decimal point, such as 0.88.",
    """Figures are written in digits, with a point before the decimals whatever the language of the text, and with as
many digits as the source gives: they are printed as written. Only a risk difference may be a percentage.

Wrong:

    estimate: 0,88

Right:

    estimate: 0.88
""",
    protected=True,
)

NOT_A_SHARE = Code(
    "EVD007",
    Severity.ERROR,
    "Not a percentage",
    "“{text}” is not a percentage from 0% to 100%, so “{key}” is not known.",
    "Write digits and a percent sign, such as 45%.",
    """Weights, I² and the level of an interval are percentages, with the sign: 0.45 and 45 could both mean the same.

Wrong:

    weight: 0.45

Right:

    weight: 45%
""",
    protected=True,
)

NOT_AN_INTERVAL = Code(
    "EVD008",
    Severity.ERROR,
    "Not an interval",
    "“{key}” is not an interval of two figures.",
    "Write the lower and the upper end in brackets: [0.72, 1.08].",
    """An interval has two ends, the lower one first.

Wrong:

    interval: 0.72 to 1.08

Right:

    interval: [0.72, 1.08]
""",
    protected=True,
)

NOT_A_RISK = Code(
    "EVD009",
    Severity.ERROR,
    "Not a risk",
    "“{text}” does not say how many of how many people, so “{key}” is not known.",
    "Write it as 21 of 1000, without a comma in the number.",
    """A risk is so many of so many people, or a percentage. It cannot be more than all of them. Within braces a comma
would end the value, so 1000 is written without one.

Wrong:

    risk: 0.021

Right:

    risk: 21 of 1000
""",
    protected=True,
)

UNKNOWN_AUDIENCE = Code(
    "EVD010",
    Severity.ERROR,
    "Words for an audience that the site does not have",
    "The site has no audience “{audience}”.",
    "Use the id of an audience, or “everyone” for all others.",
    """A name may be given in the words of each audience. The keys are the ids of the audiences in `site.yaml`, and
`everyone` for those that have no words of their own.

Wrong:

    population: {patients: people with a broken hip, clinician: adults after hip fracture}

Right:

    population: {patient: people with a broken hip, clinician: adults after hip fracture}
""",
    protected=True,
)

NO_WORDS = Code(
    "EVD011",
    Severity.ERROR,
    "No words for an audience",
    "“{key}” has no words for the audience “{audience}”.",
    "Add them, or “everyone” for all audiences without words of their own.",
    """Where a name is given by audience, each audience of the site needs one, or its readers would see a gap.

Wrong:

    outcome: {clinician: hip fracture}

Right:

    outcome: {clinician: hip fracture, everyone: a broken hip}
""",
    protected=True,
)

BLOCK_ID = Code(
    "EVD012",
    Severity.ERROR,
    "Anchor of evidence that cannot be used",
    "“{id}” cannot be the anchor of this evidence: {reason}.",
    "Use small letters, digits and hyphens, and a word of its own on the page.",
    """The id of a block is its anchor on the page, by which other texts can link to it. Each anchor stands once.

Wrong:

    id: Hip fracture

Right:

    id: hip-fracture
""",
    protected=True,
)

TYPED_NNT = Code(
    "EVD013",
    Severity.ERROR,
    "Typed number needed to treat",
    "“{text}” types a number needed to treat, which follows from the other figures.",
    "Give the baseline risk and the effect, and delete this: pages work the number out with its interval.",
    """A number needed to treat belongs to a baseline risk, an effect and a time. Typed by hand it goes on standing
there when one of them changes, and mostly lacks its interval.

Wrong:

    nnt: 33

Right:

    baseline: {risk: 100 of 1000, cite: moyer2013}
""",
)

NOT_POSITIVE = Code(
    "EVD014",
    Severity.ERROR,
    "Ratio that is not above zero",
    "The {measure} {text} is impossible.",
    "Correct the figure, or the measure: differences can be below zero.",
    """Ratios of risks, odds, hazards and rates are above zero. A figure below zero is mostly a difference, or the
logarithm of a ratio.

Wrong:

    measure: risk ratio
    pooled: {estimate: -0.13, interval: [-0.33, 0.08], cite: moyer2013}

Right:

    measure: risk difference
    pooled: {estimate: -0.13, interval: [-0.33, 0.08], cite: moyer2013}
""",
    protected=True,
)

OUTSIDE = Code(
    "EVD015",
    Severity.ERROR,
    "Estimate outside of its interval",
    "The estimate {value} does not lie between {low} and {high}.",
    "Compare the three figures with the source.",
    """An interval contains its estimate, and its lower end comes first. Mostly a digit is wrong, or a minus sign is
missing.

Wrong:

    estimate: 0.88
    interval: [0.92, 1.08]

Right:

    estimate: 0.88
    interval: [0.72, 1.08]
""",
    protected=True,
)

TOO_MANY_EVENTS = Code(
    "EVD016",
    Severity.ERROR,
    "More events than people",
    "{events} events are more than the {participants} people of the group.",
    "Compare the two figures with the source.",
    """Events count people who had the outcome, so there are no more of them than people in the group. Where people can
have an event several times, use a rate ratio and leave the events out.

Wrong:

    intervention: {events: 1995, participants: 199}

Right:

    intervention: {events: 199, participants: 1995}
""",
    protected=True,
)

TOTAL_TOO_SMALL = Code(
    "EVD030",
    Severity.ERROR,
    "Fewer people in a study than in its groups",
    "The study is said to have {total} people, but its groups have {counted}.",
    "Compare the figures with the source; leave the total out where both groups are known.",
    """The `participants` of a study are all of its people: those of both groups, and of others that it does not compare
here.

Wrong:

    - study: Lee 2021
      participants: 400
      intervention: {events: 60, participants: 400}
      comparison: {events: 80, participants: 400}

Right:

    - study: Lee 2021
      participants: 800
""",
    protected=True,
)

WEIGHTS = Code(
    "EVD017",
    Severity.ERROR,
    "Weights that do not add up",
    "The weights of “{outcome}” add up to {sum}%.",
    "Compare them with the source: together they are 100%, but for rounding.",
    """The weights are the shares that the studies have in the pooled result. All of them together are 100%.

Wrong: two studies with `weight: 45%` and `weight: 65%`.

Right: two studies with `weight: 45%` and `weight: 55%`.
""",
)

CERTAINTY_SUM = Code(
    "EVD018",
    Severity.ERROR,
    "Certainty that does not follow from its reasons",
    "The reasons lead from {start} to {derived} certainty, not to {certainty}.",
    "Correct the certainty, the reasons or their levels, or say “start: low” for observational studies.",
    """In GRADE the certainty of evidence from randomised trials starts high, and goes down by one level, or two, for
each reason. That of observational studies may start low, and may go up.

Wrong:

    certainty: low
    downgraded: [{for: imprecision, levels: 1, because: The interval includes no effect.}]

Right:

    certainty: moderate
    downgraded: [{for: imprecision, levels: 1, because: The interval includes no effect.}]
""",
)

NO_REASONS = Code(
    "EVD019",
    Severity.NOTE,
    "Certainty without its reasons",
    "The certainty of “{outcome}” is {certainty}, and no reason is given.",
    "List the reasons under “downgraded”, as the source gives them.",
    """GRADE asks that every step down is explained, in a footnote that readers can judge.

Right:

    certainty: moderate
    downgraded: [{for: imprecision, levels: 1, because: The interval includes no effect.}]
""",
)

COUNTS_DISAGREE = Code(
    "EVD020",
    Severity.WARNING,
    "Estimate that does not follow from the counts",
    "The counts of “{study}” give a {measure} of {derived}, not {stated}.",
    "Compare the figures with the source. If the source adjusted the estimate, say “adjusted: yes”.",
    """Events and participants of both groups give the risk ratio, the odds ratio or the risk difference, and its
interval. Where they differ by more than rounding explains, one of the figures is wrong, or the source adjusted its
estimate for something.

Wrong:

    - study: Jackson 2006
      cite: jackson2006
      estimate: 0.78
      intervention: {events: 175, participants: 18176}
      comparison: {events: 199, participants: 18106}

Right:

    - study: Jackson 2006
      cite: jackson2006
      estimate: 0.88
      intervention: {events: 175, participants: 18176}
      comparison: {events: 199, participants: 18106}
""",
)

LOPSIDED = Code(
    "EVD021",
    Severity.WARNING,
    "Estimate that is not in the middle of its interval",
    "{value} is not in the middle of {low} and {high}{scale}.",
    "Compare the three figures with the source.",
    """Nearly all intervals reach as far down as up: for a ratio on the logarithmic scale, for a difference on its own.
One that does not mostly holds a wrong digit. A few methods for small studies give others: then set this finding aside.

Wrong:

    estimate: 0.88
    interval: [0.72, 1.80]

Right:

    estimate: 0.88
    interval: [0.72, 1.08]
""",
)

POOLED_DISAGREES = Code(
    "EVD022",
    Severity.WARNING,
    "Pooled result that does not follow from the studies",
    "The studies give {derived}, not {stated}.",
    "Compare the studies with the source. If it combined them in another way, say so with “method”.",
    """The studies are combined by inverse variance, with a fixed effect and by DerSimonian and Laird's method, and
where there are counts by Mantel and Haenszel's. If none of them gives the pooled result that is stated, but for
rounding, a study is wrong or missing, or the source used another method.

Right, where the source used another method:

    pooled: {estimate: 0.84, interval: [0.70, 1.01], cite: moyer2013, method: restricted maximum likelihood}
""",
)

HETEROGENEITY = Code(
    "EVD023",
    Severity.WARNING,
    "Heterogeneity that does not follow from the studies",
    "{name} is {derived}, not {stated}.",
    "Compare the figures with the source.",
    """I² follows from Q and the number of studies. Q, I² and tau² follow from the studies' results.

Wrong: `studies: 9` with `heterogeneity: {i2: 61%, q: 9.0}`

Right: `studies: 9` with `heterogeneity: {i2: 11%, q: 9.0}`
""",
)

ABSOLUTE_DISAGREES = Code(
    "EVD024",
    Severity.ERROR,
    "Absolute effect that does not follow from the relative one",
    "{stated} of {of} is stated, but {reason} gives {derived}.",
    "Compare the figures with the source, and leave the absolute effect out if the page may work it out.",
    """The risk without the intervention and the relative effect give the risk with it. If the source states other
risks, one of the figures is wrong, or they belong to other people.

Wrong:

    pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: moyer2013}
    absolute: {without: 21 of 1000, with: 12 of 1000, cite: moyer2013}

Right:

    pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: moyer2013}
    absolute: {without: 21 of 1000, with: 18 of 1000, cite: moyer2013}
""",
)

DENOMINATORS = Code(
    "EVD025",
    Severity.WARNING,
    "Risks counted in different numbers of people",
    "This risk is counted in {of} people, another one in {other}.",
    "Count both in the same number of people, such as 1000.",
    """Readers compare the first numbers of two risks. 3 of 100 looks smaller than 21 of 1000, and is larger.

Wrong:

    baseline: {risk: 21 of 1000, cite: moyer2013}
    absolute: {without: 2.1 of 100, with: 1.8 of 100, cite: moyer2013}

Right:

    baseline: {risk: 21 of 1000, cite: moyer2013}
    absolute: {without: 21 of 1000, with: 18 of 1000, cite: moyer2013}
""",
)

POOLED_COUNTS = Code(
    "EVD026",
    Severity.WARNING,
    "Pooled result that counts fewer than are listed",
    "The pooled result counts {stated} {what}, and the studies that are listed have {listed}.",
    "Compare the numbers with the source.",
    """A pooled result cannot be that of fewer studies, or fewer people, than those that are listed above it. Where all
its studies are listed with their people, the people add up.

Wrong: two studies under `studies` and `pooled: {studies: 1}`

Right: two studies under `studies` and `pooled: {studies: 2}`
""",
)

NOTHING_FOUND = Code(
    "EVD027",
    Severity.ERROR,
    "Outcome without a result",
    "“{outcome}” has no result.",
    "Give a pooled result, or a study with an estimate or counts, or the absolute effect.",
    """An outcome is shown for what was found. Where nothing is known, say so in the text.

Wrong:

    - {outcome: hip fracture, measure: risk ratio, better: lower}

Right:

    - outcome: hip fracture
      measure: risk ratio
      better: lower
      pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: moyer2013}
""",
    protected=True,
)

TEXT_DISAGREES = Code(
    "EVD028",
    Severity.WARNING,
    "Number in the text that contradicts the evidence beside it",
    "“{words}” is not what the evidence in this section says of “{outcome}”: {stated}.",
    "Correct the one that is wrong; both stand in front of the same readers.",
    """Where the text and the figure beside it differ, readers cannot know which one to trust. A ratio with its
interval, or a number of so many people, that stands in the same section and names the same outcome, says the same as
the data.

Wrong: “hip fracture (RR 0.48, 95% CI 0.74 to 0.96)” above a block that says `estimate: 0.84`.

Right: “hip fracture (RR 0.84, 95% CI 0.74 to 0.96)”.
""",
)

MIXED_RISKS = Code(
    "EVD029",
    Severity.ERROR,
    "Two risks of one effect with different numbers of people",
    "The risk without is counted in {of} people, the one with in {other}.",
    "Count both in the same number of people, such as 1000.",
    """The two risks of an absolute effect stand side by side and are drawn side by side, in the same number of people.

Wrong:

    absolute: {without: 21 of 1000, with: 2 of 100, cite: moyer2013}

Right:

    absolute: {without: 21 of 1000, with: 18 of 1000, cite: moyer2013}
""",
    protected=True,
)

ALL = (
    EMPTY,
    NAME_AND_DATA,
    FILE_NAME,
    UNKNOWN_FILE,
    UNUSED_FILE,
    NOT_A_FIGURE,
    NOT_A_SHARE,
    NOT_AN_INTERVAL,
    NOT_A_RISK,
    UNKNOWN_AUDIENCE,
    NO_WORDS,
    BLOCK_ID,
    TYPED_NNT,
    NOT_POSITIVE,
    OUTSIDE,
    TOO_MANY_EVENTS,
    TOTAL_TOO_SMALL,
    WEIGHTS,
    CERTAINTY_SUM,
    NO_REASONS,
    COUNTS_DISAGREE,
    LOPSIDED,
    POOLED_DISAGREES,
    HETEROGENEITY,
    ABSOLUTE_DISAGREES,
    DENOMINATORS,
    POOLED_COUNTS,
    NOTHING_FOUND,
    TEXT_DISAGREES,
    MIXED_RISKS,
)
