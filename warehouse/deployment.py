"""What a deployment or a rollback would do: checked, and laid out as steps; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from .. import __version__
from ..compiler.plan import Plan
from ..compiler.sql import inputs as any_type
from ..compiler.sql import names
from ..compiler.sql.dialects.lowering import Unsayable
from ..compiler.sql.emit import Statement
from ..compiler.sql.typed import columns as typed
from ..compiler.sql.typed import typed_inputs
from ..compiler.sql.typed.columns import Physical
from ..dsl.binding import Binding
from ..dsl.findings import did_you_mean
from ..dsl.findings import quoted as named
from . import record
from .bound import bound
from .change import Change, Step, overtaken, perform
from .connection import Connection, Kind, quoted
from .record import Entry, History
from .refusals import EngineError, Problem, Refused, unsaid
from .release import Object, Release, release
from .shown import shows


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change that passed all checks. `entry` is what the record will say, `former` what was in service until then.

    `switched` are public names with the view that they will show, `lost` public names that go with the former version,
    `dropped` the objects of versions that no rollback leads to any more.
    """

    ruleset: str
    schema: str
    history: History
    change: Change
    entry: Entry
    former: Entry | None
    switched: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]
    dropped: tuple[Object, ...]
    made: tuple[Object, ...] = ()


def put_in_service(connection: Connection, prepared: Prepared) -> tuple[Problem, ...]:
    """Carries it out; what could not be tidied up is handed back. Raises Refused."""

    def still() -> bool:
        now = record.read(connection, prepared.ruleset)
        return (now.entries, now.begun) == (prepared.history.entries, prepared.history.begun)

    return perform(connection, prepared.change, still)


def choose_schema(connection: Connection, schema: str | None) -> None:
    """Objects are made in the schema, or in that of the session. Raises Refused."""
    if schema is not None:
        there = connection.schemas()
        found = [each for each in there if each == schema or (not connection.case_matters and _same(each, schema))]
        if not found:
            help_ = did_you_mean(schema, there, f"there are {named(there)}")
            raise Refused([Problem("SL1005", f"there is no schema `{schema}`", help_)])
        try:
            connection.choose(found[0])
        except EngineError as error:
            message = f"no objects can be made in the schema `{found[0]}`"
            raise Refused([Problem("SL1006", message, engine=str(error))]) from None
    if not connection.schema:
        raise Refused([Problem("SL1005", "this session has no schema to make objects in", "name one: `--schema`")])
    if words := connection.why_not_create():
        message = f"no objects can be made in the schema `{connection.schema}`"
        raise Refused([Problem("SL1006", message, engine=words)])


def to_deploy(connection: Connection, plan: Plan, binding: Binding, by: str | None = None) -> Prepared:
    """The deployment of a plan over the tables of a binding. Raises Refused, EngineError."""
    history = record.read(connection, plan.name)
    _alone(connection, history)
    made = _release(connection, plan, history.next_number, binding)
    there = connection.objects()
    serving = history.serving
    # What was in service is what a rollback will lead to; everything older goes.
    older = _objects([e for e in (*history.entries, *history.begun) if serving is None or e.number != serving.number])
    dropped = tuple(each for each in older if _there(connection, there, each.name))
    lost = _lost(serving, made.public)
    touched = [name for name, _ in made.public] + list(lost) + [each.name for each in dropped]
    own = {each.name for each in _objects((*history.entries, *history.begun))} | set(touched)
    problems = [
        *_clashes(connection, there, made),
        *_strangers(connection, there, [*(n for n, _ in made.public), *lost], history),
        *_wrong_moment(connection, there, made.moment.name),
        *_dependents(connection, touched, own),
    ]
    if problems:
        raise _refused(connection, plan.name, history, problems)
    entry = record.entry(made, history, _by(connection, by))
    steps: list[Step] = []
    if not _there(connection, there, made.moment.name):
        steps += _making(connection, made.moment)
    for each in made.objects:
        steps += _making(connection, each)
    steps = _recorded(connection, entry, steps, _switching(connection, there, made.public, lost, serving))
    after = [Step(connection.drop(o.kind, o.name), f"drop the {o.kind} `{o.name}`") for o in dropped]
    after += [
        Step(record.deletion(connection, each), f"forget deployment {each.number}, which came to no end")
        for each in history.begun
    ]
    change = Change(_before(connection, history), tuple(steps), tuple(after))
    return Prepared(
        plan.name, connection.schema, history, change, entry, serving, made.public, lost, dropped, made.objects
    )


