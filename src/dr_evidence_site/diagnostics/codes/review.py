"""REV: a review that contradicts itself, the text or the rules of the site, and steps that are refused."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

OUT_OF_ORDER = Code(
    "REV001",
    Severity.ERROR,
    "Review entries out of order",
    "This review entry of {date} stands below one of {earlier}.",
    "Sort the entries, oldest first, or correct the date.",
    """The review history is read from top to bottom, and its last entry is the present state. An entry in the wrong
place would show readers a wrong state.

Wrong:

    review:
      - {status: under-review, date: 2025-11-01, by: mortiz}
      - {status: submitted, date: 2025-10-28, by: jlee}

Right:

    review:
      - {status: submitted, date: 2025-10-28, by: jlee}
      - {status: under-review, date: 2025-11-01, by: mortiz}
""",
    protected=True,
)

DISAGREES = Code(
    "REV002",
    Severity.ERROR,
    "Status and review history disagree",
    "The status is “{status}”, but the last review entry says “{last}”.",
    "Correct the status, or add the review entry that is missing.",
    """`status` is what readers are shown, and the review history is the evidence for it. Both must say the same.

Wrong:

    status: under-review
    review:
      - {status: submitted, date: 2025-10-28, by: jlee}

Right:

    status: under-review
    review:
      - {status: submitted, date: 2025-10-28, by: jlee}
      - {status: under-review, date: 2025-11-01, by: mortiz}
""",
    protected=True,
)

NO_APPROVAL = Code(
    "REV003",
    Severity.ERROR,
    "Approved without an approval",
    "The status is “approved”, but no review entry says who approved the article and when.",
    "Add a review entry such as “- {{status: approved, date: 2025-11-04, by: mortiz}}”, or take the status back.",
    """“Approved” tells readers that a named person has checked the text. It may be shown only when the review history
says who that was and on which day.

Wrong:

    status: approved

Right:

    status: approved
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
""",
    protected=True,
)

CHANGED_AFTER_APPROVAL = Code(
    "REV004",
    Severity.ERROR,
    "Text changed after its approval",
    "The text was last changed on {updated}, after its approval on {approved}, so this text was never approved.",
    "Have the new text reviewed and add its approval, or set the status to “under-review”.",
    """An approval holds for the text that was read. When `updated` is later than the last approval, readers would be
told that somebody checked words which nobody has checked.

Wrong:

    status: approved
    updated: 2025-12-01
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}

Right:

    status: under-review
    updated: 2025-12-01
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
      - {status: under-review, date: 2025-12-01, by: jlee}
""",
    protected=True,
)

UNSIGNED_APPROVAL = Code(
    "REV005",
    Severity.ERROR,
    "Approval without person or date",
    "This approval does not say {missing}.",
    "Add {keys} to this entry.",
    """An approval is a person's word on a day. One that lacks either cannot be checked by anybody, and is not shown.

Wrong:

    review:
      - {status: approved, date: 2025-11-04}

Right:

    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
""",
    protected=True,
)

SEAL_BROKEN = Code(
    "REV006",
    Severity.WARNING,
    "Changed since its approval",
    "This is not what {by} approved on {date}: {what} changed. The page says “Under review”.",
    "Undo the change, or have it reviewed: “dr-evidence-site review approve {slug} --by PERSON”.",
    """An approval is sealed to what was approved: the text, the title, the question, the audience, the pictures, and
each cited source as readers see it. As soon as one of them differs, the page says that it was changed since its
approval, and it is not shown as approved anywhere. Nothing has to be switched off for that, and nobody has to notice.

White space, topics, dates, the order of keys and notes do not matter.

Approve the new text when somebody has read it:

    dr-evidence-site review approve walking --by mortiz
""",
)

UNSEALED = Code(
    "REV007",
    Severity.WARNING,
    "Approval without a seal",
    "This approval has no seal, so a change of the text after it would go unnoticed.",
    "Let the person approve by command: “dr-evidence-site review approve {slug} --by {by}”.",
    """An entry that was written by hand says who approved and when, but not what. The command writes the same entry
with a seal, from which the program can tell whether the text is still the one that was approved.

Wrong:

    review:
      - {status: approved, date: 2025-11-04, by: mortiz}

Right:

    dr-evidence-site review approve walking --by mortiz
""",
)

SEAL_REQUIRED = Code(
    "REV008",
    Severity.WARNING,
    "Approval without the seal that this site requires",
    "This approval has no seal, and this site requires one. The page says “Under review”.",
    "Let the person approve by command: “dr-evidence-site review approve {slug} --by {by}”.",
    """With the setting `review: {require_seal: true}` only an approval counts that is sealed to the text. One that was
written by hand is kept, but the page is shown as under review.
""",
)

SEAL_UNREADABLE = Code(
    "REV009",
    Severity.ERROR,
    "Seal that cannot be read",
    "“{text}” is not a seal.",
    "Take it back from the version history, or approve again by command. Do not write or change seals by hand.",
    """A seal is a row of digests that the command `review approve` computes from the article. Nobody can write one by
