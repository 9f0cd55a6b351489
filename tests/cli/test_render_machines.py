from __future__ import annotations

import json
import re

from scoreline.cli.render import render
from scoreline.dsl.diagnostics import Diagnostic, Related
from scoreline.dsl.source import Source, Span

PLACE = Span("rules/a b.score", 3, 5, 3, 9)
OTHER = Span("rules/a b.score", 1, 1, 2, 3)
FOUND = Diagnostic("SL0001", PLACE, "100% `x`,\ny: z", "first\nsecond", (Related(OTHER, "declared, here"),))
SOURCES = {"rules/a b.score": Source("rules/a b.score", "a\nb\nc")}


def test_json_has_the_documented_shape() -> None:
    assert json.loads(render((FOUND,), SOURCES, "json", files=2)) == {
        "version": 1,
        "files": 2,
        "errors": 1,
        "warnings": 0,
        "diagnostics": [
            {
                "code": "SL0001",
                "severity": "error",
                "title": "file cannot be read",
                "message": "100% `x`,\ny: z",
                "help": "first\nsecond",
                "page": "docs/errors/SL0001.md",
                "file": "rules/a b.score",
                "line": 3,
                "column": 5,
                "end_line": 3,
                "end_column": 9,
                "related": [
                    {
                        "label": "declared, here",
                        "file": "rules/a b.score",
                        "line": 1,
                        "column": 1,
                        "end_line": 2,
                        "end_column": 3,
                    }
                ],
            }
        ],
    }


def test_json_without_findings_is_an_empty_list() -> None:
    assert json.loads(render((), {}, "json", files=1)) == {
        "version": 1,
        "files": 1,
        "errors": 0,
        "warnings": 0,
        "diagnostics": [],
    }


def test_json_carries_half_a_surrogate_pair() -> None:
    found = Diagnostic("SL0001", PLACE, "odd \ud800 text")
    text = render((found,), SOURCES, "json", files=1)
    text.encode("utf-8")
    assert json.loads(text)["diagnostics"][0]["message"] == "odd \ud800 text"


def test_github_escapes_what_would_end_a_field() -> None:
    assert render((FOUND,), SOURCES, "github", files=1) == (
        "::error file=rules/a b.score,line=3,endLine=3,col=5,endColumn=9,title=SL0001 file cannot be read::"
        "100%25 `x`,\\u{a}y: z%0Arules/a b.score:1:1: declared, here%0Ahelp: first%0A      second\n"
    )


def test_github_escapes_properties() -> None:
    place = Span("a,b:c%.score", 1, 2, 4, 1)
    text = render((Diagnostic("SL0001", place, "m"),), {}, "github", files=1)
    assert text == "::error file=a%2Cb%3Ac%25.score,line=1,endLine=4,col=2,title=SL0001 file cannot be read::m\n"


def test_github_says_nothing_where_nothing_is_found() -> None:
    assert render((), {}, "github", files=1) == ""


def test_sarif_is_complete_and_refers_to_itself_rightly() -> None:
    found = (FOUND, Diagnostic("SL0002", Span("/x/ä.score", 1, 1, 1, 2), "bytes"), FOUND)
    log = json.loads(render(found, SOURCES, "sarif", files=2))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SL0001", "SL0002"]
    assert "docs/errors/SL0001.md" in rules[0]["help"]["text"]
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
    first, second, _ = run["results"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "rules/a%20b.score"
    assert first["relatedLocations"][0]["message"]["text"] == "declared, here"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///x/%C3%A4.score"
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert uris == sorted(set(uris))
    assert all(re.fullmatch(r"[A-Za-z0-9._~:/%-]+", uri) for uri in uris)


def test_sarif_without_findings_is_a_run_without_results() -> None:
    (run,) = json.loads(render((), SOURCES, "sarif", files=1))["runs"]
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []
