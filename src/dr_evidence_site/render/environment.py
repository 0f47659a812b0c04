"""The template engine: the one module that speaks to Jinja. It makes an environment from a theme and renders with it.

What goes wrong inside a template comes back as a `Fault` that names the template and the line; nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from enum import Enum, auto
from functools import partial
from hashlib import blake2b
from io import BytesIO
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateAssertionError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.ext import InternationalizationExtension
from jinja2.parser import Parser
from markupsafe import escape
from msgspec import Struct

from dr_evidence_site.model import views
from dr_evidence_site.model.config import Marker, ReferenceStyle
from dr_evidence_site.model.html import NO_HTML, Html
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.views import ArticleView, Frame, ResolvedPart, StandingView, View
from dr_evidence_site.render import filters
from dr_evidence_site.render.disclaimer import audience_style_sheet, disclaimers
from dr_evidence_site.render.marker import citation
from dr_evidence_site.render.words import UNTRANSLATED, Words

if TYPE_CHECKING:
    from dr_evidence_site.model.figures import EvidenceView

ReferenceFilter: TypeAlias = Callable[[Reference, ReferenceStyle], Html]

_SPECIAL = re.compile("[&<>'\"]").search

_NO_ATTRIBUTE = re.compile(r"^'(?P<owner>[^']*) object' has no attribute '(?P<name>.*)'$", re.DOTALL)
_NO_NAME = re.compile(r"^'(?P<name>.*)' is undefined$", re.DOTALL)
_NO_FILTER = re.compile(r"^No (?:filter|test) named '(?P<name>.*?)'", re.DOTALL)


class FaultKind(Enum):
    """What is wrong with a template."""

    SYNTAX = auto()
    UNKNOWN_NAME = auto()
    NOT_FOUND = auto()
    CYCLE = auto()
    FAILURE = auto()


class Fault(Struct, frozen=True):
    """Why a page could not be rendered: `path` and `line` of the template's file, and what Jinja says of it.

    `name` is the word that is not known, if one is, and `known` are the words that could have been meant.
    """

    kind: FaultKind
    path: str
    line: int
    problem: str
    name: str = ""
    known: tuple[str, ...] = ()


class _ThemeLoader(BaseLoader):
    """Finds templates in a theme. Jinja's file name of a template is its path as diagnostics show it."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The template's text and origin; it never goes stale, because a theme is a frozen value."""
        text = self.theme.templates.get(template)
        if text is None:
            raise TemplateNotFound(template)
        return text, origin(self.theme, template), lambda: True

    def list_templates(self) -> list[str]:
        """All names, for hints."""
        return sorted(self.theme.templates)


class CompiledTemplates(Protocol):
    """Keeps the code of templates by a key that names all it was made from."""

    def get(self, key: str, /) -> CodeType | None:
        """The code, if it is kept."""
        ...

    def put(self, key: str, code: CodeType, /) -> None:
        """Keep the code."""
        ...


class _Compiled(BytecodeCache):
    """Jinja's way to code that is kept; `version` is that of the program and of the words put into the code."""

    def __init__(self, kept: CompiledTemplates, version: str) -> None:
        self._kept = kept
        self._version = version

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What the code depends on besides the template's text, which Jinja puts into the checksum."""
        return repr((self._version, name, filename))

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept.put(_key(bucket), bucket.code)


