"""A SQLMesh project: the views as models, lists as seeds, samples as tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

from sqlglot import exp

from ... import __version__
from ...dsl.binding import Binding
from ...dsl.late import dataclass
from .. import plan as p
from ..sql import names
from ..sql import nodes as n
from ..sql.chains import comment_text
from ..sql.dialects.dialect import Dialect
from ..sql.dialects.lowering import Unsayable
from ..sql.emit import DIALECTS
from ..sql.typed import Tables
from .columns import Column, columns
from .dbt import MARK, Project
from .examples import Example, UnitTest, unit_tests
from .readings import Reading
from .relations import (
    Relation,
    Relations,
    is_plain,
    printed,
    printed_name,
    relations,
    text_without_templates,
    without_templates,
)
from .written import Value, out_of_jinja, slug, yaml

SCHEMA: Final = "scoreline"  # of the models
_MISSING: Final = ("na", "n/a", "nan", "none", "true", "false")
_RAW: Final = {"duckdb": "main", "postgres": "public"}  # of raw tables that the binding gives no schema


def sqlmesh_project(
    plan: p.Plan,
    binding: Binding,
    dialect: str,
    examples: Sequence[Sequence[Example]] = (),
    tables: Tables | None = None,
) -> Project:
    """As `dbt_project`."""
    made = relations(plan, binding, DIALECTS[dialect], f"scoreline {__version__}", tables, _is_plain)
    writer = _Writer(plan, made)
    folder = slug(plan.name) or "scoreline"
    found = {f"models/{folder}/{name}.sql": text for name, text in writer.models(folder).items()}
    for seed in made.seeds:
        rows = "".join(f'"{line}"\n' for line in (names.ENTRY, *seed.entries))
        found[f"seeds/{folder}/{writer.model_name(seed.name)}.csv"] = rows
    found |= {f"audits/{folder}/{name}.sql": text for name, text in writer.audits().items()}
    tests = unit_tests(plan, examples)
    if tests:
        content = {slug(test.name, 100): writer.test(test) for test in tests}
        found[f"tests/test_{folder}.yaml"] = f"{MARK}.\n{out_of_jinja(yaml(content))}"
    macros = files(__package__).joinpath("templates/scoreline.py.j2").read_text(encoding="utf-8")
    found["macros/scoreline.py"] = macros
    return Project(found, _whole(dialect), "config.yaml")


def _whole(dialect: str) -> dict[str, str]:
    config: dict[str, Value] = {
        "model_defaults": {"dialect": dialect, "start": "1970-01-01"},
        "variables": {"as_of": ""},
    }
    if dialect == "duckdb":
        database = "{{ env_var('SCORELINE_DUCKDB', 'warehouse.duckdb') }}"
        config["gateways"] = {"scoreline": {"connection": {"type": "duckdb", "database": database}}}
    own = {"macros/__init__.py": ""}
    return own | {"config.yaml": f"{MARK}.\n{yaml(config)}", ".gitignore": ".cache/\nlogs/\n*.duckdb\n"}


def _is_plain(entry: str) -> bool:
    """Its loader guesses types: what is a number, or stands for a missing value somewhere, is no plain text."""
    letters = any(character.isalpha() for character in entry)
    return is_plain(entry) and letters and entry.casefold() not in _MISSING and not _is_number(entry)


def _is_number(entry: str) -> bool:
    try:
        float(entry)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Writer:
    plan: p.Plan
    made: Relations

    @property
    def dialect(self) -> Dialect:
        return self.made.dialect

    def model_name(self, name: str) -> str:
        return printed_name(name, self.dialect)

    def _named(self) -> dict[tuple[str, ...], str]:
        own = [each.name for each in self.made.relations] + [seed.name for seed in self.made.seeds]
        own.append(names.objects(self.plan.name).as_of)
        found: dict[tuple[str, ...], str] = {(name,): self._full(name) for name in own}
        schema = _RAW.get(self.dialect.name)
        raw = {parts: parts if len(parts) > 1 or schema is None else (schema, *parts) for parts in self.made.raw}
        return {parts: self.dialect.print(n.table(full)) for parts, full in raw.items() if parts not in found} | found

    def _full(self, name: str) -> str:
        return self.dialect.print(n.table([SCHEMA, name]))

    # ---- models ----------------------------------------------------------------------------------------------------

    def models(self, folder: str) -> dict[str, str]:
        objects = names.objects(self.plan.name)
        now = self.dialect.print(self.dialect.moment())
        called = self.dialect.print(exp.to_identifier(names.AS_OF, quoted=True))
        moment = f"SELECT\n  @scoreline_moment(\n{now}\n  ) AS {called}\n"
        found = {self.model_name(objects.as_of): self._head(objects.as_of, "FULL", "The moment to score at.") + moment}
        for seed in self.made.seeds:
            path = f"../../seeds/{folder}/{self.model_name(seed.name)}.csv"
            kind = f"SEED (\n    path {_literal(path)},\n    csv_settings (keep_default_na = false)\n  )"
            text = f"The entries of {seed.relation} that stand in a file."
            found[self.model_name(seed.name)] = self._head(seed.name, kind, text, extra=["columns (entry TEXT)"])
        for each in self.made.relations:
            found[self.model_name(each.name)] = self._model(each)
        return found

    def _model(self, relation: Relation) -> str:
        known = columns(self.plan).get(relation.name, ())
        named = self._named()
        if relation.kind == "reading":
            return self._reading(self.made.readings[relation.name], named)
        kind = "FULL" if relation.kind == "result" else "VIEW"
        text = {
            "list": f"The entries of a list of {self.plan.name}.",
            "input": f"Typed data of {self.plan.name}: its rules read nothing else.",
            "result": f"Results of {self.plan.name}, version {self.plan.version}.",
            "reading": "",
        }[relation.kind]
        extra = self._audits(known)
        head = self._head(relation.name, kind, text, extra, known)
        return head + self._query(relation.query, named)

    def _reading(self, reading: Reading, named: dict[tuple[str, ...], str]) -> str:
        """Incremental where rows are only added: by a key the tool keeps one row, and an id may have several."""
        loaded = reading.source.loaded
        assert loaded is not None
        text = f"Rows of events of {self.plan.name}, each read by itself."
        keep = [] if reading.keep is None else [f"({self.dialect.print(without_templates(reading.keep))})"]
        if reading.raw_id is not None:
            head = self._head(reading.name, "FULL", f"{text} They may change: all are read each time.")
        else:
            column = self.dialect.print(n.column(loaded.column))
            # The tool itself keeps what it writes within the interval; two days more are for zones.
            keep.append(f"{column} >= CAST(@start_date AS DATE) - INTERVAL '2 days'")
            keep.append(f"{column} <= CAST(@end_date AS DATE) + INTERVAL '3 days'")
            kind = (
                f"INCREMENTAL_BY_TIME_RANGE (\n    time_column {self.dialect.print(n.column(reading.loaded))},\n"
                "    lookback 3\n  )"
            )
            head = self._head(
                reading.name,
                kind,
                text,
                [
                    "start '1970-01-01'",
                    "cron '@daily'",
                    f"audits ({self._audit_name(reading)})",
                ],
            )
        where = f" WHERE {' AND '.join(keep)}" if keep else ""
        rows = f"(SELECT * FROM {named[reading.table]}{where})"
        return head + self._query(reading.query, {**named, reading.table: rows}, aliased=True)

    def _audit_name(self, reading: Reading) -> str:
        return f"{slug(reading.name, 100)}_loaded"

    def audits(self) -> dict[str, str]:
        """Rows that are in no interval would be missed in silence."""
        found: dict[str, str] = {}
        for reading in self.made.readings.values():
            loaded = reading.source.loaded
            if reading.raw_id is not None or loaded is None:
                continue
            column = self.dialect.print(n.column(loaded.column))
            keep = "" if reading.keep is None else f" AND ({self.dialect.print(without_templates(reading.keep))})"
            found[self._audit_name(reading)] = (
                f"AUDIT (\n  name {self._audit_name(reading)},\n  dialect {self.dialect.name}\n);\n\n"
                "-- Rows that do not say when they were loaded, or say that it will be, are never read.\n"
                f"SELECT * FROM {self._named()[reading.table]}\n"
                f"WHERE ({column} IS NULL OR {column} > CURRENT_DATE + INTERVAL '2 days'){keep}\n"
            )
        return found

    def _query(self, query: exp.Query, named: Mapping[tuple[str, ...], str], *, aliased: bool = False) -> str:
        """The tool reads every file as a template too, to see what it calls: nothing in it may begin one."""
        text = printed(without_templates(query), self.dialect, named, aliased=aliased)
        if found := re.search(r"\{[{%#]", text):
            raise Unsayable(f"SQLMesh would read `{found[0]}` in the name of a table or column as a template")
        return f"{text}\n"

    def _head(self, name: str, kind: str, text: str, extra: Sequence[str] = (), known: Sequence[Column] = ()) -> str:
        lines = [
            f"name {self._full(name)}",
            f"kind {kind}",
            f"dialect {self.dialect.name}",
            "optimize_query false",
            f"description {_literal(text)}",
            # A run computes results anew also before a day is over.
            *(["allow_partials true"] if not kind.startswith(("VIEW", "SEED")) else []),
            *extra,
        ]
        if known:
            said = ",\n".join(f"    {self.dialect.print(n.column(c.name))} = {_literal(c.text)}" for c in known)
            lines.append(f"column_descriptions (\n{said}\n  )")
        body = ",\n  ".join(lines)
        what = re.sub(r"\{(?=[{%#])", "{ ", comment_text(f"ruleset {self.plan.name}, version {self.plan.version}"))
        return f"-- {what}. Written by scoreline.\nMODEL (\n  {body}\n);\n\n"

    def _audits(self, known: Sequence[Column]) -> list[str]:
        def printed_column(column: Column) -> str:
            return self.dialect.print(n.column(column.name))

        unique = [printed_column(column) for column in known if column.unique]
        there = [printed_column(column) for column in known if column.known]
        audits = [f"unique_values(columns := ({', '.join(unique)}))"] if unique else []
        audits += [f"not_null(columns := ({', '.join(there)}))"] if there else []
        for column in known:
            if column.labels:
                labels = ", ".join(self.dialect.print(text_without_templates(label)) for label in column.labels)
                audits.append(f"accepted_values(column := {printed_column(column)}, is_in := ({labels}))")
        if not audits:
            return []
        body = ",\n    ".join(audits)
        return [f"audits (\n    {body}\n  )"]

    # ---- samples ---------------------------------------------------------------------------------------------------

    def test(self, test: UnitTest) -> Value:
        relation = next(each for each in self.made.relations if each.name == test.relation)
        read = {table.name for table in relation.query.find_all(exp.Table)}
        inputs: dict[str, Value] = {}
        for rows in test.given:
            if rows.name in read:
                types = {name: {"VARCHAR": "TEXT"}.get(type_, type_) for name, type_ in rows.columns}
                given = [dict(zip(types, row, strict=True)) for row in rows.rows]
                inputs[self._plain_name(rows.name)] = {"columns": types, "rows": given}
        return {
            "model": self._plain_name(test.relation),
            "description": test.text,
            "inputs": inputs,
            "outputs": {"partial": True, "query": {"rows": list(test.expected)}},
        }

    def _plain_name(self, name: str) -> str:
        return f"{SCHEMA}.{self.model_name(name)}"


def _literal(text: str) -> str:
    plain = re.sub(r"\{(?=[{%#])", "{ ", text)
    return "'" + plain.replace("'", "''").replace("\\", "\\\\") + "'"
