"""Projects of dbt on real databases: written, built, and read back."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from scoreline.cli.main import main
from support.environments import Worker

WORKER = Path(__file__).with_name("dbt_worker.py")


@dataclass(frozen=True)
class Built:
    """What a command of dbt came to: each node's status and message by its name."""

    success: bool
    nodes: dict[str, tuple[str, str]]
    said: str

    def failed(self) -> dict[str, tuple[str, str]]:
        return {name: done for name, done in self.nodes.items() if done[0] not in ("success", "pass", "no-op")}


class Warehouse(Protocol):
    """A database in which dbt builds. `copies` are places to build in that see the same raw tables."""

    dialect: str
    url: str

    def sql(self, *statements: str, copy: str = "") -> list[list[str | None]]: ...

    def environment(self, copy: str = "") -> dict[str, str]: ...


class Dbt:
    """dbt in its own environment."""

    def __init__(self) -> None:
        self._worker = Worker("dbt", WORKER)

    def ask(self, do: str, **request: Any) -> Any:
        return self._worker.ask(do=do, **request)

    def run(self, folder: Path, warehouse: Warehouse, *arguments: str, copy: str = "") -> Built:
        done = self.ask(
            "run_dbt", folder=str(folder), arguments=list(arguments), environment=warehouse.environment(copy)
        )
        nodes = {name: (status, message) for name, status, message in done["nodes"]}
        return Built(done["success"], nodes, f"{done['error']}\n{done['said']}")

    def close(self) -> None:
        self._worker.close()


class DuckDB:
    """A file; a copy of it is a copy of the file."""

    dialect = "duckdb"

    def __init__(self, dbt: Dbt, folder: Path) -> None:
        self._dbt, self._folder = dbt, folder
        self.url = f"duckdb:///{self._path('')}"

    def _path(self, copy: str) -> Path:
        path = self._folder / f"warehouse{copy}.duckdb"
        if copy:
            self.sql("CHECKPOINT")  # what stands in the log only would not be copied
            shutil.copyfile(self._path(""), path)
        return path

    def sql(self, *statements: str, copy: str = "") -> list[list[str | None]]:
        path = self._folder / f"warehouse{copy}.duckdb"
        found: list[list[str | None]] = self._dbt.ask("run_duckdb", path=str(path), statements=statements)
        return found

    def environment(self, copy: str = "") -> dict[str, str]:
        return {"SCORELINE_DUCKDB": str(self._path(copy))}


class Postgres:
    """A server of its own, in an odd time zone; a copy is another schema."""

    dialect = "postgres"

    def __init__(self, dbt: Dbt) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import pgserver

        self._dbt, self._data = dbt, Path(tempfile.mkdtemp(prefix="pg"))
        with contextlib.redirect_stdout(io.StringIO()):
            self._server = pgserver.get_server(self._data, cleanup_mode="stop")
        socket = next(self._data.rglob(".s.PGSQL.*[0-9]"), None) or next(Path("/tmp").rglob(".s.PGSQL.*[0-9]"))
        self._host = str(socket.parent)
        self.url = f"postgresql://postgres@/postgres?host={self._host}"
        self.sql("ALTER DATABASE postgres SET timezone = 'Asia/Tokyo'")

    def sql(self, *statements: str, copy: str = "") -> list[list[str | None]]:
        path = f"SET search_path = scoring{copy}, public"
        found: list[list[str | None]] = self._dbt.ask("run_postgres", host=self._host, statements=[path, *statements])
        return found

    def environment(self, copy: str = "") -> dict[str, str]:
        return {"PGHOST": self._host, "SCORELINE_SCHEMA": f"scoring{copy}", "PGUSER": "postgres"}

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._data, ignore_errors=True)


@contextlib.contextmanager
def warehouses(dbt: Dbt, folder: Path, name: str) -> Iterator[Warehouse]:
    if name == "duckdb":
        yield DuckDB(dbt, folder)
        return
    postgres = Postgres(dbt)
    try:
        yield postgres
    finally:
        postgres.close()


def compiled(rules: Path, folder: Path, *options: str, to: str = "dbt") -> str:
    """Writes a project; what the command says."""
    from click.testing import CliRunner

    done = CliRunner().invoke(main, ["compile", str(rules), "--to", to, "-o", str(folder), *options])
    assert done.exit_code == 0, done.output
    return done.output


def all_rows(warehouse: Warehouse, relations: Sequence[str], copy: str = "") -> dict[str, list[list[str | None]]]:
    """The rows of each relation, in one order."""
    return {
        name: sorted(warehouse.sql(f'SELECT * FROM "{name}"', copy=copy), key=lambda row: [str(cell) for cell in row])
        for name in relations
    }
