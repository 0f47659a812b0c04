"""LNG: faults of the languages of articles, of their translations, and of the words of the interface."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NOT_A_TAG = Code(
    "LNG001",
    Severity.ERROR,
    "Not a language tag",
    "“{text}” is not a language tag.",
    "Write a BCP 47 tag such as “fr”, “en-GB” or “pt-BR”.",
    """A language is named by a tag of BCP 47: the language's code, then, if needed, its script and region, joined by
hyphens. Screen readers choose their voice by it, and browsers their hyphenation.

Wrong:

    lang: French

Right:

    lang: fr
""",
)

UNKNOWN_LANGUAGE = Code(
    "LNG002",
    Severity.ERROR,
    "Unknown language",
    "No language has the tag “{tag}”.",
    "Write the tag of a language that the Unicode CLDR lists. An old version of an article belongs elsewhere.",
    """The tag has the form of a language tag, but there is no such language in the Unicode CLDR. A file whose name ends
in `.old.md` or `.bak.md` would be published as a translation into a language that does not exist.

Wrong:

    content/articles/vitamin-d.old.md

Right:

    content/articles/vitamin-d.fr.md
""",
)

DISAGREES = Code(
    "LNG003",
    Severity.ERROR,
    "Language that disagrees with the file name",
    "The file name says that this text is in “{named}”, the front matter says “{written}”.",
    "Correct the tag that is wrong. In a translation “lang” may be left out: the file name gives it.",
    """`vitamin-d.fr.md` is the French translation of `vitamin-d.md`. Its front matter may repeat the language, but not
contradict it: a screen reader would read the text with the voice of another language.

Wrong, in `vitamin-d.fr.md`:

    lang: es

Right:

    lang: fr
""",
    protected=True,
)

NO_ORIGINAL = Code(
    "LNG004",
    Severity.ERROR,
    "Translation without its original",
    "There is no article “{name}” that this one could be a translation of.",
    "Name the translation after its original, or, if it has none, take the language out of the file name.",
    """The name of a translation is that of its original with a language before `.md`. Without the original nobody can
tell whether the translation is up to date, and readers cannot go from one to the other.

Wrong:

    content/articles/vitamin-d.md
    content/articles/vitamine-d.fr.md

Right:

    content/articles/vitamin-d.md
    content/articles/vitamin-d.fr.md

An article that was written in French and is no translation has `lang: fr` in its front matter and no language in its
file name.
""",
)

LANGUAGE_TWICE = Code(
    "LNG005",
    Severity.ERROR,
    "Two versions in one language",
    "This is a second version of “{name}” in “{language}”.",
    "Keep one of the two, or correct the language of the other.",
    """An article has one version in each language. The original's own language, which is the site's when its front
matter has no `lang`, counts too.

Wrong, on a site in English:

    content/articles/vitamin-d.md
    content/articles/vitamin-d.en.md

Right:

    content/articles/vitamin-d.md
    content/articles/vitamin-d.fr.md
""",
)

OUTDATED = Code(
    "LNG006",
    Severity.WARNING,
    "Translation of an older version",
    "The original was changed on {changed}; this translation follows the version of {followed}.",
    "Translate what has changed, then set “original_updated” to {changed}.",
    """A translation is a promise that it says what the original says. When the original is changed later, readers of
the translation are told that it may be out of date until somebody has compared the two.

`original_updated` is the `updated` date of the original that the translation follows; without it, the translation's
own `updated` counts.

Wrong, when the original has `updated: 2026-03-01`:

    updated: 2026-01-20
    original_updated: 2026-01-15

Right, after the translation has been compared with it:

    updated: 2026-03-04
    original_updated: 2026-03-01
""",
)

ORIGINAL_WITHDRAWN = Code(
    "LNG007",
    Severity.WARNING,
    "Translation of a withdrawn article",
    "The original of this translation has been withdrawn, the translation has not.",
    "Withdraw the translation too, unless only the original was at fault.",
    """An article is withdrawn because nobody should rely on it. Its translations mostly say the same.

Wrong:

    status: approved     # in vitamin-d.fr.md
    status: withdrawn    # in vitamin-d.md

Right:

    status: withdrawn    # in both
""",
)

NOT_A_TRANSLATION = Code(
    "LNG008",
    Severity.ERROR,
    "original_updated in an article that is no translation",
    "“original_updated” says which version a translation follows, but this article is no translation.",
    "Delete this line, or put the language of the translation into the file name: “{name}.fr.md”.",
    """Only a translation, a file such as `vitamin-d.fr.md`, has an original whose date it can follow.

Wrong, in `vitamin-d.md`:

    original_updated: 2026-01-15

