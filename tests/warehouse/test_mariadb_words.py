"""What clients of MariaDB leave to files and to SHOW GRANTS, and what its types hold: no server is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.compiler.sql.typed import Physical
from scoreline.warehouse import mariadb
from scoreline.warehouse.grants import NEEDED, lacking
from scoreline.warehouse.option_file import completed
from scoreline.warehouse.refusals import EngineError
from scoreline.warehouse.urls import BadUrl, read_url

FILE = """
# of all programs
[mysqld]
password = no
!includedir /etc/mysql/conf.d
[client]
user=kim
password = "a#b\\\\c\\"d" # behind it
host = db.example.com   # the main one
port = 3307
ssl-ca = /ca.pem
[mysqldump]
user = other
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MYSQL_PWD", raising=False)
    return tmp_path


def test_what_the_url_leaves_open_comes_from_the_option_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / ".my.cnf"
    file.write_text(FILE)
    file.chmod(0o600)
    found = completed(read_url("mariadb:///crm?ssl_mode=verify_ca"))
    assert (found.host, found.port, found.user, found.database) == ("db.example.com", 3307, "kim", "crm")
    assert found.password == 'a#b\\c"d'
    assert dict(found.options)["ssl_ca"] == "/ca.pem"
    found = completed(read_url("mysql://lee:mine@other:1/two"))
    assert (found.host, found.port, found.user, found.password) == ("other", 1, "lee", "mine")
    monkeypatch.setenv("MYSQL_PWD", "from the environment")
    assert completed(read_url("mariadb:///crm")).password == "from the environment"
    monkeypatch.delenv("MYSQL_PWD")
    file.chmod(0o666)  # everybody may write to it
    assert completed(read_url("mariadb:///crm")).password is None


def test_a_socket_of_the_option_file(home: Path) -> None:
    (home / ".my.cnf").write_text("[client]\nsocket=/run/db.sock\n")
    assert dict(completed(read_url("mariadb:///crm")).options) == {"socket": "/run/db.sock"}
    assert dict(completed(read_url("mariadb://host/crm")).options) == {}


@pytest.mark.parametrize("url", ["mariadb://kim@host/crm?ssl_mode=on", "postgresql://kim@host/crm?sslmode=requird"])
def test_how_much_is_asked_of_a_certificate_is_one_of_a_few_words(url: str) -> None:
    with pytest.raises(BadUrl, match="is one of"):
        read_url(url)


@pytest.mark.parametrize(
    ("grants", "missing"),
    [
        (["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION"], []),
        (["GRANT USAGE ON *.* TO `kim`@`%`", "GRANT ALL PRIVILEGES ON `crm`.* TO `kim`@`%`"], []),
        (["GRANT ALL PRIVILEGES ON `crm\\_2`.* TO `kim`@`%`"], list(NEEDED)),
        (["GRANT ALL PRIVILEGES ON `c%`.* TO `kim`@`%`"], []),
        (["GRANT ALL PRIVILEGES ON `cr_`.* TO `kim`@`%`"], []),
        (["GRANT ALL PRIVILEGES ON `cr\\_`.* TO `kim`@`%`"], list(NEEDED)),
        (["GRANT SELECT, INSERT ON *.* TO x", "GRANT UPDATE, DELETE, CREATE, DROP ON `crm`.* TO x"], list(NEEDED[-2:])),
        (["GRANT SELECT (`a`, `ALL`) ON `crm`.`leads` TO x", "GRANT `role` TO `x`@`%`"], list(NEEDED)),
    ],
)
def test_rights_that_are_missing(grants: list[str], missing: list[str]) -> None:
    assert lacking(grants, "crm") == missing


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("tinyint(1)", Physical("integer")),
        ("bigint(20) unsigned", Physical("integer")),
        ("int(6) unsigned zerofill", Physical("integer", shown_otherwise=True)),
        ("bit(1)", Physical("integer", shown_otherwise=True)),
        ("year(4)", Physical("integer", shown_otherwise=True)),
        ("decimal(10,2) unsigned", Physical("decimal", 10, 2)),
        ("double(10,2)", Physical("double")),
        ("float unsigned", Physical("double")),
        ("datetime(6)", Physical("timestamp")),
        ("timestamp", Physical("timestamp with time zone")),
        ("date", Physical("date")),
        ("enum('unsigned','b')", Physical("text")),
        ("set('a','b')", Physical("text")),
        ("longtext", Physical("text")),
        ("char(36)", Physical("text")),
        ("uuid", Physical("text")),
        ("time(6)", None),
        ("varbinary(16)", None),
        ("geometry", None),
    ],
)
def test_types_of_columns(written: str, holds: Physical | None) -> None:
    assert mariadb._declared(written) == holds


@pytest.mark.parametrize(
    ("version", "dialect"),
    [
        ("10.11.19-MariaDB-0+deb12u1", "mariadb"),
        ("11.4.2-MariaDB", "mariadb"),
        ("8.0.17", "mysql"),
        ("8.4.0-commercial", "mysql"),
        ("10.5.9-MariaDB", "this is MariaDB 10.5.9-MariaDB, and 10.6 is the oldest one"),
        ("5.7.44-log", "this is MySQL 5.7.44-log, and 8.0.17 is the oldest one"),
    ],
)
def test_which_server_it_is(version: str, dialect: str) -> None:
    if dialect in ("mariadb", "mysql"):
        assert mariadb._dialect(version).name == dialect
        return
    with pytest.raises(EngineError) as error:
        mariadb._dialect(version)
    assert str(error.value).startswith(dialect)
