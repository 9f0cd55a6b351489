"""ClickHouse behind HTTP on this machine: the engine of the package chdb in a process of its own.

Of the interface of a ClickHouse server there is what the driver needs: statements in the body, the database, settings
and the form of the result as parameters, user and password, errors with their number. Each request has a session of its
own, as on a server.
"""

from __future__ import annotations

import atexit
import base64
import re
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PASSWORD = "sesame:/@"
QUOTED = PASSWORD.replace(":", "%3A").replace("/", "%2F").replace("@", "%40")
_OTHERS = ("client_protocol_version", "compress", "enable_http_compression", "role", "session_timeout")
_USERS = """<clickhouse>
<profiles><default/></profiles><quotas><default/></quotas>
<users><default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
{rights}</default></users></clickhouse>"""
_CONFIG = "<clickhouse><users_config>{users}</users_config></clickhouse>"


def said(sql: str) -> str:
    """A statement of the tests in ClickHouse's words."""
    sql = re.sub(r"^ALTER TABLE (\w+) RENAME TO", r"RENAME TABLE \1 TO", sql)
    sql = re.sub(r"^(DELETE FROM \w+)$", r"\1 WHERE true", sql)
    sql = sql.replace("CREATE SCHEMA", "CREATE DATABASE")
    if sql.startswith("CREATE TABLE"):
        head, found, query = sql.partition(" AS SELECT")
        types = {"VARCHAR(20)": "Nullable(String)", "VARCHAR(2)": "LowCardinality(Nullable(String))"}
        for theirs, own in types.items():
            head = head.replace(theirs, own)
        head = re.sub(r"\bINTEGER\b", "Nullable(Int32)", head)
        sql = f"{head} ENGINE = MergeTree ORDER BY (){found}{query}"
    return sql


class Server:
    """A server of its own process; `rights` are grants of its user, all where there are none."""

    def __init__(self, folder: Path, rights: tuple[str, ...] = ()) -> None:
        listed = "".join(f"<query>GRANT {right}</query>" for right in rights)
        users, config = folder / "users.xml", folder / "config.xml"
        granted = f"<grants>{listed}</grants>" if rights else "<access_management>1</access_management>"
        users.write_text(_USERS.format(rights=granted))
        config.write_text(_CONFIG.format(users=users))
        command = [sys.executable, __file__, str(folder / "data"), str(config), PASSWORD]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.strip().isdigit():
            raise RuntimeError("ClickHouse did not start")
        self.port = int(line)

    def close(self) -> None:
        """Its end of input ends it."""
        self._process.communicate()


@lru_cache
def running() -> Server:
    folder = Path(tempfile.mkdtemp(prefix="chhttp"))
    server = Server(folder)

    def stop() -> None:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    data: str
    password: str

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/ping":
            self._answer(200, b"Ok.\n")
        else:
            self._respond(b"")

    def do_POST(self) -> None:
        self._respond(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _respond(self, body: bytes) -> None:
        parameters = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        user, password = self._credentials()
        if (user, password) != ("default", self.password):
            self._refuse(f"Code: 516. DB::Exception: {user}: Authentication failed (AUTHENTICATION_FAILED)")
            return
        try:
            found, form = self._run(parameters, body.decode())
        except Exception as error:
            self._refuse(str(error))
        else:
            self._answer(200, found, {"X-ClickHouse-Format": form})

    def _run(self, parameters: dict[str, str], body: str) -> tuple[bytes, str]:
        import chdb

        query = "\n".join(part for part in (parameters.pop("query", ""), body) if part)
        database, form = parameters.pop("database", ""), parameters.pop("default_format", "TabSeparated")
        for name in ("session_id", "query_id", "wait_end_of_query", *_OTHERS):
            parameters.pop(name, None)
        connection: Any = chdb.connect(self.data)
        try:
            if database:
                connection.query(f"USE `{database}`")
            for name, value in parameters.items():
                connection.query(f"SET {name} = '{value}'")
            asked = re.search(r"\bFORMAT\s+(\w+)\s*;?\s*$", query)
            return connection.query(query, asked[1] if asked else form).bytes() or b"", asked[1] if asked else form
        finally:
            connection.close()

    def _credentials(self) -> tuple[str, str]:
        kind, _, coded = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            user, _, password = base64.b64decode(coded).decode().partition(":")
            return user, password
        return self.headers.get("X-ClickHouse-User", "default"), self.headers.get("X-ClickHouse-Key", "")

    def _refuse(self, message: str) -> None:
        code = re.search(r"Code: (\d+)", message)
        self._answer(500, message.encode(), {"X-ClickHouse-Exception-Code": code[1] if code else "1002"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "X-ClickHouse-Timezone": "UTC",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _serve(data: str, config: str, password: str) -> None:
    """Until the input ends."""
    import threading

    import chdb

    _Handler.data, _Handler.password = f"{data}?config-file={config}", password
    kept: Any = chdb.connect(_Handler.data)  # the engine stays as long as there is a connection
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    server.shutdown()
    kept.close()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
