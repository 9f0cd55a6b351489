"""Parameters: declared with a default, set by the file that uses theirs, put in before anything is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import syntax
from .diagnostics import Related
from .findings import Findings, declared, did_you_mean, quoted
from .late import dataclass
from .source import Span
from .substitute import Constant, Substitution
from .wording import quoted as quoted_text
from .wording import value_text

_KINDS: dict[type, str] = {
    syntax.Number: "a number",
    syntax.Percent: "a percentage",
    syntax.Text: "a text",
    syntax.Date: "a date",
    syntax.Timestamp: "a moment",
    syntax.YesNo: "yes or no",
    syntax.Duration: "a duration",
}


def kind_words(value: Constant | type) -> str:
    """`a number`, `a duration`: the kind of a value, or of the values that a place takes."""
    return _KINDS[value if isinstance(value, type) else type(value)]


@dataclass(frozen=True, slots=True)
class Settled:
    """A parameter with the setting that holds (None: its default) and the value that this makes."""

    declaration: syntax.Parameter
    setting: syntax.Setting | None
    value: Constant


Settings = dict[str, syntax.Setting]


def declarations(items: Iterable[syntax.Item]) -> dict[str, syntax.Parameter]:
    """The parameters among the items; of several with one name the first."""
    found: dict[str, syntax.Parameter] = {}
    for item in items:
        if isinstance(item, syntax.Parameter):
            found.setdefault(item.name.text, item)
    return found


def add_settings(
    findings: Findings,
    use: syntax.UseBase,
    inside: dict[str, syntax.Parameter],
    before: Settings,
    own: dict[str, syntax.Parameter],
) -> Settings:
    """The settings of a used file after those of one `use`: `inside` it can be set, `before` is set already.

    `own` parameters of the using file can be handed on by name.
    """
    after = dict(before)
    for setting in use.settings:
        name = setting.name
        parameter = inside.get(name.text)
        if parameter is None:
            findings.report(
                "SL0226",
                name.span,
                f"the used file has no parameter `{name.text}`",
                did_you_mean(name.text, inside, f"it has {quoted(inside)}" if inside else "it has no parameters"),
            )
        elif name.text in after:
            first = after[name.text]
            findings.report(
                "SL0227",
                name.span,
                f"`{name.text}` is set already",
                "set it in one place; a file in between can hand a parameter of its own on",
                declared(first.name.span, "set here"),
            )
        elif _fits(findings, setting, parameter, own):
            after[name.text] = setting
    return after


def _fits(
    findings: Findings, setting: syntax.Setting, parameter: syntax.Parameter, own: dict[str, syntax.Parameter]
) -> bool:
    value = setting.value
    where: tuple[Related, ...] = ()
    if isinstance(value, syntax.Name):
        handed = own.get(value.text)
        if handed is None:
            findings.report(
                "SL0226",
                value.span,
                f"this file has no parameter `{value.text}` to hand on",
                did_you_mean(value.text, own, "write a value, or declare the parameter here"),
            )
            return False
        where = (declared(handed.name.span),)
        value = handed.value
    if type(value) is type(parameter.value):
        return True
    findings.report(
        "SL0228",
        setting.value.span,
        f"`{setting.name.text}` is {kind_words(parameter.value)}, and this is {kind_words(value)}",
        f"its default is {value_text(parameter.value)}",
        declared(parameter.name.span),
        *where,
    )
    return False


def settled(items: Iterable[syntax.Item], settings: Settings) -> dict[str, Settled]:
    """Every parameter with its value. A setting that names another parameter has that one's value."""
    known = declarations(items)
    return {
        name: Settled(parameter, settings.get(name), _value(name, known, settings)) for name, parameter in known.items()
    }


def _value(name: str, known: dict[str, syntax.Parameter], settings: Settings) -> Constant:
    value: Constant | syntax.Name = syntax.Name(name, known[name].span)
    seen: set[str] = set()
    while isinstance(value, syntax.Name):
        # a base's parameter may be set to one of the using file, which may be set in turn: never back to itself
        if value.text in seen or value.text not in known:
            return known[name].value
        seen.add(value.text)
        setting = settings.get(value.text)
        value = setting.value if setting is not None else known[value.text].value
    return value


