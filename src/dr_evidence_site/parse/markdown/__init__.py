"""The Markdown dialect: CommonMark and GFM with Pandoc's divs, spans and citations. All that speaks to markdown-it."""

from dr_evidence_site.parse.markdown.document import body, fragment, read

__all__ = ["body", "fragment", "read"]
