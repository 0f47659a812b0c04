"""GLO: faults of the glossaries, and of the setting that says for whom terms are explained."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NO_MEANING = Code(
    "GLO001",
    Severity.ERROR,
    "Term without a meaning",
    "“{term}” has no meaning.",
    "Write in a sentence or two what it means, or delete the term.",
    """A term of the glossary is there to be explained. One without a meaning would send readers to an empty entry, so
it is left out.

Wrong:

    placebo:

Right:

    placebo: A dummy medicine that looks like the real one but has no active ingredient.
""",
    protected=True,
)

NOT_ONE_PARAGRAPH = Code(
    "GLO002",
    Severity.ERROR,
    "Meaning that is more than one paragraph",
    "The meaning of “{term}” is more than one paragraph of text.",
    "Write it as a single paragraph, without headings, lists, tables or callouts.",
    """A meaning is shown beside the term in a small box. It is one paragraph, with emphasis and links if needed. What
needs more room belongs into an article or a page, to which the meaning can link. The term is left out.

Wrong:

    placebo: |
      # Placebo

      - A dummy medicine.

Right:

    placebo: A dummy medicine. See [how trials work](pages/trials.md).
""",
    protected=True,
)

NOT_PLAIN = Code(
    "GLO003",
    Severity.ERROR,
    "Meaning with what cannot stand in it",
    "The meaning of “{term}” holds {what}.",
    "Write words, emphasis and links alone.",
    """The same meaning is shown on every page that uses the term. There it can have no citation, because each page
numbers its own references, no anchor, because a page has each anchor once, and no picture. The term is left out.

Wrong:

    placebo: A dummy medicine [@lee2021].

Right:

    placebo: A dummy medicine.
""",
    protected=True,
)

LONG_MEANING = Code(
    "GLO004",
    Severity.WARNING,
    "Long meaning",
    "The meaning of “{term}” has {length} characters; readers expect at most {limit}.",
    "Say it in two or three short sentences, and link to a page for more.",
    """A reader opens a meaning in the middle of a sentence, and wants to go on reading. Two or three short sentences
are read; a long text is closed again.
""",
)

WORD_TAKEN = Code(
    "GLO005",
    Severity.ERROR,
    "Word that stands for two terms",
    "“{word}” already stands for the term “{term}”.",
    "Take it out in one of the two places.",
    """Each word of the glossary stands for one term, so that a reader gets one meaning. Capital letters make no
difference, except in an abbreviation. The word counts for the term that comes first.

Wrong:

    placebo: A dummy medicine.
    dummy medicine: {meaning: A medicine without effect., aliases: [placebo]}

Right:

    placebo: {meaning: A dummy medicine., aliases: [dummy medicine]}
""",
    protected=True,
)

UNUSABLE_WORD = Code(
    "GLO006",
    Severity.ERROR,
    "Word that cannot be found in a text",
    "“{word}” cannot be explained: it has no letter.",
    "Write the word as it stands in articles.",
    """The words of the glossary are looked for in articles, as whole words. Signs and bare numbers are not looked for.

Wrong:

    "%": One part in a hundred.

Right:

    per cent: One part in a hundred.
""",
    protected=True,
)

UNKNOWN_AUDIENCE = Code(
    "GLO007",
    Severity.ERROR,
    "Terms explained for an unknown audience",
    "“{id}” is not an audience of this site, so terms are not explained for it.",
    "The audiences are: {known}.",
    """`explain_terms_for` lists the ids of the audiences that see the meanings of terms.

Wrong:

    explain_terms_for: [patients]

Right:

    explain_terms_for: [patient]
""",
)

FILE_LANGUAGE = Code(
    "GLO008",
    Severity.ERROR,
    "Glossary in no known language",
    "“{text}” in the name of this glossary is not a language tag, so the file is not read.",
    "Name it after the language of its articles, such as content/glossary.fr.yaml.",
    """`content/glossary.yaml` is the glossary for articles in the language of the site. The glossary for articles in
another language has that language's BCP 47 tag in its name.

Wrong:

    content/glossary.french.yaml

Right:

    content/glossary.fr.yaml
""",
    protected=True,
)

SECOND_GLOSSARY = Code(
    "GLO009",
    Severity.ERROR,
    "Second glossary for one language",
    "“{language}” already has a glossary, {path}, so this one is not read.",
    "Move the terms into one file.",
    """A language has one glossary. That of the site's own language is `content/glossary.yaml`.
""",
    protected=True,
)

UNUSED_TERM = Code(
    "GLO010",
    Severity.NOTE,
    "Term that no page explains",
    "No page explains “{term}”.",
    "Add as aliases the words that articles use for it, or delete the term.",
    """A term is explained where it stands in a published text as a whole word, spelled as in the glossary or as one of
its aliases, and is seen by an audience that terms are explained for. It is not explained in headings, links, code and
the head of a table. A term that is never explained does no harm, but often hints at a missing alias, such as a plural.

Without effect:

    randomised trial: A study in which chance decides who gets which treatment.

With effect, where articles say “randomized trials”:

    randomised trial:
      meaning: A study in which chance decides who gets which treatment.
      aliases: [randomised trials, randomized trial, randomized trials]
""",
)

ALL = (
    NO_MEANING,
    NOT_ONE_PARAGRAPH,
    NOT_PLAIN,
    LONG_MEANING,
    WORD_TAKEN,
    UNUSABLE_WORD,
    UNKNOWN_AUDIENCE,
    FILE_LANGUAGE,
    SECOND_GLOSSARY,
    UNUSED_TERM,
)
