"""The plan → one Python module that imports the standard library only."""

from __future__ import annotations

import ast
from functools import cache

import jinja2

from ... import __version__
from ...dsl import model
from .. import plan as p
from ..result import TOO_MANY
from . import inline
from . import trees as t
from .conditions import Conditions
from .events import Accumulators
from .frame import Frame, Var
from .loop import EventLoop, counts_events
from .operands import Values
from .outcomes import write_grade, write_stages
from .scores import ScoreWriter
from .source import Lines, docstring, escaped, quoted

_RESULTS = frozenset({"Contribution", "Result"})


def emit(plan: p.Plan, *, compiled_by: str = f"scoreline {__version__}") -> str:
    """The source of the scorer, UTF-8 encodable, the same for the same plan and `compiled_by`."""
    return Emitter(plan).module(compiled_by)


class Emitter:
    """One emission. Rules are written first: they decide what has to be read and counted."""

    def __init__(self, plan: p.Plan) -> None:
        self.plan = plan
        self.frame = Frame(plan)
        self.events = Accumulators(self.frame)
        self.conditions = Conditions(self.frame, Values(self.frame, self.events))
        self.scores = ScoreWriter(self.frame, self.conditions)
        self.functions = Lines()
        self.calls = Lines()

    def module(self, compiled_by: str) -> str:
        self.frame.as_of()
        self.conditions.define_lets(self._roots())
        exclusions = Lines()
        for exclusion in self.plan.exclusions:
            self._exclusion(exclusion, exclusions)
        for score in self.plan.scores:
            self._score(score)
        for grade in self.plan.grades:
            self.frame.grades[grade.name] = write_grade(self.frame, grade, self.calls)
        if self.plan.stages is not None:
            self._stages(self.plan.stages)
        body = self._body(exclusions)
        return self._layout(body, compiled_by)

    def _roots(self) -> list[model.Condition]:
        """The conditions that decide something, lets apart."""
        found = [exclusion.condition for exclusion in self.plan.exclusions]
        for score in self.plan.scores:
            if isinstance(score, p.Score):
                for rule in p.rules(score):
                    if isinstance(rule, p.WhenRule):
                        found.append(rule.condition)
                    if rule.unless is not None:
                        found.append(rule.unless)
        if self.plan.stages is not None:
            found += [line.condition for line in self.plan.stages.lines if line.condition is not None]
        return found

    # ---- functions of the module -------------------------------------------------------------------------------------

    def _score(self, score: p.Score | p.Total) -> None:
        body = Lines()
        with self.frame.recording() as used:
            self.scores.write(score, body)
        function = self.frame.names.private("score", score.name)
        place = f"{escaped(score.span.file)}:{score.span.line}"
        text = f"The score {quoted(score.name)} in thousandths of a point ({place})."
        parameters = [*used.values(), Var("rows", "list[Contribution] | None")]
        self._function(function, parameters, "int", text, body)
        variable = Var(self.frame.names.local(score.name, "score"), "int")
        self.frame.scores[score.name] = variable
        self.calls.put(f"{variable.name} = ", _call(function, parameters))

    def _stages(self, stages: model.Stages) -> None:
        body = Lines()
        with self.frame.recording() as used:
            write_stages(self.frame, stages, self.conditions, body)
        function = self.frame.names.private("stage", stages.name)
        place = f"{escaped(stages.span.file)}:{stages.span.line}"
        text = f"The stage {quoted(stages.name)} and the reason for it ({place})."
        parameters = list(used.values())
        self._function(function, parameters, "tuple[str, str]", text, body)
        self.calls.put("stage, reason = ", _call(function, parameters))

    def _function(self, name: str, parameters: list[Var], returns: str, text: str, body: Lines) -> None:
        self.functions.add("\n")
        head = f"def {name}({', '.join(f'{v.name}: {v.type}' for v in parameters)}) -> {returns}:"
        if len(head) > 110:
            self.functions.add(f"def {name}(")
            with self.functions.block():
                for variable in parameters:
                    self.functions.add(f"{variable.name}: {variable.type},")
            head = f") -> {returns}:"
        with self.functions.block(head):
            self.functions.add(docstring(text))
            self.functions.extend(body)

    def _exclusion(self, exclusion: model.Exclusion, lines: Lines) -> None:
        lines.add(f"# {escaped(exclusion.span.file)}:{exclusion.span.line}")
        test = self.conditions.met(exclusion.condition)
        self.frame.flush(lines)
        out = self.plan.stages.out if self.plan.stages is not None else None
        with lines.when(test):
            stage = "None" if out is None else quoted(out)
            lines.add(f"return _unscored(key, ignored, {stage}, {quoted(exclusion.reason)}, None)")

    # ---- the lead ----------------------------------------------------------------------------------------------------

    def _body(self, exclusions: Lines) -> Lines:
        """From the raw lead to the result."""
        loop, body = Lines(), Lines()
        EventLoop(self.frame, self.events, self.conditions).write(loop)
        body.add("ignored = _Ignored()")
        self._key(body)
        names = [variable.name for variable, _ in self.frame.moment.values()]
        body.extend(_assigned(names, "moment"))
        for attribute in self.plan.schema.attributes:
            if attribute.name in self.frame.attributes:
                body.extend(self.frame.attributes[attribute.name][1])
        body.extend(self.frame.before)
        for part in (loop, self.frame.after, exclusions):
            if part:
                body.add()
                body.extend(part)
        self._bound_occurrences(body)
        body.add()
        body.add("rows: list[Contribution] | None = [] if explain else None")
        body.extend(self.calls)
        return body

    def _key(self, body: Lines) -> None:
        schema = self.plan.schema
        kind = {a.name: a.type for a in schema.attributes}[schema.key]
        variable = self.frame.lead_value(schema.key)
        body.extend(self.frame.attributes.pop(schema.key)[1])
        body.add(f"if {variable.name} is None:")
        with body.block():
            body.add("return _unscored('', ignored, None, None, 'missing key')")
        body.add(f"key = {variable.name}" if kind.kind == "text" else f"key = str({variable.name})")

    def _bound_occurrences(self, body: Lines) -> None:
        counted = [variable.tree for variable in self.events.counted]
        if not counted:
            return
        bound = t.whole(p.MAX_OCCURRENCES)
        most = counted[0] if len(counted) == 1 else t.call("max", *counted)
        tests = [t.compare(t.name("seen"), ">", bound)] if counts_events(self.events) else []
        body.add()
        with body.when(t.all_of([*tests, t.compare(most, ">", bound)])):
            body.add(f"return _unscored(key, ignored, None, None, {TOO_MANY!r})")

    # ---- the file ----------------------------------------------------------------------------------------------------

    def _layout(self, body: Lines, compiled_by: str) -> str:
        plan, frame = self.plan, self.frame
        parts = {
            "docstring": docstring(_about(plan, compiled_by)),
            "name": quoted(plan.name),
            "version": quoted(plan.version),
            "content_hash": quoted(plan.content_hash),
            "moment": [(variable.name, text) for variable, text in frame.moment.values()],
            "zone": frame.zone(),
            "body": _indented(body),
            "scores": [self._output(score) for score in plan.scores],
            "grades": [(quoted(each.name), frame.grades[each.name].name) for each in plan.grades],
            "staged": plan.stages is not None,
            "functions": self.functions.text().strip("\n"),
        }
        own = ast.parse(_template().render(**parts, imports="", results="", runtime="", tables=""))
        names = inline.names_in(own) | frame.runtime_names
        used = inline.needed(names)
        imports = inline.import_lines(names.union(*(part.reads for part in used)))
        results = [part.text for part in used if part.binds & _RESULTS]
        others = [part for part in used if not part.binds & _RESULTS]
        return _template().render(
            **parts,
            imports="\n".join(imports),
            results="\n\n\n".join(results),
            runtime=_spaced(others),
            tables=frame.tables.text(),
        )

    def _output(self, score: p.Score | p.Total) -> tuple[str, str]:
        """A score's name and its exact decimal."""
        divisor = 10 ** (3 - score.decimals)
        name = self.frame.scores[score.name].name
        units = name if divisor == 1 else f"{name} // {divisor}"
        return quoted(score.name), f"_points({units}, {score.decimals})"


