"""`use base from "agency.score"`: everything of another file becomes part of the file that uses it.

Works on what was written, before anything is checked. Every item keeps its place, so that whatever is said of it names
the file it comes from.
"""

from __future__ import annotations

from dataclasses import replace

from . import model, syntax
from .damage import Damage
from .diagnostics import Related
from .findings import Findings, declared, did_you_mean, shown
from .late import dataclass, field
from .overrides import Changed, RuleChange, change_rule
from .parameters import Settings, add_settings, declarations
from .source import Span
from .substitute import Constant

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """One file with its bases in it: effective items, none of them a `use base`, an override or a switch-off.

    `settings`: of parameters, by name. `incomplete`: a base could not be read. `files`: the names, as messages show
    them, of all files that went in. `handed_on`: parameters that a file gives on to its base.
    """

    items: tuple[syntax.Item, ...]
    settings: Settings
    changes: tuple[model.Change, ...]
    damage: Damage
    files: frozenset[str]
    handed_on: frozenset[str] = frozenset()
    incomplete: bool = False


# ---- what an item is called ----------------------------------------------------------------------------------------

_SINGLE: dict[type, str] = {
    syntax.Header: "the line `ruleset …`",
    syntax.LeadSchema: "the lead block",
    syntax.AccountSchema: "the account block",
    syntax.BusinessHours: "the line `business hours`",
    syntax.FollowUp: "the block `follow up`",
    syntax.Worklist: "the line `worklist`",
    syntax.Attribution: "the line `attribution`",
}
_FAMILIES: dict[type, str] = {
    syntax.InlineList: "list",
    syntax.FileList: "list",
    syntax.Let: "let",
    syntax.Parameter: "parameter",
    syntax.EventSchema: "event",
    syntax.Score: "score",
    syntax.Total: "score",
    syntax.Framework: "framework",
    syntax.Factor: "factor",
    syntax.Completeness: "completeness",
    syntax.FrameworkShare: "share",
    syntax.Questions: "questions",
    syntax.Grade: "grade",
    syntax.Matrix: "matrix",
    syntax.Flag: "flag",
    syntax.Stages: "stages",
    syntax.Route: "route",
    syntax.RouteTable: "route",
}
_SAMPLES = (syntax.Sample, syntax.SampleFile)  # they are about the file that they stand in


def _key(item: syntax.Item) -> Key | None:
    """What may be there once; None for what adds up, such as exclusions."""
    single = _SINGLE.get(type(item))
    if single is not None:
        return ("", single)
    name = _name(item)
    return ("name", name.text.casefold()) if name is not None else None


def _name(item: syntax.Item) -> syntax.Name | None:
    return getattr(item, "name", None) if type(item) in _FAMILIES else None


def _words(item: syntax.Item) -> str:
    name = _name(item)
    return f"`{name.text}`" if name is not None else _SINGLE[type(item)]


def _place(item: syntax.Item) -> Span:
    """Where it is pointed at: its name, else its first word."""
    name = _name(item)
    if name is not None:
        return name.span
    span = item.span
    return Span(span.file, span.line, span.column, span.line, span.column + 4)


# ---- merging -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Whole:
    """What is put together: items in order, the place of each that may be there once."""

    items: list[syntax.Item] = field(default_factory=list)
    at: dict[Key, int] = field(default_factory=dict)
    settings: Settings = field(default_factory=dict)
    changes: list[model.Change] = field(default_factory=list)

    def find(self, key: Key | None) -> syntax.Item | None:
        return self.items[self.at[key]] if key is not None and key in self.at else None

    def add(self, item: syntax.Item) -> None:
        key = _key(item)
        if key is not None:
            self.at.setdefault(key, len(self.items))
        self.items.append(item)


def merge(
    findings: Findings,
    file: syntax.RuleFile,
    bases: list[tuple[syntax.UseBase, Merged | None]],
    damage: Damage,
) -> Merged:
    """The file with its bases; None stands for a base that could not be read, and is reported already."""
    whole = _Whole()
    damaged = damage
    own = declarations(file.items)  # later bases may be set by them
    overridden = {key for item in file.items if isinstance(item, syntax.Override) and (key := _key(item.item))}
    for use, base in bases:
        if base is None:
            damaged = damaged.and_of(Damage(frozenset({(use.span.file, use.span.line)})))
            continue
        damaged = damaged.and_of(base.damage)
        inside = declarations(base.items)
        settings = add_settings(findings, use, inside, base.settings, own)
        _join(findings, whole, use, base, settings, overridden)
    _own_items(findings, whole, file, quiet=any(base is None for _, base in bases))
    return Merged(
        items=tuple(whole.items),
        settings=whole.settings,
        changes=tuple(whole.changes),
        damage=damaged,
        files=frozenset({file.file}).union(*(base.files for _, base in bases if base is not None)),
        handed_on=frozenset(
            setting.value.text for use, _ in bases for setting in use.settings if isinstance(setting.value, syntax.Name)
        ).union(*(base.handed_on for _, base in bases if base is not None)),
        incomplete=any(base is None or base.incomplete for _, base in bases),
    )


