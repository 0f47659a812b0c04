"""Static websites of medical evidence summaries: Markdown and BibTeX in, cited and reviewed pages out."""

__version__ = "0.1.0"