def set_at(name: str, all: dict[str, Settled]) -> Span | None:
    """The value that a file which uses the parameter has set; None where its default holds."""
    found = None
    seen: set[str] = set()
    while name in all and name not in seen:
        seen.add(name)
        setting = all[name].setting
        if setting is None:
            return None if found is None else all[name].declaration.value.span
        if not isinstance(setting.value, syntax.Name):
            return setting.value.span
        found, name = setting, setting.value.text
    return None


# ---- putting them in -----------------------------------------------------------------------------------------------


def put_in(
    findings: Findings, items: tuple[syntax.Item, ...], values: dict[str, Constant], quiet: frozenset[str], whole: bool
) -> tuple[tuple[syntax.Item, ...], dict[Span, str]]:
    """The items with parameters replaced by their values, and where which of them stood.

    Nothing is said of `quiet` names; where the file is not `whole`, of no unknown name.
    """

    def wrong_kind(name: syntax.Name, value: Constant, wanted: tuple[type, ...]) -> None:
        if isinstance(value, syntax.Number) and wanted == (syntax.Number,):
            findings.report(
                "SL0228",
                name.span,
                f"`{name.text}` is {value_text(value)}, and points with a sign need a value that is not negative",
                "give the parameter the size, and the rule the sign",
                *_declared_at(items, name.text),
            )
            return
        kinds = " or ".join(kind_words(kind) for kind in wanted)
        findings.report(
            "SL0228",
            name.span,
            f"`{name.text}` is {kind_words(value)}, and here stands {kinds}",
            "",
            *_declared_at(items, name.text),
        )

    def unknown(name: syntax.Name, wanted: tuple[type, ...]) -> None:
        if not whole or name.text in quiet:
            return
        near = did_you_mean(name.text, values)
        if wanted == (syntax.Text,) and not near:
            findings.report("SL0132", name.span, "a text stands in quotes", f"write `{quoted_text(name.text)}`")
            return
        findings.report(
            "SL0226",
            name.span,
            f"there is no parameter `{name.text}`",
            near or f"write {kind_words(wanted[0])}, or declare a parameter",
        )

    substitution = Substitution(values, wrong_kind, unknown)
    made = tuple(item if isinstance(item, syntax.Parameter | syntax.Use) else substitution.node(item) for item in items)
    return made, substitution.places


def _declared_at(items: tuple[syntax.Item, ...], name: str) -> tuple[Related, ...]:
    found = declarations(items).get(name)
    return (declared(found.name.span),) if found is not None else ()


def refuse_clashes(findings: Findings, items: tuple[syntax.Item, ...], values: dict[str, Constant]) -> None:
    """A parameter may not be called like something that could stand in its place."""
    taken: dict[str, syntax.Name] = {}
    for name in _inner_names(items):
        taken.setdefault(name.text, name)
    for parameter in declarations(items).values():
        other = taken.get(parameter.name.text)
        if other is not None and parameter.name.text in values:
            findings.report(
                "SL0206",
                parameter.name.span,
                f"`{parameter.name.text}` is declared already",
                "choose another name for the parameter",
                declared(other.span),
            )


def _inner_names(items: tuple[syntax.Item, ...]) -> Iterator[syntax.Name]:
    """Names that are declared inside items: attributes of events and accounts, labels, stages."""
    for item in items:
        match item:
            case syntax.EventSchema(attributes=attributes) | syntax.AccountSchema(attributes):
                yield from (attribute.name for attribute in attributes)
            case syntax.Grade(bands=bands):
                yield from (band.label for band in bands if isinstance(band.label, syntax.Name))
            case syntax.Matrix(axes=axes):
                yield from (band.label for axis in axes for band in axis.bands if isinstance(band.label, syntax.Name))
            case syntax.Stages(lines=lines):
                yield from (line.stage for line in lines)
            case _:
                pass
