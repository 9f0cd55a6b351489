"""`dataclass` as the standard library has it, with methods that are made when they are first called.

The standard library writes and compiles every method of every class while a module is imported, which for the several
hundred classes of trees and models takes longer than checking most rule files. Here a class starts with its slots, and
what stands in for a method makes the real one. Filling slots by their own descriptors is also quicker than by name.

Only what this project uses is there: `slots=True`, no class derived from another one with fields, a default or a
`default_factory` but no other option of a field, and every annotated name is a field. `fields`, `replace`, `asdict`,
`is_dataclass`, `match`, pickling and copying work as they do with the standard library's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field, make_dataclass
from typing import TYPE_CHECKING, Any, Literal

__all__ = ["dataclass", "field"]

_Made = Callable[[type[Any]], type[Any]]
_EQUALITY = {"__eq__": "=="}
_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, slots: Literal[True], frozen: bool = False, order: bool = False) -> _Made:
        """A decorator of classes. TypeError for a class that needs what is not there."""
        del slots
        return lambda cls: _made(cls, frozen, order)


def _made(cls: type[Any], frozen: bool, order: bool) -> type[Any]:
    if any(hasattr(base, "__match_args__") for base in cls.__bases__):
        raise TypeError(f"{cls.__name__} is derived from a class with fields")
    names = tuple(cls.__annotations__)
    space = {name: value for name, value in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: space.pop(name) for name in names if name in space}
    if any(isinstance(default, Field) and default.default_factory is MISSING for default in defaults.values()):
        raise TypeError(f"{cls.__name__} has a field with options")
    space |= {"__slots__": names, "__match_args__": names, "_defaults_": defaults, "__dataclass_fields__": _Fields()}
    methods: dict[str, Any] = {"__init__": _init, "__repr__": _repr, "__hash__": _hash if frozen else None}
    methods |= {name: _comparison(name, sign) for name, sign in (_EQUALITY | (_ORDER if order else {})).items()}
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse, "__getstate__": _state, "__setstate__": _fill}
    own = {name for name in methods if space.get(name) is not None}
    metaclass: Callable[..., type[Any]] = type(cls)
    return metaclass(cls.__name__, cls.__bases__, space | {n: m for n, m in methods.items() if n not in own})


# ---- what stands in for a method or the fields until they are asked for --------------------------------------------


def _init(self: Any, *args: Any, **named: Any) -> None:
    cls: Any = type(self)
    cls.__init__ = _compiled_init(cls)
    cls.__init__(self, *args, **named)


def _hash(self: Any) -> int:
    cls: Any = type(self)
    cls.__hash__ = _compiled("__hash__", f"def __hash__(self):\n return hash({_all_of('self', cls)})", {})
    return hash(self)


def _comparison(name: str, sign: str) -> Callable[[Any, object], Any]:
    def compare(self: Any, other: object) -> Any:
        cls: Any = type(self)
        text = (
            f"def {name}(self, other):\n"
            " if other.__class__ is not self.__class__: return NotImplemented\n"
            f" return {_all_of('self', cls)} {sign} {_all_of('other', cls)}"
        )
        setattr(cls, name, _compiled(name, text, {}))
        return getattr(cls, name)(self, other)

    return compare


class _Fields:
    def __get__(self, instance: object, cls: type[Any]) -> dict[str, Field[Any]]:
        parts = [(name, cls.__annotations__[name], _field(cls._defaults_, name)) for name in cls.__match_args__]
        namespace = {"__doc__": cls.__name__}  # lest one is made, slowly
        like: Any = make_dataclass(cls.__name__, parts, init=False, repr=False, eq=False, namespace=namespace)
        found: dict[str, Field[Any]] = like.__dataclass_fields__
        cls.__dataclass_fields__ = found
        return found


def _field(defaults: dict[str, Any], name: str) -> Any:
    match defaults.get(name, MISSING):
        case Field(default_factory=made):
            return field(default_factory=made)
        case default:
            return field(default=default)


# ---- methods that all classes share --------------------------------------------------------------------------------


def _repr(self: Any) -> str:
    parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({parts})"


def _refuse(self: Any, name: str, *value: Any) -> None:  # noqa: ARG001 - called as a method
    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _fill(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


# ---- methods that are compiled for a class -------------------------------------------------------------------------


def _compiled_init(cls: type[Any]) -> Callable[..., None]:
    frozen = cls.__setattr__ is _refuse
    scope: dict[str, Any] = {"_MISSING": MISSING}
    wanted, body = ["self"], []
    for name in cls.__match_args__:
        parameter = value = name
        if name in cls._defaults_:
            parameter = f"{name}=_default_{name}"
            scope[f"_default_{name}"] = default = cls._defaults_[name]
            if isinstance(default, Field):
                scope |= {f"_default_{name}": MISSING, f"_made_{name}": default.default_factory}
                value = f"_made_{name}() if {name} is _MISSING else {name}"
        wanted.append(parameter)
        if frozen:
            scope[f"_set_{name}"] = cls.__dict__[name].__set__
        body.append(f"_set_{name}(self, {value})" if frozen else f"self.{name} = {value}")
    lines = "\n ".join(body or ["pass"])
    made = _compiled("__init__", f"def __init__({', '.join(wanted)}):\n {lines}", scope)
    made.__qualname__ = f"{cls.__qualname__}.__init__"  # as messages of a wrong call show it
    return made


def _all_of(owner: str, cls: type[Any]) -> str:
    return f"({''.join(f'{owner}.{name}, ' for name in cls.__match_args__)})"


def _compiled(name: str, text: str, scope: dict[str, Any]) -> Callable[..., Any]:
    exec(text, scope)
    made: Callable[..., Any] = scope[name]
    return made
