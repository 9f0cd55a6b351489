"""Text is text: what looks like code, layout or nothing at all is refused with a diagnostic, or exact everywhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from scoreline.compiler import python as python_output
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.dsl.load import load_text
from support.backends import BACKENDS, canonical, differences, load_module, planned, raw_lead

AS_OF = 1_768_467_600
HOSTILE = {
    "double quote": '"',
    "quotes": "'\"'\"",
    "triple quotes": '"""',
    "single triples": "'''",
    "backslash": "\\",
    "backslash and quote": '\\"',
    "escape": "\\n\\x41\\u0041\\N{DIGIT ONE}",
    "octal escape": "\\101\\0",
    "template": "{{ 7 * 7 }}",
    "template block": "{% for x in y %}",
    "template comment": "{# gone #}",
    "format": "%s %(x)s {0} {} ${x} $1 ?",
    "sql comment": "a -- b",
    "sql block": "a /* b */ c */",
    "sql end": "'); DROP TABLE leads; --",
    "python end": '"""\nimport os\n"""',
    "dollars": "$$ $tag$ $$",
    "hash": "# not a comment",
    "line feed": "a\nb",
    "carriage return": "a\rb",
    "tab": "a\tb",
    "form feed": "a\fb\vc",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "next line": "a\x85b",
    "control": "a\x01\x1b[31mb\x7f",
    "nul": "a\x00b",
    "right to left": "a\u202eb\u202c\u200f",
    "zero width": "a\u200bb\u200d\u2060",
    "byte order mark": "\ufeffa",
    "lone surrogate": "a\ud800b",
    "emoji": "👩\u200d💻",
    "combining": "e\u0301\u0323",
    "case": "İSSßẞΣς",
    "very long": "x" * 3000,
    "backtick": "a`b",
    "number": "1",
    "keyword": "select",
    "nothing visible": "\u200b",
}
RULES = """ruleset {ruleset} version {version} {description}
lead {{ id: text key  {a}: text  {b}: one of ({literal}, "other")  {n}: integer }}
event {event} {{ {ea}: text }}
list {inline} = ({literal}, "other")
list {file} from "list.csv" column {column}
let {let} = {a} is {literal}
do not score when {n} is 99 because {literal}
score {score} {{
  {label} +1 when {a} is {literal}
  "in" +2 when {a} in ("other one", {literal})
  "list" +4 when {a} in {inline}
  "file" +8 when {a} in {file}
  "table" by {a} {{ {literal}: +16  otherwise: 0 }}
  "starts" +1 when {a} starts with {literal}
  "contains" +1 when {a} contains {literal} ignoring case
  "let" +1 when {let}
  "option" +1 when {b} is {literal}
  group {group} {{ "each" +1 for each {event} where {ea} is {literal} ever, once per {ea} }}
  "different" by count of different {ea} of {event} ever {{ from 2: +1 }}
}}
score {total} = 50% of {score}
grade {grade} of {score} {{ {literal} from 20  "rest" below }}
stages {stages}, first met wins {{
  out when not scored
  {stage} when {grade} is {literal} because {literal}
  rest otherwise
}}
"""
NAMES = ["ruleset", "a", "b", "n", "event", "ea", "inline", "file", "let", "score", "total", "grade", "stages", "stage"]
TEXTS = ["version", "description", "literal", "label", "group", "column"]


def escaped(text: str) -> str:
    """The literal with everything unusual as an escape; what has none stays as it is."""
    shown = []
    for c in text:
        if c in '"\\':
            shown.append("\\" + c)
        elif (c.isalnum() and c.isascii()) or c == " ":
            shown.append(c)
        else:
            shown.append(f"\\u{{{ord(c):X}}}" if ord(c) else c)
    return '"' + "".join(shown) + '"'


def raw(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parts(**changed: str) -> dict[str, str]:
    named = {name: f"`n {name}`" for name in NAMES}
    return {**named, **{name: f'"t {name}"' for name in TEXTS}, **changed}


def leads(text: str) -> list[Lead]:
    values = [
        text,
        text + "x",
        "x" + text,
        text.upper(),
        text.swapcase(),
        "other",
        text * 2,
        text[:1],
        text.replace("\\", ""),
    ]
    known = [v for v in values if v.strip("\t\n\v\f\r \u00a0\u3000")]
    events = [Event("n event", AS_OF - i, {"n ea": v}) for i, v in enumerate(known)]
    found = [
        Lead(
            f"{v} {i}",
            {"id": f"{v} {i}", "n a": v, "n b": text if i % 2 else "other", "n n": 99 if i == 5 else i},
            tuple(events[i:]),
        )
        for i, v in enumerate(known)
    ]
    return [*found, Lead("none", {"id": "none"}, ())]


def listed(folder: Path, heading: str, entries: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([[heading], *([e] for e in entries)])
    (folder / "list.csv").write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))


def exact_everywhere(plan: Plan, data: list[Lead]) -> None:
    found = differences(plan, data, AS_OF)
    assert not found, "\n".join(map(str, found[:2]))


