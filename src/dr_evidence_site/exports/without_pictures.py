"""Blocks of evidence in a body, for use outside of its page: sentences and plain tables, and nothing drawn.

It reads what the default theme prints. Where a theme prints them in another way, more of it may be left than is needed.
"""

from __future__ import annotations

import re

_DRAWN = (
    r'<td class="drawn">.*?</td>\n?|<tfoot>.*?</tfoot>\n?|<figure class="icons">.*?</figure>\n?|<svg\b.*?</svg>\n?'
    r'|<p class="sides".*?</p>\n?|<summary>.*?</summary>\n?'
)


def without_pictures(html: str) -> str:
    """The body with a paragraph for each caption, and with tables whose rows have a cell for each column."""
    if 'class="evidence"' not in html:
        return html
    html = re.sub(_DRAWN, "", html, flags=re.DOTALL)
    html = re.sub(r"<table>\s*<caption>(.*?)</caption>", r"<p><strong>\1</strong></p>\n<table>", html)
    html = re.sub(r"<figcaption>(.*?)</figcaption>", r"<p>\1</p>", html, flags=re.DOTALL)
    html = re.sub(r'<sup>(?:, )?<a href="#[^"]*">([a-z]+)</a></sup>', r" (\1)", html)
    html = re.sub(r"</?(?:figure|details|summary)\b[^>]*>\n?", "", html)
    return re.sub(r'(<th\b[^>]*?) colspan="3">(.*?)</th>', r"\1>\2</th><td></td><td></td>", html, flags=re.DOTALL)
