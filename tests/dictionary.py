"""Translations for tests, given as a dictionary."""

from __future__ import annotations

from gettext import NullTranslations


class Dictionary(NullTranslations):
    """The words of a dictionary."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self.words = words

    def pgettext(self, context: str, message: str) -> str:
        return self.words.get(f"{context}|{message}", message)

    def gettext(self, message: str) -> str:
        return self.words.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)