@pytest.mark.parametrize("spelling", [escaped, raw])
@pytest.mark.parametrize("what", HOSTILE)
def test_in_literals_labels_and_lists(what: str, spelling, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = HOSTILE[what]
    listed(tmp_path, "t column", [text, "other"])
    shown = spelling(text)
    changed = {name: shown for name in TEXTS if name not in ("column", "group")}
    changed["group"] = spelling(text + "g")
    rules = RULES.format(**parts(**changed))
    loaded = load_text(rules, base=tmp_path)
    if loaded.ruleset is None:
        assert loaded.diagnostics
        assert not (text.isprintable() and len(text) < 100), [d.message for d in loaded.diagnostics]
        return
    plan = planned(rules, tmp_path)
    data = leads(text)
    exact_everywhere(plan, data)
    [result] = BACKENDS["reference"](plan, data[:1], AS_OF)
    paid = {c.rule: c.points // 10**9 for c in result.contributions if c.score == "n score" and c.kind == "rule"}
    expected = {
        text: 1,
        "in": 2,
        "list": 4,
        "file": 8,
        "table": 16,
        "starts": 1,
        "contains": 1,
        "let": 1,
        "each": 1,
        "different": 1,
    }
    assert {k: v for k, v in paid.items() if k != "option"} == expected
    assert dict(result.grades)["n grade"] == text and result.stage == "n stage" and result.reason == text


@pytest.mark.parametrize("what", HOSTILE)
def test_in_list_files(what: str, tmp_path: Path) -> None:
    text = HOSTILE[what]
    listed(tmp_path, "t column", [text, "other"])
    loaded = load_text(RULES.format(**parts()), base=tmp_path)
    if loaded.ruleset is None:
        assert loaded.diagnostics
        return
    plan = planned(RULES.format(**parts()), tmp_path)
    exact_everywhere(plan, [lead for lead in leads(text) if all(_sound(v) for v in lead.values.values())])


@pytest.mark.parametrize("what", HOSTILE)
def test_in_headings_of_list_files(what: str, tmp_path: Path) -> None:
    text = HOSTILE[what]
    listed(tmp_path, text, ["t literal"])
    for shown in (escaped(text), raw(text)):
        loaded = load_text(RULES.format(**parts(column=shown)), base=tmp_path)
        assert loaded.ruleset is not None or loaded.diagnostics


@pytest.mark.parametrize("what", HOSTILE)
def test_in_names(what: str, tmp_path: Path) -> None:
    text = HOSTILE[what]
    listed(tmp_path, "t column", ["t literal", "other"])
    accepted = {}
    for name in NAMES:
        shown = f"`{text} {name}`"
        loaded = load_text(RULES.format(**parts(**{name: shown})), base=tmp_path)
        if loaded.ruleset is not None:
            accepted[name] = shown
        else:
            assert loaded.diagnostics
    if not accepted:
        return
    plan = planned(RULES.format(**parts(**accepted)), tmp_path)
    names = {f"n {name}": f"{text} {name}" for name in accepted}
    data = [
        Lead(
            lead.key,
            {names.get(k, k): v for k, v in lead.values.items()},
            tuple(
                Event(names.get(e.kind, e.kind), e.at, {names.get(k, k): v for k, v in e.values.items()})
                for e in lead.events
            ),
        )
        for lead in leads("t literal")
    ]
    exact_everywhere(plan, data)


def _sound(value: object) -> bool:
    return not isinstance(value, str) or not any("\ud800" <= c <= "\udfff" for c in value)


def test_in_data(tmp_path: Path) -> None:
    """All of them as values, keys and attributes of events; none is mistaken for another."""
    texts = [t for t in HOSTILE.values() if _sound(t)]
    texts = [t for t in texts if t.strip("\t\n\v\f\r \u00a0\u3000")]
    listed(tmp_path, "t column", ["t literal", "other"])
    plan = planned(RULES.format(**parts()), tmp_path)
    data = []
    for i, text in enumerate(texts):
        events = tuple(Event("n event", AS_OF - j, {"n ea": t}) for j, t in enumerate(texts[i:]))
        data.append(Lead(text, {"id": text, "n a": text, "n n": 1}, events))
    exact_everywhere(plan, data)
    assert len({r.lead for r in BACKENDS["duckdb"](plan, data, AS_OF)}) == len(texts)


def test_lone_surrogates_in_data_are_unreadable(tmp_path: Path) -> None:
    listed(tmp_path, "t column", ["other"])
    plan = planned(RULES.format(**parts()), tmp_path)
    scorer = load_module(python_output.emit(plan))
    values, events = raw_lead(plan, leads("t literal")[0])
    clean = scorer.score({**values, "n a": None}, events, as_of=AS_OF, contributions=True)
    odd = scorer.score({**values, "n a": "t \ud800"}, events, as_of=AS_OF, contributions=True)
    assert odd.scores == clean.scores and odd.contributions == clean.contributions
    assert odd.ignored == clean.ignored + 1
    missing = scorer.score({**values, "id": "\udfff"}, events, as_of=AS_OF)
    assert missing.problem == "missing key" and set(missing.scores.values()) == {None}


def _artifacts(plan: Plan) -> Iterator[str]:
    from scoreline.compiler import sql as sql_output

    yield python_output.emit(plan)
    for statement in sql_output.emit(plan, compiled_by="x").statements:
        yield statement.sql


@pytest.mark.parametrize("what", HOSTILE)
def test_artifacts_are_plain_text(what: str, tmp_path: Path) -> None:
    """No NUL, no lone surrogate, no invisible direction mark or line separator stands raw in the Python module."""
    text = HOSTILE[what]
    listed(tmp_path, "t column", ["other"])
    loaded = load_text(
        RULES.format(**parts(**{n: escaped(text) for n in ("version", "description", "label", "literal")})),
        base=tmp_path,
    )
    if loaded.ruleset is None:
        return
    plan = planned(
        RULES.format(**parts(**{n: escaped(text) for n in ("version", "description", "label", "literal")})), tmp_path
    )
    artifacts = list(_artifacts(plan))
    for artifact in artifacts:
        artifact.encode("utf-8")
        assert "\x00" not in artifact
    for mark in "\u2028\u2029\u202e\u200b\ufeff\x85\x1b\r\f":
        assert mark not in artifacts[0]
    assert canonical is not None
