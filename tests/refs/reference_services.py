"""A server on loopback that answers as Crossref, doi.org, NCBI's E-utilities and PMC's ID converter do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import foreign_records as samples

DOI = "10.5555/example.2021.284"
DATASET = "10.5555/example.data.2"
# DataCite's answer to a question for CSL-JSON.
DATACITE = {
    "type": "dataset",
    "id": "https://doi.org/10.5555/example.data.2",
    "author": [{"family": "Lee", "given": "Jin-Ho"}],
    "issued": {"date-parts": [[2021]]},
    "DOI": "10.5555/EXAMPLE.DATA.2",
    "publisher": "Example Repository",
    "title": "Data of the walking trial",
    "version": "2",
}


class Services:
    """The address of the server, what it was asked, and answers that tests put in the place of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.instead: list[tuple[int, dict[str, str], bytes]] = []

    @property
    def environment(self) -> dict[str, str]:
        """What sends the commands here."""
        return {
            "DR_EVIDENCE_SITE_CROSSREF": self.address,
            "DR_EVIDENCE_SITE_DOI": f"{self.address}/doi",
            "DR_EVIDENCE_SITE_EUTILS": f"{self.address}/eutils",
            "DR_EVIDENCE_SITE_IDCONV": f"{self.address}/idconv",
            "no_proxy": "127.0.0.1",
        }

    def answer(self, path: str, question: dict[str, str], accept: str) -> tuple[int, bytes]:
        """What the services say."""
        if path == f"/works/{DOI}":
            return 200, json.dumps(samples.CROSSREF_WORK).encode()
        if path == f"/doi/{DATASET}" and accept == "application/vnd.citationstyles.csl+json":
            return 200, json.dumps(DATACITE).encode()
        if path == "/eutils/esearch.fcgi":
            numbers = ["99999901"] if question["term"] == f'"{DOI}"[doi]' else []
            return 200, json.dumps({"header": {}, "esearchresult": {"count": "1", "idlist": numbers}}).encode()
        if path == "/eutils/efetch.fcgi":
            if "99999901" in question["id"].split(","):
                return 200, samples.PUBMED_XML.encode()
            return 200, b'<?xml version="1.0" ?>\n<PubmedArticleSet></PubmedArticleSet>'
        if path == "/idconv/":
            record = {"requested-id": question["ids"], "pmcid": question["ids"], "pmid": 99999901, "doi": DOI}
            unknown = {"requested-id": question["ids"], "status": "error", "errmsg": "Identifier not found in PMC"}
            known = question["ids"] == "PMC99999902"
            return 200, json.dumps({"status": "ok", "records": [record if known else unknown]}).encode()
        return 404, b"Resource not found."


@contextmanager
def serving() -> Iterator[Services]:
    """The services while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            question = {name: found[0] for name, found in parse_qs(parts.query).items()}
            path = unquote(parts.path)
            services.asked.append((path, question | {"agent": self.headers["User-Agent"]}))
            if services.instead:
                status, headers, body = services.instead.pop(0)
            else:
                status, body = services.answer(path, question, self.headers["Accept"])
                headers = {}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    services = Services(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