Right, in `vitamin-d.fr.md`:

    original_updated: 2026-01-15
""",
)

AHEAD = Code(
    "LNG009",
    Severity.ERROR,
    "Translation of a version that does not exist",
    "This translation is said to follow the version of {followed}, but the original was last changed on {changed}.",
    "Write the “updated” date of the original that was translated.",
    """With a date that is too late, readers would not be told when the original changes.

Wrong, when the original has `updated: 2026-01-15`:

    original_updated: 2026-10-15

Right:

    original_updated: 2026-01-15
""",
    protected=True,
)

NO_CATALOG = Code(
    "LNG010",
    Severity.NOTE,
    "No words of the interface in this language",
    "The words of the interface are not translated into “{language}”, so they are English on its pages.",
    "Copy “messages.pot” of the default theme to “templates/messages/{language}.po” and translate it.",
    """Headings such as “References”, buttons and labels are words of the interface. The program brings them in English,
French, Spanish, German and Arabic. For another language a site adds its own catalog, a gettext file. What it does not
translate stays English.

For Portuguese:

    templates/messages/pt.po
""",
)

FOREIGN_DISCLAIMER = Code(
    "LNG011",
    Severity.WARNING,
    "Disclaimer in another language than the page",
    "The disclaimer for “{audience}” is not written in “{language}”; pages in that language show it in “{shown}”.",
    "Write it in site.yaml: {place}.",
    """Readers of a translation must be able to read the disclaimer too. Until it is translated, it is shown in the
language it was written in and marked as such for screen readers.

Wrong, beside an article in French:

    audiences:
      - {id: patient, label: Patient, disclaimer: This page is for education only.}

Right:

    audiences:
      - {id: patient, label: Patient, disclaimer: This page is for education only.}
    languages:
      fr:
        audiences:
          patient: {label: Patient, disclaimer: Cette page a un but uniquement éducatif.}
""",
)

OWN_LANGUAGE = Code(
    "LNG012",
    Severity.ERROR,
    "Words in the site's own language",
    "“{language}” is the language of the site itself, whose words do not stand under “languages”.",
    "Move these words to the settings of the same names at the top level.",
    """`languages` holds the site's words in other languages than its own.

Wrong:

    language: en
    languages:
      en: {title: Evidence summaries}

Right:

    language: en
    title: Evidence summaries
""",
)

UNKNOWN_AUDIENCE = Code(
    "LNG013",
    Severity.ERROR,
    "Words for an unknown audience",
    "The site has no audience “{audience}”, so these words are for nobody.",
    "Use the id of an audience of the settings.",
    """Words for audiences in another language are found by the audience's id, which is the same in every language.

Wrong:

    audiences: [{id: patient, label: Patient}]
    languages:
      fr:
        audiences:
          patiente: {label: Patiente}

Right:

    audiences: [{id: patient, label: Patient}]
    languages:
      fr:
        audiences:
          patient: {label: Patiente}
""",
)

CATALOG_UNREADABLE = Code(
    "LNG014",
    Severity.ERROR,
    "Catalog that cannot be read",
    "This catalog of the interface's words cannot be read: {problem}.",
    "Check the quotes and the keywords (msgid, msgstr) near this line, or save the file with a gettext editor.",
    """A catalog is a gettext file in UTF-8: an English text after `msgid`, its translation after `msgstr`, both in
double quotes. Its header names the plural forms.

Wrong:

    msgid "References
    msgstr "Referências"

Right:

    msgid "References"
    msgstr "Referências"
""",
)

CATALOG_PLACEHOLDER = Code(
    "LNG015",
    Severity.ERROR,
    "Translation with a wrong placeholder",
    "The translation of “{text}” cannot be filled in: {problem}. It is shown in English.",
    "Use the placeholders of the English text, such as “%(number)s”, letter by letter; a percent sign is “%%” there.",
    """Placeholders such as `%(number)s` are replaced when a page is made. A translation may put them in another order,
but can only use those that its English text has.

Wrong:

    msgid "Reference %(number)s"
    msgstr "Referência %(numero)s"

Right:

    msgid "Reference %(number)s"
    msgstr "Referência %(number)s"
""",
)

ALL = (
    NOT_A_TAG,
    UNKNOWN_LANGUAGE,
    DISAGREES,
    NO_ORIGINAL,
    LANGUAGE_TWICE,
    OUTDATED,
    ORIGINAL_WITHDRAWN,
    NOT_A_TRANSLATION,
    AHEAD,
    NO_CATALOG,
    FOREIGN_DISCLAIMER,
    OWN_LANGUAGE,
    UNKNOWN_AUDIENCE,
    CATALOG_UNREADABLE,
    CATALOG_PLACEHOLDER,
)
