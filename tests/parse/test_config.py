"""`site.yaml` becomes settings with sound defaults; no setting can take a disclaimer away or hide a false approval."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.codes import ALL
from dr_evidence_site.diagnostics.codes import markdown as markdown_codes
from dr_evidence_site.model.article import Part
from dr_evidence_site.model.config import AudienceWords, Config, FollowUp, LocalWords, Marker, Publish, ReferenceStyle
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.model.standard_words import WORDS, standard_words
from dr_evidence_site.parse import config as config_module
from dr_evidence_site.parse.markdown import fragment

PATH = "site.yaml"


def shown(text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """Markdown as it stands, with its place, so that a test can see what was rendered and from where."""
    return (f"{path}:{first_line}:{text}",), []


def read(text: str | None) -> tuple[Config, list[Diagnostic]]:
    return config_module.config(None if text is None else Source(PATH, text), render=shown)


def places(report: list[Diagnostic]) -> list[str]:
    return sorted(f"{fault.code} {fault.span.line}:{fault.span.column}" for fault in report)


@pytest.mark.parametrize("text", [None, "", "\n", "# nothing set\n", "---\n"])
def test_without_settings_everything_has_a_default(text: str | None) -> None:
    config, report = read(text)
    assert report == []
    patient, clinician = config.audiences
    assert (patient.id, patient.label, patient.reading_grade) == ("patient", "Patient or carer", 8)
    assert (clinician.id, clinician.label, clinician.reading_grade) == ("clinician", "Health professional", None)
    assert patient.disclaimer == (WORDS["en"].disclaimers["patient"],)
    assert clinician.disclaimer == (WORDS["en"].disclaimers["clinician"],)
    assert config.default_audience == "patient"
    assert (config.title, config.base_url, config.language) == ("Evidence summaries", "", "en")
    assert (config.style, config.marker, config.publish) == (ReferenceStyle.VANCOUVER, Marker.BRACKETS, Publish.ALL)
    assert (config.review_every, config.notice, config.follow_up, config.checks) == (12, (), None, {})


SAID = {
    "en": ("education only", "does not replace", "emergency", "Do not put off", "Do not delay"),
    "fr": ("uniquement éducatif", "remplace", "urgence", "Ne retardez pas", "Ne tardez pas"),
    "es": ("únicamente fines educativos", "no sustituye", "emergencia", "No retrase", "No se demore"),
    "de": ("dient nur der", "ersetzt", "Notfall", "Schieben Sie einen Arztbesuch nicht auf", "nicht auf"),
    "ar": ("فقط", "لا ت", "الطوارئ", "لا تؤجل", "لا تؤخر"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_standard_disclaimer_says_what_it_must(language: str) -> None:
    purpose, limit, emergency, put_off, delay = SAID[language]
    words = WORDS[language]
    for text in (*words.disclaimers.values(), words.general):
        assert purpose in text
        assert limit.lower() in text.lower()
        assert emergency in text
    assert put_off in words.disclaimers["patient"]
    assert delay in words.general


@pytest.mark.parametrize("language", WORDS)
def test_standard_words_are_what_markdown_would_make_of_them_and_complete(language: str) -> None:
    words, english = WORDS[language], WORDS["en"]
    assert words.labels.keys() == english.labels.keys()
    assert words.disclaimers.keys() == english.disclaimers.keys()
    for audience in (*english.disclaimers, "nurse"):
        text = words.disclaimer(audience)
        source = text.replace("<p>", "").replace("</p>", "\n").replace("<strong>", "**").replace("</strong>", "**")
        assert fragment(source, path=PATH, first_line=1) == ((text,), [])
        assert text.count("<p>") == english.disclaimer(audience).count("<p>")


@pytest.mark.parametrize(("tag", "language"), [("fr", "fr"), ("de-AT", "de"), ("AR-eg", "ar"), ("pt", "en")])
def test_without_words_of_its_own_a_site_has_those_of_its_language(tag: str, language: str) -> None:
    config, report = read(f"language: {tag}\nfollow_up: {{url: 'mailto:a@example.org'}}")
    words = WORDS[language]
    assert report == []
    assert (config.title, config.follow_up) == (words.title, FollowUp(words.follow_up, "mailto:a@example.org"))
    assert [(a.label, a.disclaimer) for a in config.audiences] == [
        (words.labels[name], (words.disclaimers[name],)) for name in ("patient", "clinician")
    ]
    assert standard_words(tag) is (None if tag == "pt" else words)


def test_the_sites_words_in_other_languages() -> None:
    config, report = read(
        """\
