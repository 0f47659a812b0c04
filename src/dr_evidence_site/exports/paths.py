"""Where the files for other programs lie in the build folder."""

FEED = "feed.xml"
LONGEST_FEED = 50
"""How many entries it has at most; the newest."""

ARTICLES = "articles.json"
ARTICLES_SCHEMA = "schema/articles.schema.json"
ARTICLE_SCHEMA = "schema/article.schema.json"
LLMS = "llms.txt"
SITEMAP = "sitemap.xml"
"""The sitemap, or the list of its parts."""

LARGEST_SITEMAP = 50_000
"""How many addresses one file may hold by the protocol (sitemaps.org)."""


def sitemaps(addresses: int, largest: int = LARGEST_SITEMAP) -> list[str]:
    """The paths of the files that hold so many addresses: of one, or of parts and the list of them."""
    parts = (addresses + largest - 1) // largest
    return [SITEMAP, *(f"sitemap-{number}.xml" for number in range(1, parts + 1) if parts > 1)]
