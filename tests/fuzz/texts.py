"""Strategies of Hypothesis for texts: a seed of the corpus changed in a few places, or pieces of a dictionary."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

Change = Callable[[str], str]

LONGEST = 4_000
"""Characters that a text may have: what is slow is found by `bench.linear`."""

ODD = (
    *(
        "\0",
        "\x01",
        "\t",
        "\x0b",
        "\x0c",
        "\r",
        "\r\n",
        "\n",
        "\n\n",
        " ",
        "  ",
        "    ",
        "\x7f",
        "\x85",
        "\xa0",
        "\xad",
    ),
    *("\u0301", "\u200b", "\u200d", "\u202e", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "é", "ß", "İ", "ﬁ"),
    *("𝔘", "\U0001f600", "٣", "²", "０", "“", "”", "…", "–", "−", "9" * 40, "0", "-1", "1e999", "NaN", "A" * 300, ""),
)
"""Characters and words that programs stumble over."""


def texts(seeds: Sequence[str], dictionary: Sequence[str]) -> st.SearchStrategy[str]:
    """Texts like the seeds, and texts of the dictionary's pieces."""
    pieces = st.sampled_from([*dictionary, *ODD])
    made = st.lists(pieces, max_size=40).map("".join)
    changed = st.builds(
        _changed, st.sampled_from(list(seeds)), st.lists(_changes(seeds, pieces), min_size=1, max_size=6)
    )
    return st.one_of(changed, changed, changed, made, st.text(max_size=60)).map(lambda text: text[:LONGEST])


def _changed(text: str, changes: Sequence[Change]) -> str:
    for change in changes:
        text = change(text)[:LONGEST]
    return text


def _changes(seeds: Sequence[str], pieces: st.SearchStrategy[str]) -> st.SearchStrategy[Change]:
    place = st.integers(0, LONGEST)
    length = st.sampled_from([0, 1, 1, 2, 3, 8, 40, 400])
    return st.one_of(
        st.builds(_put, place, length, pieces),
        st.builds(_put, place, length, pieces),
        st.builds(_put, place, length, st.characters(codec="utf-8")),
        st.builds(_again, place, length, st.sampled_from([2, 3, 10, 60])),
        st.builds(_moved, place, length, place),
        st.builds(_swapped, place, length, place),
        st.builds(_spliced, place, st.sampled_from(list(seeds)), place),
        st.builds(_wrapped, place, length, pieces, pieces, st.sampled_from([1, 1, 2, 60])),
        st.builds(_flipped, place, st.integers(0, 7)),
    )


def _at(place: int, text: str) -> int:
    return place % (len(text) + 1)


def _put(place: int, length: int, piece: str) -> Change:
    """Puts a piece in the place of some characters."""

    def change(text: str) -> str:
        start = _at(place, text)
        return text[:start] + piece + text[start + length :]

    return change


def _again(place: int, length: int, times: int) -> Change:
    def change(text: str) -> str:
        start = _at(place, text)
        return text[:start] + text[start : start + length] * times + text[start + length :]

    return change


def _moved(place: int, length: int, to: int) -> Change:
    def change(text: str) -> str:
        start = _at(place, text)
        piece, rest = text[start : start + length], text[:start] + text[start + length :]
        there = _at(to, rest)
        return rest[:there] + piece + rest[there:]

    return change


def _swapped(place: int, length: int, to: int) -> Change:
    def change(text: str) -> str:
        one, other = sorted((_at(place, text), _at(to, text)))
        size = min(length, other - one)
        return (
            text[:one]
            + text[other : other + size]
            + text[one + size : other]
            + text[one : one + size]
            + text[other + size :]
        )

    return change


def _spliced(place: int, other: str, there: int) -> Change:
    return lambda text: text[: _at(place, text)] + other[_at(there, other) :]


def _wrapped(place: int, length: int, opening: str, closing: str, times: int) -> Change:
    def change(text: str) -> str:
        start = _at(place, text)
        return text[:start] + opening * times + text[start : start + length] + closing * times + text[start + length :]

    return change


def _flipped(place: int, bit: int) -> Change:
    """Flips a bit of one byte, as a damaged disk would."""

    def change(text: str) -> str:
        data = bytearray(text.encode())
        if data:
            data[place % len(data)] ^= 1 << bit
        return data.decode("utf-8", "replace")

    return change
