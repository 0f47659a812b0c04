"""The fields of evidence, from the whole block down to one group of a study."""

from __future__ import annotations

from enum import StrEnum

from dr_evidence_site.model.evidence import (
    Better,
    Direction,
    DowngradeReason,
    PoolingModel,
    Strength,
    UpgradeReason,
)
from dr_evidence_site.parse.evidence_kinds import (
    CERTAINTIES,
    MEASURES,
    Interval,
    Risk,
    Share,
    ShownKind,
    WordingKind,
)
from dr_evidence_site.parse.evidence_kinds import FigureKind as Number
from dr_evidence_site.parse.fields import Boolean, Choice, Field, Integer, ListOf, Record, Text
from dr_evidence_site.parse.waivers import WAIVE

MOST = 999_999_999


class Start(StrEnum):
    """The certainty that rating begins with."""

    HIGH = "high"
    LOW = "low"


CITE = Field("cite", Text(), "The citation key of the source.", required=True, example="moyer2013")

EVENTS = Field("events", Integer(0, MOST), "How many people of the group had the outcome.")
PARTICIPANTS = Field("participants", Integer(1, MOST), "How many people were in the group.")
MEAN = Field("mean", Number(), "The mean of the group.")
DEVIATION = Field("sd", Number(), "The standard deviation in the group.")
ARM = Record((EVENTS, PARTICIPANTS, MEAN, DEVIATION), "a group of a study")

ESTIMATE = Field("estimate", Number(), "The effect, in the digits of the source.", example="0.88")
INTERVAL = Field("interval", Interval(), "The two ends of its interval, the lower one first.")
LEVEL = Field("level", Share(), "How sure the interval is; 95% unless something else is said.")
STUDY_NAME = Field("study", Text(), "The name of the study for readers.", required=True, example="Jackson 2006")
INTERVENTION_ARM = Field("intervention", ARM, "The group with the intervention.")
COMPARISON_ARM = Field("comparison", ARM, "The group that it is compared with.")
WEIGHT = Field("weight", Share(), "The share of the study in the pooled result.")
ADJUSTED = Field("adjusted", Boolean(), "Whether the source adjusted the estimate, so that the counts do not give it.")
STUDY_PEOPLE = Field("participants", Integer(1, MOST), "How many people were in it, where only the total is known.")
STUDY = Record(
    (
        STUDY_NAME,
        CITE,
        ESTIMATE,
        INTERVAL,
        LEVEL,
        INTERVENTION_ARM,
        COMPARISON_ARM,
        STUDY_PEOPLE,
        WEIGHT,
        ADJUSTED,
    ),
    "a study",
)

Q = Field("q", Number(), "Cochran's Q.")
I_SQUARED = Field("i2", Share(), "I², the share of the differences that chance does not explain.")
TAU_SQUARED = Field("tau2", Number(), "tau², the variance between studies.")
HETEROGENEITY_RECORD = Record((Q, I_SQUARED, TAU_SQUARED), "heterogeneity")

POOLED_ESTIMATE = Field(
    "estimate", Number(), "The pooled effect, in the digits of the source.", required=True, example="0.84"
)
MODEL = Field("model", Choice(PoolingModel), "Whether one effect was taken for common to all studies.")
METHOD = Field("method", Text(), "How the source pooled the studies, where it did so in another way.")
STUDY_COUNT = Field("studies", Integer(1, MOST), "How many studies it pools.")
PEOPLE_COUNT = Field("participants", Integer(1, MOST), "How many people were in them.")
HETEROGENEITY = Field("heterogeneity", HETEROGENEITY_RECORD, "How much the studies differ, as the source states it.")
POOLED_RECORD = Record(
    (POOLED_ESTIMATE, INTERVAL, LEVEL, CITE, MODEL, METHOD, STUDY_COUNT, PEOPLE_COUNT, HETEROGENEITY),
    "the pooled result",
)

RISK = Field("risk", Risk(), "The risk without the intervention.", required=True, example="21 of 1000")
BASELINE_RECORD = Record((RISK, CITE), "the baseline")

WITHOUT = Field("without", Risk(), "The risk without the intervention.", required=True, example="21 of 1000")
WITH = Field("with", Risk(), "The risk with it.", required=True, example="18 of 1000")
ABSOLUTE_RECORD = Record((WITHOUT, WITH, CITE), "the absolute effect")

