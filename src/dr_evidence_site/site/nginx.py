"""The configuration for nginx: what a server has to say and to do for a site, as text that a `server` block includes.

A location takes the headers and media types of the one around it only when it has none of its own, so each has all that
it needs. Within a location of one host nothing is left to what the machine's `mime.types` says.
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from dr_evidence_site.site.hosting import FOR_GOOD, UNSERVED, security_headers
from dr_evidence_site.site.media import ALWAYS_ASKED, NO_UTF8, TYPES

_FILE = """\
# A site of dr-evidence-site for nginx {version} or newer. Include this file in the “server” block of the site.
# {folder}
# If the build has a file redirects.conf, include that beside this one.

{moved}location ^~ {path} {{
{types}
  default_type application/octet-stream;
  absolute_redirect off;
  charset utf-8;
  charset_types {texts};
  index index.html;
  error_page 404 {lost};
  gzip_static on;
  gzip_vary on;
{headers}
  add_header Cache-Control "{asked}";

  location ^~ {assets} {{
{headers_inside}
    add_header Cache-Control "{kept}";
  }}
  location = {feed} {{
    types {{ application/atom+xml xml; }}
  }}
  location ~ \\.csl\\.json$ {{
    types {{ application/vnd.citationstyles.csl+json json; }}
  }}
  location ~ /(?:{hidden})$ {{
    return 404;
  }}
}}
"""

_HIDDEN = (*UNSERVED, ".published.json")
_VERSION = "1.22"


def configuration(base_url: str = "", *, searches: bool = True) -> str:
    """The configuration for a site at a base address (only its path counts; empty: the top of the host).

    With `searches` pages may run the WebAssembly of the search; each page but the search page forbids it by itself.
    """
    path = unquote(urlsplit(base_url).path) or "/"
    texts = {kind for kind in TYPES.values() if kind.startswith(("text/", "application/x-"))} | {"application/atom+xml"}
    said = security_headers(searches=searches).items()
    headers = "\n".join(f'  add_header {name} "{value}" always;' for name, value in said)
    short = path.rstrip("/")
    moved = (
        f"location = {_word(short)} {{\n  absolute_redirect off;\n  return 301 {quote(path)};\n}}\n" if short else ""
    )
    folder = "The build folder is the “root” of that block."
    if short:
        folder = f"The build folder is “{path.strip('/')}” below the “root” of that block."
    return _FILE.format(
        version=_VERSION,
        folder=folder,
        moved=moved,
        path=_word(path),
        lost=_word(f"{path}404.html"),
        assets=_word(f"{path}assets/"),
        feed=_word(f"{path}feed.xml"),
        types=_types(),
        texts=" ".join(sorted(texts - NO_UTF8 - {"text/html"})),  # HTML is always among them
        headers=headers,
        headers_inside=headers.replace("  add_header", "    add_header"),
        asked=ALWAYS_ASKED,
        kept=FOR_GOOD,
        hidden="|".join(name.replace(".", "\\.") for name in _HIDDEN),
    )


def _types() -> str:
    """The media types by the end of a name, as a block."""
    endings: dict[str, list[str]] = {}
    for ending, kind in TYPES.items():
        endings.setdefault(kind, []).append(ending)
    lines = "".join(f"    {kind} {' '.join(found)};\n" for kind, found in endings.items())
    return f"  types {{\n{lines}  }}"


def _word(text: str) -> str:
    """A path as one word of the configuration. A dollar sign begins a variable, and cannot be written otherwise."""
    if all(character.isalnum() or character in "/._~-%" for character in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