def to_roll_back(connection: Connection, ruleset: str, by: str | None = None) -> Prepared:
    """The way back to the version that was in service before. Raises Refused, EngineError."""
    history = record.read(connection, ruleset)
    _alone(connection, history)
    serving, former = history.serving, history.former
    if serving is None:
        raise Refused([Problem("SL1012", f"`{ruleset}` was never deployed to the schema `{connection.schema}`")])
    if former is None:
        why = "it was put back in service by a rollback" if serving.action == "rollback" else "it is the first one"
        message = (
            f"there is no version to go back to: deployment {serving.number} of `{ruleset}` is in service, and {why}"
        )
        raise Refused([Problem("SL1012", message, "deploy the rules that are wanted")])
    there = connection.objects()
    lost = _lost(serving, former.public)
    touched = [name for name, _ in former.public] + list(lost)
    gone = [each.name for each in former.objects if not _there(connection, there, each.name)]
    are = "is" if len(gone) == 1 else "are"
    problems = [
        *([Problem("SL1013", f"{named(gone)} of deployment {former.number} {are} gone")] if gone else []),
        *_strangers(connection, there, touched, history),
        *_dependents(connection, touched, {each.name for each in _objects(history.entries)} | set(touched)),
    ]
    if problems:
        raise _refused(connection, ruleset, history, problems)
    entry = record.again(former, history, _by(connection, by))
    steps = _recorded(connection, entry, [], _switching(connection, there, former.public, lost, serving))
    change = Change(_before(connection, history), tuple(steps), ())
    return Prepared(ruleset, connection.schema, history, change, entry, serving, former.public, lost, ())


# ---- checks --------------------------------------------------------------------------------------------------------


def _alone(connection: Connection, history: History) -> None:
    """Raises Refused where only the record can say that another deployment is still at it."""
    for entry in history.begun:
        left = connection.record_types.patience - record.age(entry)
        if left > 0:
            message = f"another deployment of this ruleset began at {entry.deployed_at} UTC, by {entry.deployed_by}"
            help_ = f"if it came to no end, it is taken for dead in {ceil(left)} seconds"
            raise Refused([Problem("SL1009", message, help_)])


def _refused(connection: Connection, ruleset: str, history: History, problems: Sequence[Problem]) -> Refused:
    """Where the record has changed since it was read, the problems are what another deployment has done meanwhile."""
    return Refused(problems) if record.read(connection, ruleset) == history else overtaken()


def _release(connection: Connection, plan: Plan, number: int, binding: Binding) -> Release:
    dialect = connection.dialect
    found = bound(plan, binding, connection)
    if found.problems:
        raise Refused(found.problems)

    def inputs(own: Plan) -> tuple[Statement, ...]:
        if dialect.name == "duckdb":
            return any_type.statements(own, found.binding)
        return typed_inputs(own, found.binding, dialect, found.tables)

    try:
        return release(plan, number, dialect, inputs, f"scoreline {__version__}")
    except typed.Refused as refused:
        raise Refused([Problem("SL1021", refused.message, refused.help or "", span=refused.span)]) from None
    except Unsayable as unsayable:
        raise Refused([unsaid(unsayable, dialect.name)]) from None


def _clashes(connection: Connection, there: Mapping[str, Kind], made: Release) -> list[Problem]:
    """Objects under the names of the new version, which nobody but scoreline has a use for."""
    taken = [each.name for each in made.objects if _there(connection, there, each.name)]
    if not taken:
        return []
    message = f"{named(taken)} {'is' if len(taken) == 1 else 'are'} there already, and in no record of `{made.ruleset}`"
    return [Problem("SL1007", message, "drop or rename what is there, or choose another schema")]


def _strangers(
    connection: Connection, there: Mapping[str, Kind], public: Iterable[str], history: History
) -> list[Problem]:
    """Objects under public names that are not the views that the record speaks of."""
    shown = {} if history.serving is None else dict(history.serving.public)
    problems = []
    for name in public:
        held = _there(connection, there, name)
        if held is None:
            continue
        target = shown.get(name)
        targets = [target, *(dict(each.public).get(name) for each in history.begun)]
        if there[held] == "view" and any(t is not None and shows(connection, held, t) for t in targets):
            continue
        said = f"a {there[held]}" if there[held] != "other" else "an object"
        why = "that scoreline did not make" if target is None else "that was changed since scoreline made it"
        way = "rename it, or choose another schema" if target is None else "drop or rename it, and it is made anew"
        problems.append(Problem("SL1007", f"`{held}` is {said} {why}", f"{way}: nothing is overwritten"))
    return problems


def _wrong_moment(connection: Connection, there: Mapping[str, Kind], moment: str) -> list[Problem]:
    held = _there(connection, there, moment)
    if held is None:
        return []
    columns = connection.columns((connection.schema, held)) or ()
    column = next((each for each in columns if _same(each.name, names.AS_OF)), None)
    if column is None:
        message = f"`{held}` says at which moment to score, and has no column `{names.AS_OF}` of seconds since 1970"
        return [Problem("SL1007", message, "rename it, or give it the column")]
    kind = column.declared.kind if isinstance(column.declared, Physical) else None
    written = f"is of the type {column.written}"
    if kind == "any":  # of SQLite alone: there the values say it
        of, table = quoted(connection.dialect, column.name), quoted(connection.dialect, held)
        odd = f"SELECT typeof({of}) FROM {table} WHERE typeof({of}) NOT IN ('integer', 'real', 'null') LIMIT 1"
        rows = connection.execute(odd)
        kind, written = ("text", f"holds a {rows[0][0]}") if rows else ("integer", "")
    if kind in ("integer", "decimal", "double"):
        return []
    message = f"`{held}.{column.name}` {written}, and says at which moment to score, in seconds since 1970"
    return [Problem("SL1004", message, "write the moment as a whole number: 1768467600 is 2026-01-15T09:00:00Z")]


