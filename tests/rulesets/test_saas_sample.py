"""The generator of the demo's data: the same bytes everywhere, and rows that are wrong on purpose."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from scoreline.rulesets.saas import make_sample

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_sample.make(tmp_path_factory.mktemp("sample"), leads=5_000, events=60_000, seed=2026)


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_bytes(made: tuple[Path, Path]) -> None:
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in made]
    assert hashes == ["10e83cd60dd67093", "9df4091fe59d4f3b"]


def test_another_seed_gives_other_leads(made: tuple[Path, Path], tmp_path: Path) -> None:
    leads, _ = make_sample.make(tmp_path, leads=50, events=100, seed=7)
    assert read(leads)[:50] != read(made[0])[:50]


def test_there_are_as_many_rows_as_promised(made: tuple[Path, Path]) -> None:
    leads, events = (read(path) for path in made)
    assert len({row["id"] for row in leads} - {""}) == 5_000
    assert len(events) == 60_000


def test_some_rows_are_wrong_on_purpose(made: tuple[Path, Path]) -> None:
    leads, events = (read(path) for path in made)
    keys = Counter(row["id"] for row in leads)
    assert keys[""] == 1
    assert sum(count > 1 for count in keys.values()) == 3
    assert sum(row["lead"] not in keys for row in events) == 25
    assert sum(row["event"] == "chat" for row in events) == 12
    assert sum(row["at"] == "" for row in events) == 9
    assert sum(row["at"] > "2026-01-15T09:00:00Z" for row in events) == 6
    assert any(row["employees"] == "about 50" for row in leads)


def test_no_address_can_be_that_of_a_person(made: tuple[Path, Path]) -> None:
    addresses = {row["email"] for row in read(made[0])} - {""}
    assert all(address.startswith("lead-") and address.endswith(".example") for address in addresses)