DOWNGRADED_FOR = Field(
    "for", Choice(DowngradeReason), "The reason, one of GRADE's five.", required=True, example="imprecision"
)
DOWNGRADED_LEVELS = Field("levels", Integer(1, 3), "By how many levels; 1 unless something else is said.")
BECAUSE = Field("because", Text(lines=True), "Why, for readers.", required=True, example="Few people had the outcome.")
DOWNGRADE = Record((DOWNGRADED_FOR, DOWNGRADED_LEVELS, BECAUSE), "a reason for rating down")

UPGRADED_FOR = Field(
    "for", Choice(UpgradeReason), "The reason, one of GRADE's three.", required=True, example="large effect"
)
UPGRADED_LEVELS = Field("levels", Integer(1, 2), "By how many levels; 1 unless something else is said.")
UPGRADE = Record((UPGRADED_FOR, UPGRADED_LEVELS, BECAUSE), "a reason for rating up")

OUTCOME_NAME = Field("outcome", WordingKind(), "What was measured.", required=True, example="hip fracture")
MEASURE = Field("measure", MEASURES, "What the effects measure.", required=True, example="risk ratio")
BETTER = Field("better", Choice(Better), "Which is better for people.", required=True, example="lower")
FOLLOW_UP = Field("follow_up", Text(), "How long people were followed.")
UNIT = Field("unit", Text(), "The unit of means and their difference.")
STUDIES = Field("studies", ListOf(STUDY, distinct=False), "What each study found.")
POOLED = Field("pooled", POOLED_RECORD, "What the studies found together, as a source states it.")
BASELINE = Field("baseline", BASELINE_RECORD, "The risk without the intervention, from which absolute effects follow.")
ABSOLUTE = Field(
    "absolute", ABSOLUTE_RECORD, "The risks without the intervention and with it, if a source states them."
)
CERTAINTY = Field("certainty", CERTAINTIES, "How sure one can be, in GRADE's four levels.")
START = Field("start", Choice(Start), "The certainty that rating began with; high unless something else is said.")
DOWNGRADED = Field("downgraded", ListOf(DOWNGRADE, distinct=False), "Why the certainty is lower.")
UPGRADED = Field("upgraded", ListOf(UPGRADE, distinct=False), "Why the certainty is higher.")
SHOW = Field("show", ShownKind(), "The pictures to show, also by audience; those that fit unless something is said.")
OUTCOME = Record(
    (
        OUTCOME_NAME,
        MEASURE,
        BETTER,
        FOLLOW_UP,
        UNIT,
        STUDIES,
        POOLED,
        BASELINE,
        ABSOLUTE,
        CERTAINTY,
        START,
        DOWNGRADED,
        UPGRADED,
        SHOW,
    ),
    "an outcome",
)

DIRECTION = Field("direction", Choice(Direction), "For or against.", required=True, example="against")
STRENGTH = Field("strength", Choice(Strength), "How strong it is.", required=True, example="conditional")
RECOMMENDATION_TEXT = Field(
    "text", Text(lines=True), "What is recommended, in plain text.", required=True, example="Do not offer it."
)
RECOMMENDATION_RECORD = Record((DIRECTION, STRENGTH, RECOMMENDATION_TEXT, CITE), "the recommendation")

ID = Field("id", Text(), "The anchor of the block on its page; made from the first outcome unless given.")
POPULATION = Field("population", WordingKind(), "Who was studied.", required=True, example="older adults")
INTERVENTION = Field("intervention", WordingKind(), "What they were given.", required=True, example="vitamin D")
COMPARISON = Field("comparison", WordingKind(), "What it is compared with.", required=True, example="placebo")
OUTCOMES = Field("outcomes", ListOf(OUTCOME, distinct=False), "What was measured and found.", required=True)
RECOMMENDATION = Field("recommendation", RECOMMENDATION_RECORD, "What a source advises.")
EVIDENCE = Record((ID, POPULATION, INTERVENTION, COMPARISON, OUTCOMES, RECOMMENDATION), "the evidence")
EVIDENCE_FILE = Record((POPULATION, INTERVENTION, COMPARISON, OUTCOMES, RECOMMENDATION, WAIVE), "the file of evidence")
