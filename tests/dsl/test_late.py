"""`dsl.late.dataclass` does what the standard library's does: the same classes are made by both and compared."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import pickle
import pkgutil
import threading
from typing import Any

import pytest
import scoreline
from hypothesis import given
from hypothesis import strategies as st
from scoreline.dsl import late

_POINT = {"__annotations__": {"x": "int", "y": "tuple[int, ...]", "name": "str"}, "y": (), "name": "none"}


def _pair(body: dict[str, Any], **options: bool) -> tuple[Any, Any]:
    """The same class body, decorated by the project and by the standard library."""
    ours, theirs = (type("Point", (), {**body, "__module__": __name__}) for _ in range(2))
    return late.dataclass(slots=True, **options)(ours), dataclasses.dataclass(slots=True, **options)(theirs)


@late.dataclass(frozen=True, slots=True)
class Kept:
    """At the top of the module, for pickling."""

    a: int
    b: str = "b"


_values = st.tuples(st.integers(0, 2), st.lists(st.integers(0, 1), max_size=2).map(tuple), st.sampled_from("ab"))


@given(_values, _values)
def test_frozen_values_compare_and_hash_as_those_of_the_standard_library(
    one: tuple[Any, ...], other: tuple[Any, ...]
) -> None:
    ours, theirs = _pair(_POINT, frozen=True, order=True)
    a, b, c, d = ours(*one), ours(*other), theirs(*one), theirs(*other)
    assert (a == b, a != b, a < b, a <= b, a > b, a >= b) == (c == d, c != d, c < d, c <= d, c > d, c >= d)
    assert hash(a) == hash(c)
    assert repr(a) == repr(c)
    assert dataclasses.asdict(a) == dataclasses.asdict(c)
    assert dataclasses.astuple(dataclasses.replace(a, x=7)) == (7, *one[1:])


def test_different_classes_are_never_equal() -> None:
    ours, theirs = _pair(_POINT, frozen=True)
    assert ours(1) != theirs(1)
    assert ours(1).__eq__((1, (), "none")) is NotImplemented
    with pytest.raises(TypeError):
        _ = ours(1) < ours(2)


@pytest.mark.parametrize("first", [True, False])
def test_a_wrong_call_is_refused_each_time(first: bool) -> None:
    ours, theirs = _pair(_POINT, frozen=True)
    if not first:
        ours(1)
    for call in ({}, {"x": 1, "z": 2}):
        with pytest.raises(TypeError) as found:
            ours(**call)
        with pytest.raises(TypeError) as wanted:
            theirs(**call)
        assert str(found.value) == str(wanted.value)
    assert ours(1, name="n").name == "n"


def test_a_frozen_value_cannot_be_changed() -> None:
    point = _pair(_POINT, frozen=True)[0](1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x
    with pytest.raises(AttributeError):
        point.other = 2
    assert point.x == 1


def test_one_that_is_not_frozen_has_no_hash_and_can_be_changed() -> None:
    body = {"__annotations__": {"found": "list[int]"}, "found": late.field(default_factory=list)}
    ours, theirs = _pair(body)
    one, other = ours(), ours()
    one.found.append(1)
    assert (one.found, other.found, ours([2]).found) == ([1], [], [2])
    other.found = [1]
    assert one == other
    for value in (one, theirs()):
        with pytest.raises(TypeError, match="unhashable"):
            hash(value)
        with pytest.raises(AttributeError):
            value.more = 1


def test_fields_are_those_of_the_standard_library() -> None:
    ours, theirs = _pair(_POINT, frozen=True)
    assert dataclasses.is_dataclass(ours)
    assert dataclasses.is_dataclass(ours(1))
    for mine, known in zip(dataclasses.fields(ours), dataclasses.fields(theirs), strict=True):
        assert (mine.name, mine.type, mine.default) == (known.name, known.type, known.default)
    assert ours.__slots__ == ours.__match_args__ == ("x", "y", "name")


def test_own_methods_stay() -> None:
    body = _POINT | {"__repr__": lambda self: f"<{self.x}>", "__hash__": lambda self: self.x}
    point = _pair(body, frozen=True)[0](5)
    assert (repr(point), hash(point)) == ("<5>", 5)


def test_copies_and_pickles() -> None:
    kept = Kept(1, "two")
    assert [pickle.loads(pickle.dumps(kept, n)) for n in range(2, 6)] == [kept] * 4
    assert copy.copy(kept) == copy.deepcopy(kept) == kept
    match kept:
        case Kept(a, b):
            assert (a, b) == (1, "two")


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="derived"):
        late.dataclass(frozen=True, slots=True)(type("Derived", (Kept,), {"__annotations__": {"c": "int"}}))
    with pytest.raises(TypeError, match="options"):
        late.dataclass(slots=True)(type("Options", (), {"__annotations__": {"c": "int"}, "c": late.field(repr=False)}))


def test_threads_that_come_first_together() -> None:
    ours = _pair(_POINT, frozen=True)[0]
    found: list[Any] = []
    threads = [threading.Thread(target=lambda n=n: found.append(ours(n))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {point.x for point in found} == set(range(8))
    assert len(set(found)) == 8


def _late_classes() -> list[Any]:
    found: dict[str, Any] = {}
    for package in ("dsl", "grammar"):
        whole = importlib.import_module(f"{scoreline.__name__}.{package}")
        for module in pkgutil.walk_packages(whole.__path__, f"{whole.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, type) and "_defaults_" in vars(value):
                    found[f"{value.__module__}.{value.__qualname__}"] = value
    return list(found.values())


def test_every_class_of_the_project_takes_what_the_standard_library_would_have_it_take() -> None:
    classes = _late_classes()
    assert len(classes) > 300
    for cls in classes:
        body = {"__annotations__": cls.__annotations__, **cls._defaults_}
        known = dataclasses.dataclass(type(cls.__name__, (), body))
        values = [object() for _ in dataclasses.fields(known)]
        made, like = cls(*values), known(*values)
        for field in dataclasses.fields(known):
            assert getattr(made, field.name) is getattr(like, field.name)
        needed = [f for f in dataclasses.fields(known) if f.default is f.default_factory is dataclasses.MISSING]
        short, like = cls(*values[: len(needed)]), known(*values[: len(needed)])
        for field in dataclasses.fields(known)[len(needed) :]:
            assert getattr(short, field.name) == getattr(like, field.name)
