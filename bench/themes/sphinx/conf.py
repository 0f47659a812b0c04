"""The smallest configuration that makes the same kinds of page, with a numbered list of references on each."""

project = "Evidence summaries"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["colon_fence", "attrs_inline"]
myst_heading_anchors = 3
bibtex_bibfiles = ["library.bib"]
html_theme = "basic"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
templates_path = ["_templates"]
suppress_warnings = ["toc.not_included", "myst.xref_missing"]