def _call(function: str, parameters: list[Var]) -> ast.expr:
    return t.call(function, *(each.tree for each in parameters))


def _assigned(names: list[str], value: str) -> Lines:
    """The items of a tuple to variables."""
    lines = Lines()
    if len(names) == 1:
        lines.add(f"({names[0]},) = {value}")
    elif len(names) <= 6:
        lines.add(f"{', '.join(names)} = {value}")
    else:
        lines.add("(\n" + "\n".join(f"    {name}," for name in names) + f"\n) = {value}")
    return lines


def _indented(lines: Lines) -> str:
    outer = Lines()
    with outer.block():
        outer.extend(lines)
    return outer.text()


def _spaced(parts: list[inline.Part]) -> str:
    """Statements below each other, functions and classes with two empty lines around them."""
    text = ""
    before = False
    for part in parts:
        block = part.text.lstrip("#").lstrip().startswith(("def ", "class ", "@")) or "\ndef " in part.text
        if text:
            text += "\n\n\n" if block or before else "\n"
        text += part.text
        before = block
    return text


def _about(plan: p.Plan, compiled_by: str) -> str:
    description = f"\n{plan.description}\n" if plan.description else ""
    return f"""Lead scores by the ruleset {quoted(plan.name)}, version {quoted(plan.version)}.
{description}
Compiled by {escaped(compiled_by)} from {escaped(plan.file)}: change that file, not this module.
"""


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__name__.rpartition(".")[0]),
        autoescape=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("module.py.j2")
