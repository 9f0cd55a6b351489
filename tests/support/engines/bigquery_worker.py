"""ZetaSQL in an environment of its own: analyses and evaluates BigQuery's SQL. One line of JSON asks, one answers.

`{"load": {table: {"columns": [[name, kind], …], "rows": [[…], …]}}}` sets the tables; `{"analyse": sql}` gives the
columns of a view that is made, by name and kind; `{"query": sql}` gives rows, decimals in them as
`{"units": n, "places": p}` and moments without a zone as `{"moment": [year, month, day, hour, minute, second]}`.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import wasmtime
from google.protobuf.message import DecodeError

DATASET = "scoreline"
_COLLATION = ("FEATURE_ANNOTATION_FRAMEWORK", "FEATURE_COLLATION_SUPPORT")
_DECIMALS = {"numeric_value": 9, "bignumeric_value": 38}  # their places
_CELLS = {bool: "bool_value", int: "int64_value", str: "string_value", float: "double_value"}
_KINDS = {"FLOAT64": "DOUBLE"}  # by their names in SQL, where they differ
_ARRAY = "ARRAY OF "
_FIELDS = (6, 6, 5, 5, 4, 20)  # bits of second, minute, hour, day, month, year


def keep_compiled() -> None:
    """Compiling takes half a minute: the machine code is kept beside the environment's packages."""
    kept, compile_ = Path(sys.prefix) / f"zetasql-{version('wasmtime')}.cwasm", wasmtime.Module.from_file

    def from_file(engine: wasmtime.Engine, path: str) -> wasmtime.Module:
        if not kept.exists():
            made = kept.with_suffix(f".{os.getpid()}")
            made.write_bytes(compile_(engine, path).serialize())
            made.replace(kept)
        return wasmtime.Module.deserialize_file(engine, str(kept))

    wasmtime.Module.from_file = staticmethod(from_file)


def copy_in_blocks() -> None:
    """The library's own copies go byte by byte, which takes most of the time."""
    from zetasql.core.wasm_client import WasmClient

    def start(self: WasmClient) -> int:
        return ctypes.addressof(self.memory.data_ptr().contents)

    WasmClient.read_bytes = lambda self, at, size: ctypes.string_at(start(self) + at, size)
    WasmClient.write_bytes = lambda self, at, data: ctypes.memmove(start(self) + at, data, len(data))


class Service:
    def __init__(self) -> None:
        from zetasql import types
        from zetasql.api import CatalogBuilder, TableBuilder
        from zetasql.core.local_service import ZetaSqlLocalService
        from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as messages

        self._types, self._messages, self._builder = types, messages, TableBuilder
        service = ZetaSqlLocalService.get_instance()
        self._call = service.wasm_client.call_grpc_func
        language = types.LanguageOptions.maximum_features()
        # External: the types and names of the product; otherwise those that only its makers have.
        language.product_mode = types.ProductMode.PRODUCT_EXTERNAL
        language.enabled_language_features += [getattr(types.LanguageFeature, name) for name in _COLLATION]
        language.supported_statement_kinds = []
        # The default zone is odd on purpose.
        self._options = types.AnalyzerOptions(language_options=language, default_timezone="Asia/Tokyo").to_proto()
        builtin = types.ZetaSQLBuiltinFunctionOptions(language_options=language)
        self._builtin = CatalogBuilder("project").with_builtin_functions(builtin).build().to_proto()
        self.load({})

    def load(self, tables: dict[str, Any]) -> None:
        # The analyser finds tables by their dataset only; the evaluator knows content of tables without one.
        self._analysed, self._evaluated = type(self._builtin)(), type(self._builtin)()
        self._content: dict[str, Any] = {}
        self._analysed.CopyFrom(self._builtin)
        self._evaluated.CopyFrom(self._builtin)
        dataset = self._analysed.catalog.add()
        dataset.name = DATASET
        for name, given in tables.items():
            builder = self._builder(name)
            for column, kind in given["columns"]:
                builder = builder.add_column(column, self._kind(kind.removeprefix(_ARRAY)))
            made = builder.build().to_proto()
            for column, (_, kind) in zip(made.column, given["columns"], strict=True):
                if kind.startswith(_ARRAY):
                    column.type.type_kind = self._types.TypeKind.TYPE_ARRAY
                    column.type.array_type.element_type.type_kind = self._kind(kind.removeprefix(_ARRAY))
            dataset.table.append(made)
            self._evaluated.table.append(made)
            self._content[name] = given["rows"]

    def analyse(self, sql: str) -> list[list[str]]:
        asked = self._messages.AnalyzeRequest(sql_statement=sql, options=self._options, simple_catalog=self._analysed)
        try:
            answer = self._call("ZetaSqlLocalService_Analyze", asked, self._messages.AnalyzeResponse)
        except DecodeError:
            return []  # it was analysed: the tree is deeper than what the Python side reads
        found = answer.resolved_statement
        view = found.resolved_create_statement_node.resolved_create_view_base_node.resolved_create_view_stmt_node.parent
        return [  # none where it is another statement
            [each.name, self._named(each.column.type)] for each in view.output_column_list
        ]

    def _kind(self, name: str) -> Any:
        return getattr(self._types.TypeKind, f"TYPE_{_KINDS.get(name, name)}")

    def _named(self, type_: Any) -> str:
        if type_.type_kind == self._types.TypeKind.TYPE_ARRAY:
            return _ARRAY + self._named(type_.array_type.element_type)
        return str(self._types.TypeKind(type_.type_kind).name.removeprefix("TYPE_"))

    def query(self, sql: str) -> list[list[Any]]:
        asked = self._messages.EvaluateQueryRequest(sql=sql, options=self._options, simple_catalog=self._evaluated)
        for name, rows in self._content.items():
            table = asked.table_content[name].table_data
            table.SetInParent()  # also where it has no rows
            for row in rows:
                cells = table.row.add().cell
                for value in row:
                    cell = cells.add()
                    if value is not None:
                        setattr(cell, _CELLS[type(value)], value)
        found = self._call("ZetaSqlLocalService_EvaluateQuery", asked, self._messages.EvaluateQueryResponse)
        return [[_value(cell) for cell in row.cell] for row in found.content.table_data.row]


def _value(cell: Any) -> Any:
    kind = cell.WhichOneof("value")
    if kind is None:
        return None
    found = getattr(cell, kind)
    if kind in _DECIMALS:
        return {"units": int.from_bytes(found, "little", signed=True), "places": _DECIMALS[kind]}
    if kind == "datetime_value":
        packed, fields = found.bit_field_datetime_seconds, []
        for bits in _FIELDS:
            fields.append(packed & ((1 << bits) - 1))
            packed >>= bits
        return {"moment": fields[::-1]}
    assert kind in _CELLS.values(), kind
    return found


def main() -> None:
    keep_compiled()
    copy_in_blocks()
    asked, answers = sys.stdin, os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever the library prints is no answer
    service = Service()
    for line in asked:
        try:
            ((what, given),) = json.loads(line).items()
            answer = {"ok": getattr(service, what)(given)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
