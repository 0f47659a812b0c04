"""The codes of FHIR R5 (5.0.0) and of HL7's terminology (THO 7.0.1) that the export uses, each in its own system.

What has no code there is exported as text. The displays are those of the code systems.
"""

from __future__ import annotations

from typing import NamedTuple

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.evidence import DowngradeReason, Measure, PoolingModel, Strength, UpgradeReason
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.reference import ReferenceType

_R5 = "http://hl7.org/fhir/"
_THO = "http://terminology.hl7.org/CodeSystem/"

PERCENT = ("http://unitsofmeasure.org", "%")
"""The percent sign of UCUM: its system and code."""

# The official R5 example of a Citation identifies DOIs so; HL7 has registered no system for the other two.
DOI = "https://doi.org"
PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
PMC = "https://www.ncbi.nlm.nih.gov/pmc/"
ORCID = "https://orcid.org"
URI = "urn:ietf:rfc:3986"
LANGUAGE = "urn:ietf:bcp:47"


class Code(NamedTuple):
    """A code in its system, with the system's own words for it."""

    system: str
    code: str
    display: str


_ROLE = f"{_THO}variable-role"
POPULATION = Code(_ROLE, "population", "population")
EXPOSURE = Code(_ROLE, "exposure", "exposure")
REFERENCE_EXPOSURE = Code(_ROLE, "referenceExposure", "reference exposure")
MEASURED_VARIABLE = Code(_ROLE, "measuredVariable", "measured variable")

_STATISTIC = f"{_THO}statistic-type"
RISK_DIFFERENCE = Code(_STATISTIC, "0000424", "Risk Difference")
COUNT = Code(_STATISTIC, "C25463", "Count")
MEAN = Code(_STATISTIC, "C53319", "Mean")
PROPORTION = Code(_STATISTIC, "C44256", "Proportion")
PREDICTED_RISK = Code(_STATISTIC, "predictedRisk", "Predicted Risk")
MEASURES = {
    Measure.RISK_RATIO: Code(_STATISTIC, "C93152", "Relative Risk"),
    Measure.ODDS_RATIO: Code(_STATISTIC, "C16932", "Odds Ratio"),
    Measure.HAZARD_RATIO: Code(_STATISTIC, "C93150", "Hazard Ratio"),
    Measure.RATE_RATIO: Code(_STATISTIC, "rate-ratio", "Incidence Rate Ratio"),
    Measure.RISK_DIFFERENCE: RISK_DIFFERENCE,
    Measure.MEAN_DIFFERENCE: Code(_STATISTIC, "0000457", "Mean Difference"),
    Measure.STANDARDISED_MEAN_DIFFERENCE: Code(_STATISTIC, "0000100", "Standardized Mean Difference"),
}

_ATTRIBUTE = f"{_THO}attribute-estimate-type"
CONFIDENCE_INTERVAL = Code(_ATTRIBUTE, "C53324", "Confidence interval")
STANDARD_DEVIATION = Code(_ATTRIBUTE, "C53322", "Standard deviation")
COCHRANS_Q = Code(_ATTRIBUTE, "0000419", "Cochran's Q statistic")
I_SQUARED = Code(_ATTRIBUTE, "0000420", "I-squared")
TAU_SQUARED = Code(_ATTRIBUTE, "0000421", "Tau squared")

SINGLE_STUDY = Code(f"{_THO}synthesis-type", "NotApplicable", "not applicable")

_MODEL = f"{_R5}statistic-model-code"
ADJUSTED = Code(_MODEL, "adjusted", "Adjusted analysis")
MODELS = {
    PoolingModel.FIXED: Code(_MODEL, "effectsFixed", "Fixed-effects"),
    PoolingModel.RANDOM: Code(_MODEL, "effectsRandom", "Random-effects"),
}