def _join(
    findings: Findings, whole: _Whole, use: syntax.UseBase, base: Merged, settings: Settings, overridden: set[Key]
) -> None:
    """One more base. What two bases have from one third file is there once, if both have it alike."""
    known = declarations(whole.items)
    for name, parameter in declarations(base.items).items():
        if known.get(name) != parameter:
            continue
        before, after = whole.settings.get(name), settings.get(name)
        if not same_value(_set_to(before, parameter), _set_to(after, parameter)):
            findings.report(
                "SL0227",
                use.path.span,
                f"two used files need `{name}`, and set it differently",
                "set it alike for both, or use one of them",
                *_set_at(before, parameter),
                *_set_at(after, parameter),
            )
    whole.settings = {**settings, **whole.settings}
    whole.changes += [change for change in base.changes if change not in whole.changes]
    for item in base.items:
        if isinstance(item, _SAMPLES):
            continue
        if isinstance(item, syntax.Header):
            _join_header(findings, whole, use, item)
        elif isinstance(item, syntax.LeadSchema | syntax.AccountSchema):
            _join_attributes(whole, item)
        elif (other := whole.find(_key(item))) is None:
            if _key(item) is not None or item not in whole.items:
                whole.add(item)
        elif other != item and _key(item) not in overridden:
            alike = other.span.file == item.span.file
            findings.report(
                "SL0231",
                use.path.span,
                f"{_words(item)} comes from two used files" + (", changed in one of them" if alike else ""),
                "say which one holds by writing it here with `override`",
                declared(_place(other), "here"),
                declared(_place(item), "and here"),
            )


def _set_to(setting: syntax.Setting | None, parameter: syntax.Parameter) -> Constant | syntax.Name:
    return parameter.value if setting is None else setting.value


def _set_at(setting: syntax.Setting | None, parameter: syntax.Parameter) -> tuple[Related, ...]:
    if setting is None:
        return (declared(parameter.name.span, "its default"),)
    return (declared(setting.name.span, "set here"),)


def same_value(one: Constant | syntax.Name, other: Constant | syntax.Name) -> bool:
    """Whether two constants say the same, wherever they stand."""
    if isinstance(one, syntax.Number) and isinstance(other, syntax.Number):
        return one.value == other.value
    return replace(one, span=other.span) == other


def _join_header(findings: Findings, whole: _Whole, use: syntax.UseBase, item: syntax.Header) -> None:
    """The using file says its own name; of the bases' headers the time zone matters."""
    other = whole.find(_key(item))
    if not isinstance(other, syntax.Header):
        whole.add(item)
        return
    zones = [each.time_zone for each in (other, item) if each.time_zone is not None]
    if len({zone.value for zone in zones}) > 1:
        findings.report(
            "SL0231",
            use.path.span,
            "the used files have different time zones",
            "say in the `ruleset` line which one holds",
            *(declared(zone.span, "here") for zone in zones),
        )
    if other.time_zone is None and item.time_zone is not None:
        whole.items[whole.at[("", _SINGLE[syntax.Header])]] = item


def _join_attributes(whole: _Whole, item: syntax.LeadSchema | syntax.AccountSchema) -> None:
    """Files can each add what they know of a lead; what is declared twice is found where names are checked."""
    key = _key(item)
    other = whole.find(key)
    if key is None or not isinstance(other, syntax.LeadSchema | syntax.AccountSchema):
        whole.add(item)
        return
    more = tuple(attribute for attribute in item.attributes if attribute not in other.attributes)
    whole.items[whole.at[key]] = replace(other, attributes=(*other.attributes, *more))


# ---- the file's own items ------------------------------------------------------------------------------------------


