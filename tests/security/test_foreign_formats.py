"""Formats whose readers have been turned against their users: XML that unfolds, and files that programs obey."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics.visible import unheard, unheard_json
from dr_evidence_site.model.source import Source
from dr_evidence_site.refs import pubmed_xml
from dr_evidence_site.site.hosting import hosting_files

RECORD = "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{0}</PMID><Article><ArticleTitle>{0}</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    ("prolog", "text"),
    [
        (LAUGHS, "&m;"),
        ('<!DOCTYPE x [<!ENTITY a "' + "x" * 50_000 + '">]>', "&a;" * 1000),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>', "&a;"),
        ('<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]>', "x"),
        ('<?xml version="1.0"?>\n\n<!DOCTYPE x [\n  <!ENTITY a "x">]>', "&a;"),
    ],
)
def test_xml_that_declares_entities_is_refused_at_once(prolog: str, text: str) -> None:
    began = time.process_time()
    found, (fault,) = pubmed_xml.read(Source("a.xml", prolog + RECORD.format(text)))
    assert (found, fault.code) == ([], "REF002")
    assert "entities" in fault.message
    assert time.process_time() - began < 0.1
    assert fault.span.line == prolog[: prolog.index("<!ENTITY")].count("\n") + 1


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-16", "shift_jis", "utf-32", "no-such"])
def test_no_encoding_hides_an_entity(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + RECORD.format("x")
    found, faults = pubmed_xml.read(Source("a.xml", text))
    assert faults or [record.reference.title for record in found] == ["x"]


def test_xml_of_pubmed_names_its_dtd_and_nothing_is_fetched() -> None:
    dtd = '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle" "http://127.0.0.1:9/x.dtd">'
    (record,), faults = pubmed_xml.read(Source("a.xml", dtd + RECORD.format("7")))
    assert (record.reference.pmid, faults) == ("7", [])


# Files for hosts

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(st.sampled_from([*"abc/\\\"'{};$# ", "é", "%22", "%0a", "%5c", "%7b", "%20"]), max_size=12).map("".join)
)
def test_no_path_of_the_address_ends_a_string_of_nginx(path: str) -> None:
    """The base address is one of the settings, which the pull request of a stranger may change, too."""
    base = f"https://evidence.example.org/{path}/"
    files = {
        output.path: output.content.decode()
        for output in hosting_files(redirects=[("a.html", "b.html")], base_url=base)
    }
    text = files["redirects.conf"]
    strings = _QUOTED.findall(text)
    assert len(strings) == 2
    rest = _QUOTED.sub("", text)
    assert rest == "location =  { return 301 ; }\n"
    # A path is compared as it is; in an answer nothing but the arguments is a variable.
    assert strings[1].endswith("b.html$is_args$args")
    assert "$" not in strings[1].removesuffix("$is_args$args")
    assert re.fullmatch(r"[!-~]*", strings[1])
    (line,) = files["_redirects"].splitlines()
    old, new, status = line.split(" ")
    assert (unquote(old).removesuffix("a.html"), status) == (unquote(new).removesuffix("b.html"), "301")


# Runners of CI


@pytest.mark.parametrize(
    "line",
    ["::set-output name=a::b", "  ::error::x", "\t::stop-commands::x", "##[set-output name=a]b", "text ##[add-mask]x", "##vso[task.complete]x",
     "a ##teamcity[x] ##[y]", "\u00a0::debug::x", "\u3000::debug::x"],
)  # fmt: skip
def test_a_command_is_unheard(line: str) -> None:
    quiet = unheard(line)
    assert not quiet.lstrip().startswith("::")
    assert not re.search(r"##\w*\[", quiet)
    assert not re.search(r"##\w*\[", unheard_json(f'"{line}"'))


@pytest.mark.parametrize("line", ["a::b", "## [words]", "# x", "#[x]", "", "std::string", "[a]: b", "###"])
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert unheard(line) == line
    assert unheard_json(line) == line
