"""Sample leads in files: CSV or JSON Lines → samples, typed by the schema.

CSV: a column per lead attribute, `expect NAME` for what is expected of an output by its name, `expect reason`,
`expect follow up`, `expect due`, `expect not scored` (yes or no), and `label` where the schema has no attribute of
that name. Events stand in a file of their own: columns `lead`, `event`, `at` and the attributes of the event kinds.
JSON Lines: one object a line,
`{"label": "…", "lead": {…}, "events": [{"event": "…", "at": "…", …}], "expect": {…}}`, label and events optional.

An absent column and a blank cell are missing values; an unknown column and a value that cannot be read are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ..compiler.values import Verdict
from ..dsl import model
from ..dsl.diagnostics import Diagnostic
from ..dsl.source import Span
from ..dsl.zones import Zone
from .typed import Known, expected, read

_POINTS = model.ValueType("decimal", 3)
_Output = Literal["grade", "stage", "route", "follow up"]
EXPECT = "expect "


@dataclass(frozen=True, slots=True)
class Reader:
    """Types raw fields by a ruleset; what it finds wrong is kept in `findings`."""

    ruleset: model.Ruleset
    zone: Zone
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def schema(self) -> model.Schema:
        return self.ruleset.schema

    def report(self, code: str, span: Span, message: str, help_: str = "") -> None:
        self.findings.append(Diagnostic(code, span, message, help_))

    def lead(self, raw: Mapping[str, tuple[object, Span]]) -> dict[str, Known]:
        """The known attributes of a lead; names have been checked."""
        kinds = {attribute.name: attribute.type for attribute in self.schema.attributes}
        return self._known(kinds, raw)

    def event(self, kind: str, raw: Mapping[str, tuple[object, Span]]) -> dict[str, Known]:
        """The known attributes of an event of a declared kind; a value for an attribute it lacks is an error."""
        declared = next(each for each in self.schema.events if each.name == kind)
        kinds = {attribute.name: attribute.type for attribute in declared.attributes}
        for name, (value, span) in raw.items():
            if name not in kinds and not _blank(value):
                known = ", ".join(f"`{each}`" for each in kinds) or "no attributes"
                self.report("SL0851", span, f"event `{kind}` has no attribute `{name}`", f"it has {known}")
        return self._known(kinds, {name: value for name, value in raw.items() if name in kinds})

    def _known(self, kinds: Mapping[str, model.ValueType], raw: Mapping[str, tuple[object, Span]]) -> dict[str, Known]:
        known: dict[str, Known] = {}
        for name, (value, span) in raw.items():
            typed = self.value(kinds[name], name, value, span)
            if typed is not None:
                known[name] = typed
        return known

    def value(self, kind: model.ValueType, name: str, raw: object, span: Span) -> Known | None:
        typed = read(kind, raw, self.zone)
        if isinstance(typed, Verdict):
            self.report("SL0852", span, f"`{name}` cannot be {_shown(raw)}", f"it takes {expected(kind)}")
            return None
        return typed

    def moment(self, raw: object, span: Span) -> int | None:
        """The time of an event, which has to be there."""
        typed = self.value(model.ValueType("timestamp"), "at", raw, span)
        if typed is None and _blank(raw):
            self.report("SL0852", span, "the event has no time", "`at` takes a time such as 2026-01-15T09:00:00Z")
        return None if typed is None else int(typed)

    def kind(self, raw: object, span: Span) -> str | None:
        names = [each.name for each in self.schema.events]
        if isinstance(raw, str) and raw.strip() in names:
            return raw.strip()
        self.report("SL0851", span, f"unknown event {_shown(raw)}", near(str(raw), names))
        return None

    def expectation(self, name: str, raw: object, span: Span) -> model.Expectation | None:
        """What a cell or field expects of the output `name`; None for a blank one, and where it is wrong."""
        if _blank(raw):
            return None
        ruleset = self.ruleset
        if name == "not scored":
            wanted = self.value(model.ValueType("boolean"), name, raw, span)
            return model.Expectation("not scored", "", None, span) if wanted is True else None
        if name == "reason":
            return model.Expectation("reason", name, str(raw), span)
        if any(score.name == name for score in self._scores()):
            points = self.value(_POINTS, name, raw, span)
            of_account = not any(score.name == name for score in ruleset.scores)
            return None if points is None else model.Expectation("score", name, int(points), span, of_account)
        if any(flag.name == name for flag in ruleset.flags):
            wanted = self.value(model.ValueType("boolean"), name, raw, span)
            return None if wanted is None else model.Expectation("flag", name, wanted, span)
        if name == "due" and ruleset.follow_up is not None:
            moment = self.value(model.ValueType("timestamp"), name, raw, span)
            return None if moment is None else model.Expectation("due", name, moment, span)
        if any(questions.name == name for questions in ruleset.questions):
            return model.Expectation("questions", name, str(raw), span)
        for output, known, labels, of_account in self._labelled():
            if known == name:
                text = str(raw)
                if text in labels:
                    return model.Expectation(output, name, text, span, of_account)
                self.report("SL0852", span, f"`{name}` is never {_shown(raw)}", near(text, labels))
                return None
        raise AssertionError(f"`{name}` is not among the outputs")

    def _scores(self) -> list[model.Score | model.Total | model.Share]:
        accounts = self.ruleset.accounts
        return [*self.ruleset.scores, *(accounts.scores if accounts is not None else ())]

    def _labelled(self) -> list[tuple[_Output, str, list[str], bool]]:
        """Outputs that are one of several texts: kind, name, the texts, whether it is an account's."""
        ruleset = self.ruleset
        found: list[tuple[_Output, str, list[str], bool]] = [
            ("grade", grade.name, _labels(grade), False) for grade in ruleset.grades
        ]
        for matrix in ruleset.matrices:
            cells = [row + column for row in _labels(matrix.rows) for column in _labels(matrix.columns)]
            found.append(("grade", matrix.name, cells, False))
        for stages, of_account in ((ruleset.stages, False), (self._account_stages(), True)):
            if stages is not None:
                labels = [line.stage for line in stages.lines] + ([stages.out] if stages.out else [])
                found.append(("stage", stages.name, list(dict.fromkeys(labels)), of_account))
        for route in ruleset.routes:
            found.append(("route", route.name, list(dict.fromkeys(line.label for line in route.lines)), False))
        if ruleset.follow_up is not None:
            owners = list(dict.fromkeys(line.owner for line in ruleset.follow_up.lines))
            found.append(("follow up", "follow up", owners, False))
        if ruleset.accounts is not None:
            found += [("grade", grade.name, _labels(grade), True) for grade in ruleset.accounts.grades]
        return found

    def _account_stages(self) -> model.Stages | None:
        return None if self.ruleset.accounts is None else self.ruleset.accounts.stages

    def outputs(self) -> list[str]:
        """What may be expected."""
        ruleset = self.ruleset
        names = [score.name for score in self._scores()] + [name for _, name, _, _ in self._labelled()]
        names += [flag.name for flag in ruleset.flags] + [questions.name for questions in ruleset.questions]
        return [*names, *(["due"] if ruleset.follow_up is not None else []), "reason", "not scored"]


def near(text: str, names: list[str]) -> str:
    """`did you mean`, or what there is."""
    import difflib

    found = difflib.get_close_matches(text, names, 1, 0.7)
    if found:
        return f"did you mean `{found[0]}`?"
    shown = ", ".join(f"`{name}`" for name in names[:12])
    return f"there is {shown}" + (" …" if len(names) > 12 else "") if names else ""


def _labels(grade: model.Grade) -> list[str]:
    return [band.label for band in grade.bands]


def _blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _shown(raw: object) -> str:
    text = raw if isinstance(raw, str) else str(raw) if isinstance(raw, int | Decimal) else type(raw).__name__
    return f"`{text[:60]}{'…' if len(text) > 60 else ''}`"
