"""Servers that listen on this machine's own address, ask for passwords, and encrypt with a certificate made here."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engines.mariadb import MariaDB

PASSWORD = "p@ss/w:#1 ő"


@dataclass(frozen=True)
class Server:
    """`authority` is the certificate of `localhost`, and of no address; `run` is a session of the administrator.

    `plain` is the port of connections without encryption.
    """

    port: int
    authority: Path
    run: Callable[[str], Any]
    plain: int


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    made, key = folder / "server.crt", folder / "server.key"
    wanted = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made, *wanted]
    subprocess.run(command, check=True, capture_output=True)
    return made, key


@contextmanager
def postgres() -> Iterator[Server]:
    """`port` takes encrypted connections only, `plain` others only; `kim` has a password.

    The server of pgserver is built without encryption: what ends it stands before the server.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import pg8000.native
    import pgserver
    from pgserver import _commands

    folder = Path(tempfile.mkdtemp(prefix="pgnet"))
    with contextlib.redirect_stdout(io.StringIO()):
        server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        lines = ("local all all trust", "host all all 127.0.0.1/32 scram-sha-256")
        (folder / "pg_hba.conf").write_text("\n".join(lines) + "\n")
        plain = free_port()
        options = ["-o", f"-h 127.0.0.1 -k {folder} -p {plain}", "-l", str(folder / "network.log")]
        _commands.pg_ctl(["-w", "-m", "fast", *options, "restart"], pgdata=folder, user=server.system_user)
        admin = pg8000.native.Connection("postgres", unix_sock=f"{folder}/.s.PGSQL.{plain}", database="postgres")
        admin.run(f"CREATE ROLE kim LOGIN PASSWORD '{PASSWORD}'")
        admin.run("CREATE DATABASE crm OWNER kim")
        with tempfile.TemporaryDirectory(prefix="pgca") as authority:
            made, key = certificate(Path(authority))
            with _Encrypting(plain, made, key) as front:
                yield Server(front.port, made, admin.run, plain)
        admin.close()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class _Encrypting:
    """Ends the encryption of clients of PostgreSQL before a server that has none; closes what asks for none."""

    def __init__(self, server: int, made: Path, key: Path) -> None:
        self._server = server
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(made, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> _Encrypting:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        asked = client.recv(8, socket.MSG_WAITALL)
        if struct.unpack("!ii", asked) != (8, 80_877_103):  # the message SSLRequest
            client.close()
            return
        client.sendall(b"S")
        try:
            secure = self._context.wrap_socket(client, server_side=True)
        except OSError:  # the client does not like the certificate
            client.close()
            return
        behind = socket.create_connection(("127.0.0.1", self._server))
        threading.Thread(target=_pass_on, args=(behind, secure), daemon=True).start()
        _pass_on(secure, behind)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextmanager
def mariadb() -> Iterator[Server]:
    """The same; connections without encryption are taken too."""
    with tempfile.TemporaryDirectory(prefix="mariadbnet") as folder:
        made, key = certificate(Path(folder))
        port = free_port()
        engine = MariaDB((f"--port={port}", "--bind-address=127.0.0.1", f"--ssl-cert={made}", f"--ssl-key={key}"))
        try:
            engine.execute("CREATE DATABASE crm")
            engine.execute(f"CREATE USER kim IDENTIFIED BY '{PASSWORD}'")
            engine.execute("GRANT ALL ON crm.* TO kim")
            yield Server(port, made, lambda sql: engine.execute(sql).fetchall(), port)
        finally:
            engine.close()