audiences: [{id: patient, label: Patient}, {id: nurse, label: Nurse}]
languages:
  fr:
    title: Synthèses
    notice: Ceci est un **essai**.
    follow_up: Une question ?
    audiences:
      patient: {label: Patiente, disclaimer: "Lisez ceci."}
      nurse: {disclaimer: "–"}
  pt-br: {}
"""
    )
    assert report == []
    assert config.languages == {
        "fr": LocalWords(
            "Synthèses",
            ("site.yaml:5:Ceci est un **essai**.",),
            "Une question ?",
            {"patient": AudienceWords("Patiente", ("site.yaml:8:Lisez ceci.",)), "nurse": AudienceWords()},
        ),
        "pt-BR": LocalWords(),
    }


def test_all_settings_are_read() -> None:
    config, report = read(
        """\
title: Evidence
description: >
  What is
  known.
base_url: https://evidence.example.org/site
language: pt-BR
citations: {style: ama, marker: superscript}
audiences:
  - id: nurse
    label: Nurse
    reading_grade: 12
    disclaimer: |
      Education only.

      Ask.
  - {id: student, label: Student}
default_audience: student
review_every: 2 years
publish: approved
notice: A **demonstration**.
follow_up: {label: Ask us, url: "mailto:evidence@example.org"}
checks: {FLD011: ignore, REV001: error}
"""
    )
    assert report == []
    nurse, student = config.audiences
    assert (nurse.id, nurse.label, nurse.reading_grade) == ("nurse", "Nurse", 12)
    assert nurse.disclaimer == ("site.yaml:13:Education only.\n\nAsk.",)
    assert student.disclaimer == (WORDS["en"].general,)
    assert (config.title, config.description, config.language) == ("Evidence", "What is known.", "pt-BR")
    assert config.base_url == "https://evidence.example.org/site/"
    assert (config.style, config.marker, config.publish) == (
        ReferenceStyle.AMA,
        Marker.SUPERSCRIPT,
        Publish.APPROVED,
    )
    assert (config.default_audience, config.review_every) == ("student", 24)
    assert config.notice == ("site.yaml:20:A **demonstration**.",)
    assert config.follow_up == FollowUp("Ask us", "mailto:evidence@example.org")
    assert config.checks == {"FLD011": "ignore", "REV001": "error"}
    assert config.spans["language"] == Span(PATH, 6, 1, 6, 9)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("titel: x", ["FLD001 1:1"]),
        ("exported: [json]\nsearching: true", ["FLD001 1:1", "FLD001 2:1"]),
        ("- title", ["FLD003 1:1"]),
        ("title: [x]\nlanguage: English\npublish: some", ["CFG003 2:11", "FLD003 1:8", "FLD005 3:10"]),
        ("language: en_GB", ["CFG003 1:11"]),
        ("language: e", ["CFG003 1:11"]),
        ("base_url: evidence.example.org", ["FLD008 1:11"]),
        ("base_url: ftp://example.org/", ["FLD008 1:11"]),
        ("base_url: https://example.org/?a=b", ["CFG004 1:11"]),
        ("base_url: 'https://example.org/#'", ["CFG004 1:11"]),
        ("citations: {style: apa, marker: Brackets}", ["FLD005 1:20", "FLD005 1:33"]),
        ("review_every: 12", ["FLD009 1:15"]),
        ("follow_up: {label: x, url: 'javascript:alert(1)'}", ["FLD008 1:28"]),
        ("follow_up: {label: x}", ["FLD002 1:12"]),
        ("audiences: []", ["CFG007 1:1"]),
        ("audiences: [{id: note, label: x}]", ["CFG005 1:18", "CFG007 1:1"]),
        ("audiences: [{id: caution, label: x}, {id: bottom-line, label: x}, {id: a, label: b}]",
         ["CFG005 1:18", "CFG005 1:43"]),
        ("audiences: [{id: A b, label: x}, {id: a, label: b}]", ["CFG005 1:18"]),
        ("audiences: [{id: a, label: x}, {id: a, label: y}]", ["CFG006 1:37"]),
        ("audiences: [{id: a}]", ["FLD002 1:13"]),
        ("audiences: [{id: a, label: x, reading_grade: 30}]", ["FLD007 1:46"]),
        ("audiences: [{id: a, label: x, disclaimer: ''}]", ["CFG009 1:31"]),
        ("audiences: [{id: a, label: x, disclaimer: }]", ["CFG009 1:31"]),
        ("audiences: [{id: a, label: x, disclaimer: \"\u200b - \"}]", ["CFG009 1:43"]),
        ("default_audience: patients", ["CFG008 1:19"]),
        ("audiences: [{id: a, label: x}]\ndefault_audience: patient", ["CFG008 2:19"]),
        ("checks: {FLD01: ignore}", ["CFG001 1:10"]),
        ("checks: {FLD011: off}", ["FLD005 1:18"]),
        ("checks: {FLD011: ~}", ["FLD003 1:18"]),
        ("checks: [FLD011]", ["FLD003 1:9"]),
        ("checks: {REV003: ignore}", ["CFG002 1:18"]),
        ("checks: {REV004: warning}", ["CFG002 1:18"]),
        ("checks: {CFG009: note, CFG002: ignore}", ["CFG002 1:18", "CFG002 1:32"]),
        ("languages: {French: {title: x}}", ["LNG001 1:13"]),
        ("languages: {en: {title: x}, fr: {title: y}}", ["LNG012 1:13"]),
        ("language: fr\nlanguages: {FR: {title: x}}", ["LNG012 2:13"]),
        ("languages: {fr: {audiences: {patiente: {label: x}}}}", ["LNG013 1:30"]),
        ("languages: {fr: {titel: x}}", ["FLD001 1:18"]),
        ("languages: [fr]", ["FLD003 1:12"]),
        ("title: a: b\nlanguage: xx-\npublish: *x", ["CFG003 2:11", "YML004 1:9", "YML006 3:10"]),
    ],
)  # fmt: skip
def test_a_faulty_setting_is_reported_and_the_rest_is_checked(text: str, found: list[str]) -> None:
    config, report = read(text)
    assert places(report) == found
    assert config.audiences
    assert all(any(disclaimer for disclaimer in audience.disclaimer) for audience in config.audiences)
    assert config.default_audience in [audience.id for audience in config.audiences]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("titel: x", "Did you mean “title”?"),
        ("language: en_GB", "Did you mean “en-GB”?"),
        ("default_audience: patients", "Did you mean “patient”?"),
        ("checks: {fld011: ignore}", "Did you mean “FLD011”?"),
    ],
)
def test_the_nearest_known_word_is_offered(text: str, hint: str) -> None:
    _, (fault,) = read(text)
    assert fault.hint == hint


@pytest.mark.parametrize("tag", ["en", "en-GB", "zh-Hant-TW", "es-419", "de-CH-1996", "sl-rozaj", "en-x-plain"])
def test_language_tags_of_every_usual_shape_are_accepted(tag: str) -> None:
    config, report = read(f"language: {tag}")
    assert (config.language, report) == (tag, [])


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("audiences: [{id: nurse, label: x}, {id: patient, label: y}]", "patient"),
        ("audiences: [{id: nurse, label: x}, {id: doctor, label: y}]", "nurse"),
    ],
)
def test_the_default_audience_is_patient_else_the_first(text: str, default: str) -> None:
    config, report = read(text)
    assert (config.default_audience, report) == (default, [])


def test_faults_in_the_markdown_of_a_setting_are_reported() -> None:
    fault = markdown_codes.ALL[0]

    def faulty(text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
        found = Diagnostic(fault.id, fault.severity, "x", Span(path, first_line))
        return ("x",), [found] if text == "bad" else []

    _, report = config_module.config(Source(PATH, "title: x\nnotice: bad\n"), render=faulty)
    assert places(report) == [f"{fault.id} 2:9"]


def test_what_misleads_readers_is_an_error_that_no_site_can_lower() -> None:
    protected = {code.id for code in ALL if code.protected}
    assert {"CFG009", "REV001", "REV002", "REV003", "REV004", "REV005"} <= protected
    assert all(code.severity is Severity.ERROR for code in ALL if code.id in protected)


KEYS = st.sampled_from([field.name for field in config_module.SETTINGS.fields])
ODD = st.sampled_from(
    ["[]", "{}", "x", "''", "~", "[{id: a}]", "{url: x}", "{FLD011: x}", "1", "'\\0'", '"\\0"', "*a", "[[[", "&b c"]
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, ODD, max_size=6))
def test_whatever_is_set_there_are_audiences_with_disclaimers(values: dict[str, str]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in values.items())
    config, report = read(text)
    assert all(audience.disclaimer for audience in config.audiences)
    assert config.default_audience in [audience.id for audience in config.audiences]
    lines = text.split("\n")
    assert all(1 <= fault.span.column <= len(lines[fault.span.line - 1]) + 1 for fault in report)
