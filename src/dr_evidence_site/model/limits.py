"""How much of everything a site may have."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """How much of everything a site may have; sizes are in bytes. No site that is meant comes near to the defaults.

    `text_size` is that of an article, page or file of YAML, `library_size` that of a file of the library,
    `snapshot_size` that of the snapshot of retractions, `picture_size` that of a picture or static file. `articles`
    counts articles and standing pages, `entries` those of the library. `nesting` is in levels. `links`, `citations`
    and `evidence_blocks` are those of one text, `evidence_rows` the outcomes and studies of one block, `waivers` those
    of one article. `output_size` and `output_files` are of the whole build folder.
    """

    text_size: int = 2_000_000
    library_size: int = 64_000_000
    snapshot_size: int = 256_000_000
    picture_size: int = 32_000_000
    articles: int = 250_000
    entries: int = 250_000
    nesting: int = 50
    links: int = 5_000
    citations: int = 10_000
    evidence_blocks: int = 50
    evidence_rows: int = 300
    waivers: int = 100
    output_size: int = 50_000_000_000
    output_files: int = 2_000_000
