"""No dialect is listed higher than the tests show."""

from __future__ import annotations

from scoreline.compiler.sql.dialects.proofs import PROOFS
from scoreline.compiler.sql.emit import DIALECTS
from support.engines import registry


def test_each_dialect_stands_there_once() -> None:
    assert sorted(proof.dialect for proof in PROOFS) == sorted(DIALECTS)


def test_executed_are_those_that_the_conformance_tests_run() -> None:
    executed = {proof.dialect for proof in PROOFS if proof.how == "executed"}
    assert executed == {"duckdb", *registry.LIGHT, *registry.HEAVY}


def test_emulated_are_those_whose_emulators_the_conformance_tests_run() -> None:
    assert {proof.dialect for proof in PROOFS if proof.how == "emulated"} == set(registry.EMULATED)


def test_nothing_is_called_analysed_without_such_tests() -> None:
    assert {proof.how for proof in PROOFS} <= {"executed", "emulated", "parsed"}
