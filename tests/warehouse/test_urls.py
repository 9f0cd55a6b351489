"""URLs of databases, and secrets that nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.warehouse.libpq import completed
from scoreline.warehouse.urls import BadUrl, Target, read_url, redacted


def test_files_are_named_from_here_or_from_the_root() -> None:
    assert read_url("duckdb:///crm.duckdb") == Target("duckdb", path="crm.duckdb")
    assert read_url("sqlite:////data/c%20r%3Fm.db?lock_timeout=2").path == "/data/c r?m.db"


def test_the_parts_of_a_server() -> None:
    found = read_url("PostgreSQL://k%40te:p%2Fw%3A%23@[::1]:5433/c%20rm?sslmode=require")
    assert (found.engine, found.user, found.password) == ("postgres", "k@te", "p/w:#")
    assert (found.host, found.port, found.database) == ("::1", 5433, "c rm")
    assert found.options == (("sslmode", "require"),)
    assert found.shown() == "postgres k@te@::1:5433/c rm"
    assert "p/w" not in repr(found)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("crm.duckdb", "it is no URL of a database"),
        ("oracle://kim:sesame@host/db", "`oracle://` is no database that scoreline can deploy to"),
        ("sesame kim://x", "this is no database"),
        ("duckdb://crm.db", "wants a file"),
        ("duckdb:///", "wants a file"),
        ("postgresql://kim:ses/ame@host/db", "`%2F`"),
        ("postgresql://kim:ses#ame@host/db", "`%2F`"),
        ("postgresql://kim@host:sesame/db", "host or port cannot be read"),
        ("postgresql://kim@[sesame/db", "host or port cannot be read"),
        ("postgresql://kim@host/db?pasword=sesame", "an option behind the `?` is not known"),
        ("postgresql://kim@host/db?lock_timeout=sesame", "`lock_timeout` is a number of seconds"),
    ],
)
def test_what_is_no_url_is_not_repeated(url: str, said: str) -> None:
    with pytest.raises(BadUrl) as error:
        read_url(url)
    assert said in str(error.value)
    assert "sesame" not in str(error.value) and "ame" not in str(error.value).replace("name", "")


def test_a_password_is_hidden_however_it_is_written() -> None:
    secret = "a'b c/d\\e"
    text = f"raw {secret}; repr {secret!r}; quoted a%27b%20c%2Fd%5Ce a%27b%20c/d%5Ce a%27b+c%2Fd%5Ce"
    assert redacted(text, secret) == 'raw ***; repr "***"; quoted *** *** ***'
    assert redacted("nothing", None) == redacted("nothing", "") == "nothing"


def test_what_the_url_leaves_open_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"PGHOST": "db", "PGPORT": "5433", "PGUSER": "kim", "PGDATABASE": "crm"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PGPASSWORD", "from the environment")
    found = completed(read_url("postgresql://"))
    assert (found.host, found.port, found.user, found.database) == ("db", 5433, "kim", "crm")
    assert found.password == "from the environment"
    assert completed(read_url("postgresql://lee:mine@other/two")).password == "mine"
    monkeypatch.delenv("PGPASSWORD")
    kept = tmp_path / "pgpass"
    kept.write_text("# all\nelse:*:*:kim:no\ndb:5433:*:kim:a\\:b\\\\c\n*:*:*:*:other\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    assert completed(read_url("postgresql://")).password == "a:b\\c"
    assert completed(read_url("postgresql://lee@")).password == "other"
    kept.chmod(0o644)
    assert completed(read_url("postgresql://")).password is None