def _own_items(findings: Findings, whole: _Whole, file: syntax.RuleFile, quiet: bool) -> None:
    """`quiet`: a base is not known, so nothing is said of what it may have."""
    before = tuple(whole.items)
    theirs = {id(item) for item in before}
    done: dict[Key, Span] = {}
    changes: list[RuleChange] = []
    for item in file.items:
        match item:
            case syntax.UseBase():
                pass
            case syntax.Override(inner):
                _override(findings, whole, item, inner, done, quiet)
            case syntax.OverrideRule() | syntax.SwitchOff() | syntax.AddRule():
                changes.append(item)
            case _:
                _own(findings, whole, item, theirs)
    changed = Changed(file.file, before, tuple(whole.changes), quiet)
    for change in changes:
        whole.changes += change_rule(findings, whole.items, change, changed)


def _own(findings: Findings, whole: _Whole, item: syntax.Item, theirs: set[int]) -> None:
    """`theirs`: the identities of the items that the bases have."""
    key = _key(item)
    other = whole.find(key)
    if isinstance(item, syntax.Header) and isinstance(other, syntax.Header) and id(other) in theirs and key is not None:
        zone = item.time_zone or other.time_zone
        whole.items[whole.at[key]] = replace(item, time_zone=zone)
    elif isinstance(item, syntax.LeadSchema | syntax.AccountSchema) and id(other) in theirs:
        _join_attributes(whole, item)
    elif other is None or id(other) not in theirs:
        whole.add(item)
    else:
        named = _name(item) is not None
        again = f"{_words(item)} is declared in {shown(other.span.file)} already"
        findings.report(
            "SL0206" if named else "SL0213",
            _place(item),
            again if named else f"{_words(item)} stands in {shown(other.span.file)} already",
            "choose another name, or write `override` in front of it" if named else "write `override` in front of it",
            declared(_place(other)),
        )


def _override(
    findings: Findings, whole: _Whole, written: syntax.Override, item: syntax.Item, done: dict[Key, Span], quiet: bool
) -> None:
    key = _key(item)
    if key is None or isinstance(item, (*_SAMPLES, syntax.Parameter, syntax.Header)):
        help = "leave `override` out"
        if isinstance(item, syntax.Parameter):
            help = f"set it where the file is used: `use base from … with {item.name.text} = …`"
        findings.report("SL0229", _start(written.span), "this cannot be overridden", help)
        return
    if key in done:
        findings.report(
            "SL0230", _place(item), f"{_words(item)} is overridden already", "keep one of them", declared(done[key])
        )
        return
    done[key] = _place(item)
    other = whole.find(key)
    if other is None:
        if not _override_used(whole, item) and not quiet:
            _nothing(findings, whole, item)
        whole.add(item)
        return
    if other.span.file == written.span.file:
        findings.report(
            "SL0229",
            _place(item),
            f"{_words(item)} stands in this file itself",
            "change it there",
            declared(_place(other)),
        )
        return
    if _FAMILIES.get(type(other)) != _FAMILIES.get(type(item)):
        findings.report(
            "SL0229",
            _place(item),
            f"{_words(other)} is declared as `{_FAMILIES[type(other)]}`, not as `{_FAMILIES[type(item)]}`",
            "override it with one of its own kind",
            declared(_place(other)),
        )
        return
    name = _name(item)
    what = _FAMILIES.get(type(item), _SINGLE.get(type(item), ""))
    label = name.text if name is not None else ""
    whole.changes.append(model.Change("override", what, label, None, item.span, other.span))
    whole.items[whole.at[key]] = item


def _override_used(whole: _Whole, item: syntax.Item) -> bool:
    """Takes the place of a list or condition that a base uses by name from a third file."""
    if not isinstance(item, syntax.InlineList | syntax.FileList | syntax.Let):
        return False
    for index, other in enumerate(whole.items):
        if isinstance(other, syntax.Use):
            for name in other.names:
                if name.text == item.name.text:
                    kept = tuple(each for each in other.names if each != name)
                    whole.items[index] = replace(other, names=kept)
                    change = model.Change("override", _FAMILIES[type(item)], name.text, None, item.span, name.span)
                    whole.changes.append(change)
                    return True
    return False


def _nothing(findings: Findings, whole: _Whole, item: syntax.Item) -> None:
    name = _name(item)
    if name is None:
        findings.report("SL0229", _place(item), f"no used file has {_words(item)}", "leave `override` out")
        return
    family = _FAMILIES[type(item)]
    candidates = {
        other.text for each in whole.items if _FAMILIES.get(type(each)) == family and (other := _name(each)) is not None
    }
    findings.report(
        "SL0229",
        name.span,
        f"no used file declares `{name.text}` as `{family}`",
        did_you_mean(name.text, candidates, "leave `override` out"),
    )


def _start(span: Span) -> Span:
    return Span(span.file, span.line, span.column, span.line, span.column + len("override"))