def _dependents(connection: Connection, touched: Sequence[str], own: set[str]) -> list[Problem]:
    """Views of somebody else that stand on what has to be dropped and made anew."""
    problems = []
    for schema, view, of in connection.dependents(touched):
        if schema == connection.schema and view in own:
            continue
        help_ = "drop it before, and make it again afterwards"
        message = f"the view `{schema}.{view}` reads `{of}`, which has to be made anew"
        problems.append(Problem("SL1008", message, help_))
    return problems


# ---- steps ---------------------------------------------------------------------------------------------------------


def _before(connection: Connection, history: History) -> tuple[Step, ...]:
    made: list[Step] = []
    if not history.kept:
        # Where others may have been faster, the table stays.
        gone = () if connection.record_types.appended else (connection.drop("table", record.TABLE),)
        made.append(Step(record.definition(connection), f"make the table `{record.TABLE}`", gone))
    made += [Step(sql, f"lock the table `{record.TABLE}`") for sql in connection.lock(record.TABLE)]
    return tuple(made)


def _making(connection: Connection, made: Object) -> list[Step]:
    """The first statement that makes an object decides what takes it back; those behind it fill it."""
    undo = (connection.drop(made.kind, made.name),)
    steps = []
    for number, part in enumerate(made.parts):
        does = {"INSERT": "fill", "SET": "set what is needed to make"}.get(part.split(maxsplit=1)[0], "make")
        says = f"{does} the {made.kind} `{made.name}`"
        steps.append(Step(part, says, undo if number == 0 else ()))
    return steps


def _switching(
    connection: Connection,
    there: Mapping[str, Kind],
    public: Sequence[tuple[str, str]],
    lost: Sequence[str],
    serving: Entry | None,
) -> list[Step]:
    shown = {} if serving is None else dict(serving.public)
    steps: list[Step] = []
    for name, target in public:
        former = shown.get(name) if _there(connection, there, name) is not None else None
        undo = connection.switch(name, former) if former is not None else [connection.drop("view", name)]
        for number, sql in enumerate(connection.switch(name, target)):
            steps.append(Step(sql, f"let `{name}` show `{target}`", tuple(undo) if number == 0 else ()))
    for name in lost:
        if _there(connection, there, name) is not None:
            undo = connection.switch(name, shown[name])
            steps.append(Step(connection.drop("view", name), f"drop the view `{name}`", tuple(undo)))
    return steps


def _recorded(connection: Connection, entry: Entry, making: Sequence[Step], switching: Sequence[Step]) -> list[Step]:
    """The steps with those that record them.

    Without transactions the record says at the start what is about to be made: if nobody is left to take it back, the
    next deployment does. Where nothing but the record keeps others away, it is asked before anything is made, and once
    more before readers would see it: another one may have taken this one for dead.
    """
    undo, says = (record.deletion(connection, entry),), f"record it in `{record.TABLE}`"
    if connection.transactional:
        return [*making, *switching, Step(record.insertion(connection, entry), says, undo)]
    begun = record.insertion(connection, replace(entry, action=record.BEGUN))
    first = Step(begun, f"record in `{record.TABLE}` that it has begun", undo)
    # What takes back the last step alone would leave the row: the first one's undo deletes it.
    alone: list[Step] = []
    if connection.record_types.appended:
        says_alone = "see to it that no other deployment has begun"
        alone = [Step(sql, says_alone) for sql in record.unrivalled(connection, entry)]
    return [first, *alone, *making, *alone, *switching, Step(record.completion(connection, entry), says)]


def _lost(serving: Entry | None, public: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Public names of what is in service that the other version does not have."""
    stay = {name for name, _ in public}
    return () if serving is None else tuple(name for name, _ in serving.public if name not in stay)


def _objects(entries: Iterable[Entry]) -> tuple[Object, ...]:
    """The objects of versions, those that read others first: the newest version, the last made."""
    by_number = {entry.number: entry for entry in entries}
    return tuple(each for number in sorted(by_number, reverse=True) for each in reversed(by_number[number].objects))


def _by(connection: Connection, by: str | None) -> str:
    return connection.user() if not by else f"{connection.user()} ({by})"


def _there(connection: Connection, there: Mapping[str, Kind], name: str) -> str | None:
    """The name of the object, as it is written there."""
    if name in there:
        return name
    if connection.case_matters:
        return None
    return next((each for each in there if _same(each, name)), None)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