_CERTAINTY = f"{_R5}certainty-type"
OVERALL = Code(_CERTAINTY, "Overall", "Overall certainty")
REASONS: dict[DowngradeReason | UpgradeReason, Code] = {
    DowngradeReason.RISK_OF_BIAS: Code(_CERTAINTY, "RiskOfBias", "Risk of bias"),
    DowngradeReason.INCONSISTENCY: Code(_CERTAINTY, "Inconsistency", "Inconsistency"),
    DowngradeReason.INDIRECTNESS: Code(_CERTAINTY, "Indirectness", "Indirectness"),
    DowngradeReason.IMPRECISION: Code(_CERTAINTY, "Imprecision", "Imprecision"),
    DowngradeReason.PUBLICATION_BIAS: Code(_CERTAINTY, "PublicationBias", "Publication bias"),
    UpgradeReason.LARGE_EFFECT: Code(_CERTAINTY, "LargeEffect", "Large effect"),
    UpgradeReason.DOSE_RESPONSE: Code(_CERTAINTY, "DoseResponseGradient", "Dose response gradient"),
    UpgradeReason.CONFOUNDING: Code(_CERTAINTY, "PlausibleConfounding", "Plausible confounding"),
}
_RATING = f"{_R5}certainty-rating"
RATINGS = {
    Certainty.HIGH: Code(_RATING, "high", "High quality"),
    Certainty.MODERATE: Code(_RATING, "moderate", "Moderate quality"),
    Certainty.LOW: Code(_RATING, "low", "Low quality"),
    Certainty.VERY_LOW: Code(_RATING, "very-low", "Very low quality"),
}
DOWN = {levels: Code(_RATING, f"downcode{levels}", f"reduce rating: -{levels}") for levels in (1, 2, 3)}
UP = {levels: Code(_RATING, f"upcode{levels}", f"increase rating: +{levels}") for levels in (1, 2)}

STYLES = {
    ReferenceStyle.VANCOUVER: Code(f"{_R5}citation-summary-style", "vancouver", "Vancouver style"),
    ReferenceStyle.AMA: Code(f"{_R5}citation-summary-style", "ama11", "American Medical Association 11th edition"),
}
PRIMARY_TITLE = Code(f"{_R5}title-type", "primary", "Primary title")
DOI_BASED = Code(f"{_R5}artifact-url-classifier", "doi-based", "DOI Based")
WEB_PAGE = Code(f"{_R5}artifact-url-classifier", "webpage", "Webpage")
AUTHOR = Code(f"{_R5}contributor-role", "author", "Author/Creator")
EDITOR = Code(f"{_R5}contributor-role", "editor", "Editor")
REVIEWER = Code(f"{_R5}contributor-role", "reviewer", "Reviewer")
KIND = Code(f"{_R5}cited-artifact-classification-type", "knowledge-artifact-type", "Knowledge Artifact Type")
KEYWORD = Code(f"{_R5}cited-artifact-classification-type", "keyword", "Keyword")

_CLASSIFIER = f"{_R5}citation-artifact-classifier"
KINDS = {
    ReferenceType.ARTICLE: Code(_CLASSIFIER, "D016428", "Journal Article"),
    ReferenceType.BOOK: Code(_CLASSIFIER, "D001877", "Book"),
    ReferenceType.WEBPAGE: Code(_CLASSIFIER, "webpage", "Webpage"),
    ReferenceType.PREPRINT: Code(_CLASSIFIER, "D000076942", "Preprint"),
    ReferenceType.DATASET: Code(_CLASSIFIER, "D064886", "Dataset"),
}
"""What a source is; of the others only the words are known."""

_PUBLISHED_IN = f"{_R5}published-in-type"
PUBLISHED_IN = {
    ReferenceType.ARTICLE: Code(_PUBLISHED_IN, "D020492", "Periodical"),
    ReferenceType.CHAPTER: Code(_PUBLISHED_IN, "D001877", "Book"),
}

_STATE = f"{_R5}cited-artifact-status-type"
RETRACTED = Code(_STATE, "retracted", "Retracted")
STATES = {
    ReviewStatus.SUBMITTED: Code(_STATE, "pre-review", "Pre review"),
    ReviewStatus.UNDER_REVIEW: Code(_STATE, "under-review", "Under review"),
    ReviewStatus.APPROVED: Code(_STATE, "approved", "Approved"),
    ReviewStatus.WITHDRAWN: Code(_STATE, "archived", "Archived"),
}

# GRADE calls its second grade weak, conditional or discretionary.
STRENGTHS = {
    Strength.STRONG: Code(f"{_THO}recommendation-strength", "strong", "Strong"),
    Strength.CONDITIONAL: Code(f"{_THO}recommendation-strength", "weak", "Weak"),
}

PUBLICATION = {
    ReviewStatus.SUBMITTED: "draft",
    ReviewStatus.UNDER_REVIEW: "draft",
    ReviewStatus.APPROVED: "active",
    ReviewStatus.WITHDRAWN: "retired",
}
"""`status` of what is exported of an article, by http://hl7.org/fhir/publication-status."""
