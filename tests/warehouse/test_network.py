"""Servers over the network: passwords, certificates, and what becomes of them in messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError
from scoreline.warehouse.urls import read_url
from support import loopback
from support.engines.registry import wanted
from support.loopback import PASSWORD, Server
from support.warehouses import FIRST, FIRST_ROWS, RAW, SECOND, Place, plan_of

ENGINES = ("postgres", *(name for name in ("mariadb",) if name in wanted()))
WRITTEN = quote(PASSWORD, safe="")
# What says how much of a certificate is asked.
OPTION = {"postgres": "sslmode", "mariadb": "ssl_mode"}
AUTHORITY = {"postgres": "sslrootcert", "mariadb": "ssl_ca"}
MODES = {
    "postgres": {"none": "require", "authority": "verify-ca", "identity": "verify-full"},
    "mariadb": {"none": "required", "authority": "verify_ca", "identity": "verify_identity"},
}


@pytest.fixture(scope="module", params=ENGINES)
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server]]:
    with getattr(loopback, request.param)() as found:
        yield request.param, found


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No option files of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("PGPASSWORD", "PGPASSFILE", "MYSQL_PWD"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def _url(engine: str, server: Server, password: str = f":{WRITTEN}", host: str = "localhost", **options: str) -> str:
    scheme = {"postgres": "postgresql", "mariadb": "mysql"}[engine]
    listed = "&".join(f"{name}={quote(value, safe='')}" for name, value in options.items())
    return f"{scheme}://kim{password}@{host}:{server.port}/crm?{listed}"


def _encrypted(engine: str, url: str) -> bool:
    connection = connect(read_url(url))
    try:
        # Of PostgreSQL's two ports one takes nothing else.
        found = connection.execute("SELECT 1" if engine == "postgres" else "SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        return bool(found[0][-1])
    finally:
        connection.close()


def test_a_deployment_with_a_password_over_an_encrypted_connection(server: tuple[str, Server], tmp_path: Path) -> None:
    engine, found = server
    mode = {OPTION[engine]: MODES[engine]["identity"], AUTHORITY[engine]: str(found.authority)}
    url = _url(engine, found, **mode)
    assert _encrypted(engine, url)
    session = connect(read_url(url))
    for statement in RAW:
        moment = {"postgres": "TIMESTAMPTZ", "mariadb": "DATETIME"}[engine]
        sql = statement.format(moment=moment)
        session.execute(sql if engine == "postgres" else sql.replace('"', "`"))
    here = Place(engine, url, session.execute)
    here.deploy(plan_of(FIRST, tmp_path))
    assert here.scores() == FIRST_ROWS
    here.deploy(plan_of(SECOND, tmp_path))
    here.roll_back()
    assert here.scores() == FIRST_ROWS
    user = here.run("SELECT deployed_by FROM scoreline_deployments")[0][0]
    assert user.startswith("kim")
    session.close()


def test_by_itself_a_connection_is_encrypted_where_the_server_can(server: tuple[str, Server]) -> None:
    engine, found = server
    assert _encrypted(engine, _url(engine, found))
    assert _encrypted(engine, _url(engine, found, **{OPTION[engine]: MODES[engine]["none"]}))


def test_a_certificate_of_nobody_known_or_of_another_host(server: tuple[str, Server]) -> None:
    engine, found = server
    option, modes = OPTION[engine], MODES[engine]
    known = {AUTHORITY[engine]: str(found.authority)}
    for options, host in (
        ({option: modes["authority"]}, "localhost"),  # the system's authorities do not vouch for it
        ({option: modes["identity"], **known}, "127.0.0.1"),  # it names no address
    ):
        with pytest.raises(EngineError, match=r"(?i)certificate"):
            connect(read_url(_url(engine, found, host=host, **options)))
    assert _encrypted(engine, _url(engine, found, host="127.0.0.1", **{option: modes["authority"], **known}))
    with pytest.raises(EngineError, match="No such file"):
        connect(read_url(_url(engine, found, **{option: modes["authority"], AUTHORITY[engine]: "/nowhere.crt"})))


def test_passwords_from_the_environment_and_from_files(
    server: tuple[str, Server], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, found = server
    url = _url(engine, found, password="")
    with pytest.raises(EngineError):
        connect(read_url(url))
    if engine == "postgres":
        path, text = home / ".pgpass", f"localhost:*:crm:kim:{PASSWORD.replace(':', chr(92) + ':')}\n"
    else:
        path, text = home / ".my.cnf", f"# mine\n[mysqld]\nport=1\n[client]\npassword = '{PASSWORD}' # behind it\n"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    connect(read_url(url)).close()
    path.unlink()
    monkeypatch.setenv({"postgres": "PGPASSWORD", "mariadb": "MYSQL_PWD"}[engine], PASSWORD)
    connect(read_url(url)).close()


def test_a_wrong_password_is_not_repeated(server: tuple[str, Server]) -> None:
    engine, found = server
    with pytest.raises(EngineError) as error:
        connect(read_url(_url(engine, found, password=":sesame%C5%91")))
    assert "sesame" not in str(error.value) and "kim" in str(error.value)


def test_a_server_that_does_not_encrypt(server: tuple[str, Server]) -> None:
    engine, found = server
    if engine == "mariadb":
        assert not _encrypted(engine, _url(engine, found, ssl_mode="disabled"))
        return
    with pytest.raises(EngineError):  # the encrypted port
        connect(read_url(_url(engine, found, sslmode="disable")))
    plain = replace(found, port=found.plain)
    for mode in ("disable", "prefer"):
        connect(read_url(_url(engine, plain, sslmode=mode))).close()
    with pytest.raises(EngineError, match=r"(?i)ssl"):
        connect(read_url(_url(engine, plain, sslmode="require")))
