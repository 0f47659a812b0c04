"""The one table of diagnostic codes, a module per family; `ALL` lists every code and `BY_ID` finds one."""

from dr_evidence_site.diagnostics.codes import yaml_syntax
from dr_evidence_site.diagnostics.diagnostic import Code

ALL: tuple[Code, ...] = (*yaml_syntax.ALL,)

BY_ID: dict[str, Code] = {code.id: code for code in ALL}