def _key(bucket: Bucket) -> str:
    return blake2b(f"{bucket.key} {bucket.checksum}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _escaped(value: object) -> str:
    """As Jinja's own `escape`, without wrapping what needs no escaping once more."""
    if type(value) is str and not _SPECIAL(value):
        return value
    return value if type(value) is Html else escape(value)


class _Template(Template):
    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """The template, printing values by `_escaped`: a page has 300, and wrapping took a fifth of its time."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = _escaped
        return made


class _Environment(Environment):
    template_class = _Template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain dict; Jinja's chain of maps follows later changes, none of which come, and costs 14 µs a page."""
        return {**self.globals, **(d or {})}


class _Bodies:
    """The `body` filter; it keeps its last result, so that the proof of a page can tell the body from the theme."""

    def __init__(self, words: Words, evidence: Callable[[EvidenceView, Marker], str]) -> None:
        self.parts: Iterable[ResolvedPart] = ()
        self.last = NO_HTML
        self.is_own = True
        """Whether all of it is this program's own HTML, and nothing the theme's."""
        self._words = words
        self._evidence = evidence

    def __call__(self, parts: Iterable[ResolvedPart], marker: Marker) -> Html:
        self.is_own = True
        made = filters.body(parts, marker, self._words, self._printed)
        self.last, self.parts = made, parts
        return made

    def _printed(self, view: EvidenceView, marker: Marker) -> str:
        self.is_own = False
        return self._evidence(view, marker)


class _Translated(InternationalizationExtension):
    """`{% trans %}` without variables becomes text when the template is compiled, because the language is known then.

    An article's page has thirty of them: 4 µs each as calls, nothing as text, and less code to compile.
    """

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """What Jinja makes of the tag, or the translated text."""
        node = super().parse(parser)
        match node:
            case nodes.Output(
                nodes=[nodes.Call(node=nodes.Name(name="gettext"), args=[nodes.Const(value=text)], kwargs=[])]
            ):
                try:
                    translated = self.environment.translate(text) % {}  # type: ignore[attr-defined]  # set by `extend`
                except Exception:  # a faulty translation is told with its line when the page is rendered
                    return node
                return nodes.Output([nodes.TemplateData(translated, lineno=node.lineno)], lineno=node.lineno)
        return node


def environment(
    theme: Theme,
    *,
    words: Words = UNTRANSLATED,
    reference: ReferenceFilter = filters.reference,
    compiled: CompiledTemplates | None = None,
    version: str = "",
) -> Environment:
    """A Jinja environment over the theme's templates, with autoescape on and undefined names an error.

    A template that the site overrides is still reachable under its name with "!" in front. `words` translates the
    words of the interface; without it they stay as the templates have them. `reference` prints one reference.
    `compiled` keeps the templates' code under a `version` that tells programs and words apart.
    """
    made = _Environment(
        loader=_ThemeLoader(theme),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(compiled, version) if compiled else None,
        extensions=[_Translated],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.extend(translate=words.gettext, words=words)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # by the extension
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    made.filters.update(
        {
            "long_date": filters.long_date,
            "iso_date": filters.iso_date,
            "time": filters.time,
            "number": filters.number,
            "reference": filters.remembering(reference),
            "backlinks": filters.backlinks,
            "links": filters.links,
            "citation": partial(citation, words=words),
            "body": _Bodies(words, partial(evidence, made)),
            "json_ld": filters.json_ld,
            "disclaimers": disclaimers,
            "audience_style_sheet": audience_style_sheet,
        }
    )
    return made


def evidence(made: Environment, view: EvidenceView, marker: Marker) -> str:
    """A block of evidence as the theme's template prints it. What fails in it is raised, as in any template."""
    from dr_evidence_site.render.evidence_words import EvidenceWords  # noqa: PLC0415 - few pages need it

    say = EvidenceWords(made.words, view.language)  # type: ignore[attr-defined]  # set by `extend`
    return str(made.get_template("figures/evidence.html").module.evidence(view, say, marker))  # type: ignore[attr-defined]


def body_of(made: Environment, view: View) -> str:
    """The body of an article or standing page as its template has just printed it.

    Empty when it has not, or when the theme's own templates had a part in it: then the whole page is to be proved.
    """
    bodies = made.filters["body"]
    if not isinstance(view, ArticleView | StandingView) or not isinstance(bodies, _Bodies):
        return ""
    return bodies.last if bodies.parts is view.body and bodies.is_own else ""


def origin(theme: Theme, name: str) -> str:
    """The path that diagnostics show for a template."""
    return theme.origins.get(name, f"templates/{name}")


def theme_of(made: Environment) -> Theme:
    """The theme that the environment was made from."""
    loader = made.loader
    return loader.theme if isinstance(loader, _ThemeLoader) else Theme({}, {})


def render(made: Environment, template: str, frame: Frame, view: View) -> str | Fault:
    """The template filled with `frame` and `page`, or the fault that kept it from being filled."""
    try:
        return made.get_template(template).render(frame=frame, page=view)
    except Exception as error:  # whatever a template does, its author gets the place and not a traceback
        return _fault(made, template, error, frame)


def encoded(made: Environment, template: str, frame: Frame, view: View) -> bytes | Fault:
    """As `render`, in UTF-8 and piece by piece: of a list of a hundred thousand articles there is never a second copy.

    As text a page would also take twice the memory for one dash in its title. For many short pieces, as an article's
    page has, it takes longer.
    """
    content = BytesIO()
    try:
        for piece in made.get_template(template).generate(frame=frame, page=view):
            content.write(utf_8(piece))
    except Exception as error:  # as above
        return _fault(made, template, error, frame)
    return content.getvalue()


def utf_8(text: str) -> bytes:
    """The text in UTF-8. A lone surrogate, which is no character, becomes a question mark, and so nothing is lost."""
    return text.encode("utf-8", "replace")


def _fault(made: Environment, template: str, error: Exception, frame: Frame) -> Fault:
    theme = theme_of(made)
    path, line = _place(theme, error.__traceback__) or (origin(theme, template), 1)
    problem = str(error) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
        kind = FaultKind.SYNTAX
        if isinstance(error, TemplateAssertionError) and (match := _NO_FILTER.match(problem)):
            known = tuple(made.tests if problem.startswith("No test") else made.filters)
            return Fault(FaultKind.UNKNOWN_NAME, path, line, problem, match["name"], known)
        return Fault(kind, path, line, error.message or problem)
    if isinstance(error, TemplateNotFound):
        return Fault(FaultKind.NOT_FOUND, path, line, problem, str(error.name or problem), tuple(theme.templates))
    if isinstance(error, UndefinedError):
        name, known = _unknown(problem, frame)
        return Fault(FaultKind.UNKNOWN_NAME, path, line, problem, name, known)
    if isinstance(error, RecursionError):
        return Fault(FaultKind.CYCLE, path, line, problem, template)
    return Fault(FaultKind.FAILURE, path, line, f"{type(error).__name__}: {problem}")


def _place(theme: Theme, traceback: TracebackType | None) -> tuple[str, int] | None:
    """The innermost place inside a template; Jinja has already put template lines into the traceback."""
    paths = {origin(theme, name) for name in theme.templates}
    place = None
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path in paths:
            place = (path, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _unknown(problem: str, frame: Frame) -> tuple[str, tuple[str, ...]]:
    """The unknown word in Jinja's sentence and the words that would have been known at its place."""
    if match := _NO_NAME.match(problem):
        return match["name"], ("frame", "page", "loop", "super", "gettext", "ngettext")
    if match := _NO_ATTRIBUTE.match(problem):
        owner = getattr(views, match["owner"].rpartition(".")[2], None)
        if isinstance(owner, type) and issubclass(owner, Struct):
            return match["name"], owner.__struct_fields__
        # The only mapping that a view holds is the table of assets.
        return match["name"], tuple(frame.assets) if isinstance(frame.assets, Mapping) else ()
    return problem, ()