hand, and a seal in which a character was changed binds the approval to nothing.
""",
    protected=True,
)

NEWER_SEAL_HINT = "It looks like one of another version of this program. Use that version, or approve again."

SEAL_WITHOUT_APPROVAL = Code(
    "REV010",
    Severity.ERROR,
    "Seal on a step that is no approval",
    "This entry says “{status}”, and only an approval has a seal.",
    "Take the seal out of this entry.",
    """A seal binds an approval to a text. Other steps of a review say nothing about the text and have none.

Wrong:

    review:
      - {status: submitted, date: 2025-10-28, by: jlee, seal: v1.…}
""",
    protected=True,
)

MAY_NOT_APPROVE = Code(
    "REV011",
    Severity.ERROR,
    "Approval by someone who may not give it",
    "{name} may not approve: none of the roles {roles} is theirs.",
    "Have it approved by someone who has one of these roles, or correct the roles in content/people.yaml.",
    """Who may approve is a setting: `review: {approvers: [reviewer, board]}`, which is also the default. The roles of a
person stand in `content/people.yaml`.

Wrong, where jlee is an author and nothing else:

    review:
      - {status: approved, date: 2025-11-04, by: jlee}
""",
)

NOT_INDEPENDENT = Code(
    "REV012",
    Severity.ERROR,
    "Approval by an author",
    "{name} is an author of this article and may not approve it.",
    "Have it approved by someone who did not write it.",
    """Nobody is the reviewer of their own text. The setting `review: {independent: false}` allows it.

Wrong:

    authors: [mortiz]
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
""",
)

TOO_FEW_APPROVALS = Code(
    "REV013",
    Severity.ERROR,
    "Fewer approvals than the site asks for",
    "{given} of {needed} approvals were given, and the status is “approved”.",
    "Set the status to “under-review”; the others run “dr-evidence-site review approve {slug} --by PERSON”.",
    """A site can ask for more than one approval: `review: {approvals: 2}`. Different people have to approve the same
text, one after the other; approvals before any other step do not count. Until then the article stays under review.

Right, while one of two approvals is there (the command writes it so):

    status: under-review
    review:
      - {status: under-review, date: 2025-11-01, by: mortiz}
      - {status: approved, date: 2025-11-04, by: mortiz, seal: v1.…}
""",
    protected=True,
)

STEP_NOT_ALLOWED = Code(
    "REV014",
    Severity.ERROR,
    "Step that the review does not allow now",
    "“review {step}” is not possible: {reason}.",
    "{next}.",
    """The steps of a review follow each other: `submit`, `start`, `approve`. What was approved can be approved again,
and can be submitted or started again once it was changed; `start` is possible at any time after an approval, for the
next full review. `withdraw` is possible from every state, and after it only `submit`.
""",
    protected=True,
)

STEP_BEFORE_LAST = Code(
    "REV015",
    Severity.ERROR,
    "Step with a date before what it follows",
    "A step on {date} cannot follow {what} on {earlier}.",
    "Give the right day with --date, or correct the date in the file.",
    """The steps of a review are written in the order in which they happened, and an approval cannot be older than the
text it is given for.
""",
    protected=True,
)

OPEN_ERRORS = Code(
    "REV016",
    Severity.ERROR,
    "Approval of an article with errors",
    "The article has {count}, so it cannot be approved.",
    "Correct what is listed above, then approve.",
    """What is approved is what readers see. An article in which a source is missing or a link leads nowhere would be
approved unseen, because it could not be published.
""",
    protected=True,
)

NOT_EDITABLE = Code(
    "REV017",
    Severity.ERROR,
    "Front matter that the command cannot edit",
    "The step cannot be written into this front matter without changing the rest: {reason}.",
    "Write “review” as a list with one entry on each line, as in the guide, then repeat the command.",
    """The commands of the review change the status and the review entries and keep everything else to the byte. They
read the result again before they write it, and write nothing when it does not say exactly what was meant.
""",
    protected=True,
)

NOT_WRITTEN = Code(
    "REV018",
    Severity.ERROR,
    "Review step that was not written",
    "The file was left as it was: {reason}.",
    "Repeat the command when the cause is gone.",
    """The file is replaced by a whole new one in a single step, so that it is never half written. When that is not
possible, or when somebody else changed the file meanwhile, it stays as it is.
""",
    protected=True,
)

ALREADY_APPROVED = Code(
    "REV019",
    Severity.ERROR,
    "Approval that is there already",
    "{name} has approved this very text on {date}.",
    "Nothing needs to be done. A later full review is recorded by another approval on its own day.",
    """An approval is one person's word on one text. Two entries for the same one would look like two reviews.
""",
    protected=True,
)

ALL = (
    OUT_OF_ORDER,
    DISAGREES,
    NO_APPROVAL,
    CHANGED_AFTER_APPROVAL,
    UNSIGNED_APPROVAL,
    SEAL_BROKEN,
    UNSEALED,
    SEAL_REQUIRED,
    SEAL_UNREADABLE,
    SEAL_WITHOUT_APPROVAL,
    MAY_NOT_APPROVE,
    NOT_INDEPENDENT,
    TOO_FEW_APPROVALS,
    STEP_NOT_ALLOWED,
    STEP_BEFORE_LAST,
    OPEN_ERRORS,
    NOT_EDITABLE,
    NOT_WRITTEN,
    ALREADY_APPROVED,
)
