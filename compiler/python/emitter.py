"""The plan → one Python module that imports the standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import jinja2

from ... import __version__
from ...dsl import model
from .. import plan as p
from . import inline
from .accounts import AccountEvaluation, Columns, PartEvaluation, reads_accounts
from .constants import Constants
from .evaluation import Evaluation, assigned
from .frame import Frame
from .lead import LeadEvaluation
from .raw_rows import Form, RowColumns, field_text, forms, of_mappings
from .results import result_fields, without_fields
from .source import Lines, docstring, escaped, quoted, tuple_text

_RESULTS = frozenset({"Contribution", "Result", "AccountResult"})


def emit(plan: p.Plan, *, compiled_by: str = f"scoreline {__version__}", native: bool = False) -> str:
    """The source of the scorer, UTF-8 encodable, the same for the same plan and `compiled_by`.

    `native`: in the form that is to be compiled (`native.py`); it gives the same results.
    """
    return Emitter(plan, native=native).module(compiled_by)


class Emitter:
    """One emission: the function that scores a lead, and those that accounts need."""

    def __init__(self, plan: p.Plan, *, native: bool = False) -> None:
        self.plan = plan
        self.constants = Constants(native=native)
        self.lead = LeadEvaluation(plan, self.constants, explains=False)
        self.explained = LeadEvaluation(plan, self.constants, explains=True)
        self.account: AccountEvaluation | None = None
        self.part: PartEvaluation | None = None

    def module(self, compiled_by: str) -> str:
        self.lead.write()
        self.explained.write()
        accounts = self._accounts()
        return self._layout(accounts, compiled_by)

    def _accounts(self) -> dict[str, object] | None:
        """What the template needs for accounts, None where nothing reads them."""
        plan, schema = self.plan, self.plan.schema.account
        rows, over_leads = reads_accounts(plan)
        if schema is None or not rows:
            return None
        found: dict[str, object] = {
            "over_leads": over_leads,
            "key": quoted(schema.key),
            "lead_attribute": quoted(schema.lead_attribute),
        }
        if over_leads:
            columns = Columns()
            found["wanted"] = self._columns("WANTED", columns.wanted(self.lead.frame))
            # The same order of what is read, whether with contributions or without.
            found["wanted_to_explain"] = self._columns("WANTED", columns.wanted(self.explained.frame))
            if plan.accounts is not None:
                self.account = AccountEvaluation(plan, plan.accounts, self.constants)
                self.account.write()
                found["wanted_of_account"] = self._columns("OF_ACCOUNT", columns.wanted(self.account.frame))
            self.part = PartEvaluation(plan, self.constants, columns)
            self.part.write()
            found["ops"] = self.constants.table("ops", "OPS", "", columns.ops, "tuple[str, ...]")
        return found

    def _columns(self, prefix: str, text: str) -> str:
        """The table of what a function reads of the leads of an account."""
        return self.constants.table(prefix, prefix, "", text, "tuple[tuple[int, bool], ...]")

    # ---- the file ----------------------------------------------------------------------------------------------------

    def _layout(self, accounts: dict[str, object] | None, compiled_by: str) -> str:
        plan = self.plan
        setups, bodies, moment = self._bodies()
        columns, printed = self._forms(bodies, accounts is not None)
        makers, lists = self.constants.lists()
        functions = [self.constants.functions.text(), *(form.readers for form in printed), makers]
        parts = {
            "docstring": docstring(_about(plan, compiled_by)),
            "name": quoted(plan.name),
            "version": quoted(plan.version),
            "content_hash": quoted(plan.content_hash),
            "columns": [tuple_text([quoted(name) for name in names]) for names in (columns.lead, columns.event)],
            "moment": moment,
            "zone": self.lead.frame.zone(),
            "forms": printed,
            "setups": setups,
            "explained": of_mappings(bodies[1]),
            "native": self.constants.native,
            "outputs": [self._result(self.lead), self._result(self.explained)],
            "staged": plan.stages is not None,
            "worklist": self._worklist(),
            "accounts": accounts,
            "account_scores": self._account_scores(bodies),
            "functions": "\n\n\n".join(text.strip("\n") for text in functions if text.strip("\n")),
        }
        own = _template().render(**parts, imports="", results="", runtime="", tables="")
        names = inline.names_in_text(own) | self.constants.runtime_names
        used = inline.needed(names)
        imports = inline.import_lines(names.union(*(part.reads for part in used)))
        fields = result_fields(plan)
        results = [without_fields(part.text, fields) for part in used if part.binds & _RESULTS]
        others = [part for part in used if not part.binds & _RESULTS]
        return _template().render(
            **parts,
            imports="\n".join(imports),
            results="\n\n\n".join(results),
            runtime=_spaced(others),
            tables="\n".join(
                text for text in (self.constants.tables.text(), lists, self.constants.derived.text()) if text
            ),
        )

    def _bodies(self) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        """What the functions have of the moment, and their statements, the lead's first; the fields of the moment.

        Functions that score leads know the moment before they begin with the first one.
        """
        all_of_them = (self.lead, self.explained, self.account, self.part)
        evaluations: list[Evaluation] = [each for each in all_of_them if each is not None]
        fields: dict[str, tuple[str, str]] = {}
        for each in evaluations:
            for key, (variable, text) in each.frame.moment.items():
                fields.setdefault(key, (variable.name, text))
        setups, bodies = [], []
        for each in evaluations:
            own = each.frame.moment
            if len(own) == len(fields):
                lines = assigned([own[key][0].name for key in fields], "moment")
            else:
                lines = Lines()
                for key, (variable, _) in own.items():
                    lines.add(f"{variable.name} = moment.{fields[key][0]}")
            setups.append(_indented(lines))
            bodies.append(
                _indented(each.body(Lines()), 1 if self.constants.native else 2)
                if isinstance(each, LeadEvaluation)
                else _indented(each.body(lines))
            )
        return setups, bodies, list(fields.values())

    def _forms(self, bodies: list[str], reads_accounts: bool) -> tuple[RowColumns, list[Form]]:
        """What reads raw rows, for mappings and for tuples, and the order of what tuples bring."""
        account = self.plan.schema.account
        company = field_text("lead", account.lead_attribute) if account is not None and reads_accounts else ""
        part = bodies[-1] if self.part is not None else ""
        texts = (bodies[0], part, company, self.constants.readers.text())
        return forms(self.plan, texts, bodies[1])

    def _result(self, lead: LeadEvaluation) -> dict[str, object]:
        """The values of the fields of a result."""
        return {
            "scores": _outputs(lead.frame, self.plan.scores),
            "grades": [(quoted(each.name), lead.frame.grades[each.name].name) for each in self.plan.grades],
            "outcomes": self._outcomes(lead),
        }

    def _outcomes(self, lead: LeadEvaluation) -> list[tuple[str, str, str]]:
        """Field, value and what an unscored lead has, of the fields that only some rulesets have."""
        plan, frame = self.plan, lead.frame
        dictionaries = (
            ("matrices", [(each.name, frame.grades[each.name].name) for each in plan.matrices]),
            ("flags", [(each.name, frame.flags[each.name].name) for each in plan.flags]),
            ("questions", [(each.name, lead.questions[each.name].name) for each in plan.questions]),
            ("routes", [(each.name, lead.routes[each.name].name) for each in plan.routes]),
        )
        found = []
        for field, pairs in dictionaries:
            if pairs:
                none = [(name, "None") for name, _ in pairs]
                found.append((field, _dictionary(pairs), _dictionary(none)))
        if plan.follow_up is not None:
            found += [("follow_up", "follow_up", "None"), ("due", "_utc(due)", "None")]
        barrable = {name for exclusion in plan.exclusions for name in exclusion.scores or ()}
        if barrable:
            names = ", ".join(quoted(score.name) for score in plan.scores if score.name in barrable)
            ordered = f"{{name: barred[name] for name in ({names}) if name in barred}}"
            found.append(("barred", ordered if len(barrable) > 1 else "barred", "{}"))
        if plan.worklist is not None:
            found.append(("listed", lead.listed, "None"))
        return found

    def _worklist(self) -> dict[str, object] | None:
        worklist = self.plan.worklist
        if worklist is None:
            return None
        return {
            "by": f"({', '.join(map(quoted, worklist.by))}{',' if len(worklist.by) == 1 else ''})",
            "quotas": _dictionary([(stage, str(most)) for stage, most in worklist.quotas]),
            "top": "None" if worklist.top is None else str(worklist.top),
        }

    def _account_scores(self, bodies: list[str]) -> dict[str, object] | None:
        if self.account is None:
            return None
        accounts, frame = self.account.accounts, self.account.frame
        return {
            "body": bodies[2],
            "scores": _outputs(frame, accounts.scores),
            "grades": [(quoted(grade.name), frame.grades[grade.name].name) for grade in accounts.grades],
            "staged": accounts.stages is not None,
        }


def _outputs(frame: Frame, scores: Iterable[p.AnyScore]) -> list[tuple[str, str]]:
    """Each score's name and its exact decimal."""
    found = []
    for score in scores:
        variable = frame.scores[score.name]
        decimals = 0 if isinstance(score, model.Share) else score.decimals
        text = frame.decimals.get(score.name) or frame.exact(variable.name, decimals)
        if variable.optional:
            text = f"None if {variable.name} is None else {text}"
        found.append((quoted(score.name), text))
    return found


def _dictionary(pairs: list[tuple[str, str]]) -> str:
    """A dictionary display from texts to expressions, over several lines where it is long."""
    items = [f"{quoted(name)}: {value}" for name, value in pairs]
    line = f"{{{', '.join(items)}}}"
    if len(line) <= 90:
        return line
    return "\n".join(["{", *(f"            {item}," for item in items), "        }"])


def _indented(lines: Lines, steps: int = 1) -> str:
    for _ in range(steps):
        outer = Lines()
        with outer.block():
            outer.extend(lines)
        lines = outer
    return lines.text()


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
