"""Where the files of a site lie, as paths and patterns in its folder."""

from __future__ import annotations

CACHE = ".cache"
"""The folder of what is remembered."""

SETTINGS = "site.yaml"
PEOPLE = "content/people.yaml"
GLOSSARIES = ("content/glossary.yaml", "content/glossary.*.yaml")
"""The glossary of the site's language, and those of others."""

WORDING = ("content/wording.yaml", "content/wording.*.yaml")
EVIDENCE = ("content/evidence/*.yaml",)
ARTICLES = "content/articles/*.md"
PAGES = "content/pages/*.md"
LIBRARY = "references/*.bib"
RETRACTIONS = "references/retractions.csv"

TEXTS = (SETTINGS, PEOPLE, *GLOSSARIES, *WORDING, *EVIDENCE, ARTICLES, PAGES, LIBRARY)
"""The texts that every build reads. The snapshot of retractions is read apart, because it is large."""
