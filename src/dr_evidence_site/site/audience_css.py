"""The style sheet that shows each audience its own text, made from the ids of the settings' audiences.

The checked radio button `#audience-<id>` is the only truth, so the choice works without a script. Everything is in
one cascade layer that a page links first: important rules of an earlier layer win over all later ones, so a theme
can neither show the wrong text nor hide the disclaimer.
"""

from __future__ import annotations

from collections.abc import Sequence

# A link may lead into text for another audience: then that passage is shown, with everything in it.
_REVEALED = ":not(:target, :has(:target), [data-for]:has(:target) *, [data-for]:target *)"

# Where the words are not set there are no brackets.
_BRACKETS = """\
  [data-use]::before {
    content: var(--before);
  }
  [data-use]::after {
    content: var(--after);
  }
"""

_DISCLAIMER = """\
  [data-disclaimer] {
    display: block !important;
    visibility: visible !important;
    opacity: 1 !important;
    position: static !important;
    transform: none !important;
    clip-path: none !important;
    content-visibility: visible !important;
    block-size: auto !important;
    max-block-size: none !important;
    max-inline-size: 100% !important;
    text-indent: 0 !important;
    font-size: max(0.875rem, 1em) !important;
  }
"""

_CHOICE = """\
  @media print {
    label:has(> input[name="audience"]:not(:checked)),
    input[name="audience"] {
      display: none !important;
    }
  }
"""

# With no choice (no radio buttons, or a browser that cannot ask for them) all versions are shown. Words for different
# readers then stand side by side, so brackets keep them apart.
_UNCHOSEN = """\
  html:not(:has(input[name="audience"]:checked)) span[data-for]::before {
    content: "[";
  }
  html:not(:has(input[name="audience"]:checked)) span[data-for]::after {
    content: "] ";
  }
}
@supports not selector(:has(*)) {
  span[data-for]::before {
    content: "[";
  }
  span[data-for]::after {
    content: "] ";
  }
}
"""


def audience_css(ids: Sequence[str]) -> str:
    """The style sheet for these audiences; `ids` are words of the settings (letters, digits and hyphens)."""
    hidden = [f'{_chosen(id_)} [data-for]:not([data-for~="{id_}"])' for id_ in ids]
    # Uses of a source in the chosen text come first; those in other text follow, in brackets.
    elsewhere = [f'{_chosen(id_)} [data-use]:not([data-use~="{place}"])' for place, id_ in enumerate(ids, 1)]
    return "".join(
        (
            "@layer audience {\n",
            _rule("", hidden, _REVEALED, "display: none !important;"),
            _rule("  @media print {\n", hidden, "", "display: none !important;", "  }\n"),
            _rule("", elsewhere, "", 'order: 1; --before: "("; --after: ")";'),
            _BRACKETS,
            _DISCLAIMER,
            _CHOICE,
            _UNCHOSEN,
        )
    )


def _chosen(id_: str) -> str:
    return f"html:has(#audience-{id_}:checked)"


def _rule(opening: str, selectors: Sequence[str], ending: str, declaration: str, closing: str = "") -> str:
    """One rule for all selectors, each with the same ending."""
    if not selectors:
        return ""
    joined = ",\n  ".join(selector + ending for selector in selectors)
    return f"{opening}  {joined} {{\n    {declaration}\n  }}\n{closing}"
