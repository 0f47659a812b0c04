"""Characters that Unicode has got since version 14, the one that the oldest Python that runs this program knows.

What is a letter, what is its small form and whether it can be shown at all, Python takes from the version of Unicode
that it was made with. For all characters up to version 14 every Python from 3.11 says the same, as far as this program
asks; a test compares them. A newer character is nothing in one Python and a letter in the next, so that the same site
could get other anchors and addresses. The list is that of DerivedAge.txt, versions 15.0 to 17.0.
"""

from __future__ import annotations

import re
from functools import cache

_RANGES = """
    88F 897 C5C CDC CF3 ECE 1ACF-1ADD 1AE0-1AEB 1B4E-1B4F 1B7F 1C89-1C8A 20C1 2427-2429 2B96 2FFC-2FFF 31E4-31E5
    31EF A7CB-A7CF A7D2 A7D4 A7DA-A7DC A7F1 FBC3-FBD2 FD90-FD91 FDC8-FDCE 105C0-105F3 10940-10959 10D40-10D65
    10D69-10D85 10D8E-10D8F 10EC2-10EC7 10ED0-10ED8 10EFA-10EFF 1123F-11241 11380-11389 1138B 1138E 11390-113B5
    113B7-113C0 113C2 113C5 113C7-113CA 113CC-113D5 113D7-113D8 113E1-113E2 116D0-116E3 11B00-11B09 11B60-11B67
    11BC0-11BE1 11BF0-11BF9 11DB0-11DDB 11DE0-11DE9 11F00-11F10 11F12-11F3A 11F3E-11F5A 1342F 13439-13455
    13460-143FA 16100-16139 16D40-16D79 16EA0-16EB8 16EBB-16ED3 16FF2-16FF6 187F8-187FF 18CFF 18D09-18D1E
    18D80-18DF2 1B132 1B155 1CC00-1CCFC 1CD00-1CEB3 1CEBA-1CED0 1CEE0-1CEF0 1D2C0-1D2D3 1DF25-1DF2A 1E030-1E06D
    1E08F 1E4D0-1E4F9 1E5D0-1E5FA 1E5FF 1E6C0-1E6DE 1E6E0-1E6F5 1E6FE-1E6FF 1F6D8 1F6DC 1F774-1F77F 1F7D9
    1F8B2-1F8BB 1F8C0-1F8C1 1F8D0-1F8D8 1FA54-1FA57 1FA75-1FA77 1FA87-1FA8A 1FA8E-1FA8F 1FAAD-1FAAF 1FABB-1FABF
    1FAC6 1FAC8 1FACD-1FACF 1FADA-1FADC 1FADF 1FAE8-1FAEA 1FAEF 1FAF7-1FAF8 1FBCB-1FBEF 1FBFA 2B739-2B73F
    2CEA2-2CEAD 2EBF0-2EE5D 31350-33479
"""


def newer_character(data: bytes, text: str) -> int | None:
    """The offset in `text` of its first newer character; `data` is the text in UTF-8."""
    # One of so many characters takes 100 ns for each character of the text to look for; single bytes next to nothing.
    if data.isascii() or not any(lead in data and second.search(data) for lead, second in _beginnings()):
        return None
    found = _pattern().search(text)
    return found.start() if found else None


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    found = []
    for word in _RANGES.split():
        first, _, last = word.partition("-")
        found.append((int(first, 16), int(last or first, 16)))
    return tuple(found)


@cache
def _beginnings() -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """The first byte that the UTF-8 of some of them has, and what finds it with any of their second bytes."""
    found: dict[bytes, set[bytes]] = {}
    for first, last in _ranges():
        for code in (*range(first, last, 64), last):  # 64 characters have all bytes but the last in common
            encoded = chr(code).encode()
            found.setdefault(encoded[:1], set()).add(re.escape(encoded[1:2]))
    return tuple((lead, re.compile(lead + b"[" + b"".join(sorted(second)) + b"]")) for lead, second in found.items())


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _ranges())}]")
