"""The names that a file had before, as its front matter lists them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from dr_evidence_site.diagnostics.codes import aliases as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Alias
from dr_evidence_site.model.languages import TAG
from dr_evidence_site.model.names import is_device, is_long
from dr_evidence_site.parse.fields import Field, ListOf, Report, Text, Values

ALIASES = Field("aliases", ListOf(Text()), "The names that the file had before, without “.md”.")


def aliases(values: Values, report: Report, *, translated: bool) -> tuple[Alias, ...]:
    """The old names in the order written; what cannot have been the name of a file is reported and left out.

    With `translated` a name may end in a language, as that of a translation does.
    """
    found = []
    for item in values.get(ALIASES, ()):
        if _is_name(item.value, translated):
            found.append(Alias(item.value, item.span))
        else:
            name = _nearest(item.value, translated)
            hint = f"Write “{name}”." if name else None
            report.append(codes.NOT_A_NAME.at(item.span, hint=hint, name=clip(item.value)))
    return tuple(found)


@cache
def _slug() -> re.Pattern[str]:
    return re.compile(r"[a-z0-9][a-z0-9-]*")


def _is_name(text: str, translated: bool) -> bool:
    stem, dot, tag = text.rpartition(".")
    if dot and translated:
        # “md” is the end of a file's name here, and not the language (Moldavian) that it was the code of.
        return _is_slug(stem) and bool(TAG.fullmatch(tag)) and tag.lower() != "md"
    return _is_slug(text)


def _is_slug(text: str) -> bool:
    return bool(_slug().fullmatch(text)) and not (is_long(text) or is_device(text))


def _nearest(text: str, translated: bool) -> str:
    """The name that an address or a path was probably meant to give; empty for none."""
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    for extension in (".html", ".md"):
        last = last.removesuffix(extension)
    if _is_name(last, translated):
        return last
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode("ascii").lower()
    return clip(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"))
