"""The generator of random rule files really writes every form: what it never writes, no comparison ever sees."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from support.generate.rulesets import case

SEEDS = 300
LEAST = 3  # of so many files; all but the rarest forms stand in far more
UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?)"
PARAMETER = r"(?:set_|Schwelle_|기준|Größe_|`agreed level |`x% )\d+`?"  # one of the generator's own
GRADE = r"(?:[A-E]\b|G\d|\"(?:hot|warm one|it's|кол|é|[1-5])\")"
FORMS = {
    # conditions
    "within after": rf"(?<!not) within \d+ {UNIT} after ",
    "not within after": rf" not within \d+ {UNIT} after ",
    "followed by": r"(?<!not) followed by ",
    "not followed by": r" not followed by ",
    "of the same": r" of the same \S+ in last| of the same \S+ ever",
    "speed": rf"at least \d+ .* within \d+ {UNIT} (?:in last|ever)",
    "at least N of": r"at least \d+ of \(",
    "any lead": r"any lead of the same",
    "any other lead": r"any other lead of the same",
    "no lead": r"\bno (?:other )?lead of the same",
    "a score in a rule": r'"rule \d+".*\b(?:at least|at most|above|below) ',
    "a set": r" has (?:any of |all of )?[\"(]",
    "criterion": r" is (?:met|not met|unknown)\b",
    # values
    "sum of": r"sum of \S+ of (?!leads|other)",
    "highest of": r"highest of \S+ of (?!leads|other)",
    "lowest of": r"lowest of \S+ of (?!leads|other)",
    "latest value": r"latest \S+ of (?!leads|other)",
    "first value": r"first \S+ of (?!leads|other)",
    "from to": r"(?:days|hours|minutes) from ",
    "since or": r"(?:days|hours|minutes) since \(.* or ",
    "hours since": r"(?:hours|minutes) since (?!\()",
    "plus": r"\S+ \+ [^\"\n]* (?:at least|at most|above|below|is)",
    "times": r"\d \* ",
    "greatest of": r"greatest of \(",
    "least of": r"(?<!at )least of \(",
    "else": r"\S+ else \d",
    "count of leads": r"count of leads of the same",
    "count of other leads": r"count of other leads of the same",
    "sum of leads": r"sum of .* of (?:other )?leads of the same",
    "highest of leads": r"highest of .* of (?:other )?leads of the same",
    "lowest of leads": r"lowest of .* of (?:other )?leads of the same",
    "different of leads": r"count of different \S+ of (?:other )?leads of the same",
    "different of events of leads": r"count of different \S+ of .*(?:ever|\d \w+) of (?:other )?leads of the same",
    # rules
    "from data": r" [+-] \(?\S.*, limited to -?\d+\.\.-?\d+",
    "for each full": r"for each full \d+(?:\.\d+)? of ",
    "for each full time": rf"for each full \d+ {UNIT} since ",
    "for each lead": r"for each (?:other )?lead of the same .*, max \d leads",
    "points of": r"points of \S+ for each",
    "max times": r"max \d+ times",
    "day with": r"for each day with at least",
    "week with": r"for each week with at least",
    "month with": r"for each month with at least",
    "days with": r"for each 3 days with at least",
    "visit of": r"for each visit of",
    "visit with": r"for each visit with at least",
    "silence": rf"after \d+ {UNIT} of silence",
    "visit by": r"for each visit .* by \S+ (?:in last|ever)",
    "once per week": r"once per (?:week|month|hour)",
    "once per days": r"once per \d+ days",
    "latest per": r"latest \d+ per ",
    "max points per": r"max \S+ points per ",
    "weight": r"weight 50%",
    "formerly": r"formerly \"",
    "first of": r"^ *first of \"",
    "best of": r"^ *best of \"",
    "lowest of group": r"^ *lowest of \"",
    "counts since last": r"counts since last ",
    "counts since first": r"counts since first ",
    "counts since a moment": r"counts since (?!last|first)",
    # scores and outcomes
    "starts at": r"starts at ",
    "half to even": r"half to even",
    "toward zero": r"toward zero",
    "factor": r"^factor ",
    "times a factor": r"^score .*, times ",
    "do not score one": r"^do not score (?!when)",
    "completeness": r"^completeness ",
    "matrix": r"^matrix ",
    "flag": r"^flag ",
    "account score": r"^account score ",
    "account grade": r"^account grade ",
    "account stages": r"^account stages ",
    "framework": r"^framework ",
    "implied": r"^ *implied when",
    "implied not": r"^ *implied not when",
    "share": r"^share ",
    "questions": r"^questions ",
    "questions top": r"^questions .* top ",
    "ignore": r"^ignore ",
    "ignore when": r"^ignore .* when ",
    "ignore more than": r"^ignore .* more than ",
    "ignore after": r"^ignore .* after ",
    "business hours": r"^business hours ",
    "holidays": r"^business hours .*, holidays in ",
    "follow up": r"^follow up",
    "due in hours": r"due in \d+ hours?",
    "due in business hours": r"due in \d+ business hours?",
    "due in business days": r"due in \d+ business days?",
    "route": r"^route ",
    "worklist": r"^worklist ",
    "worklist top": r"^worklist .* top ",
    "worklist quota": r"^worklist .* max \d+ of ",
    "worklist when": r"^worklist .* when ",
    "attribution": r"^attribution by ",
    "previous stage": r"previous stage from ",
    "never back": r"never back through ",
    "days in a stage": r"in a stage since ",
    "previous stage is": r"previous stage (?:is|in) ",
    "ordered": r": ordered \(",
    "a grade and better": rf"(?:at least|above) {GRADE}",
    "a grade and worse": rf"(?:at most|below) {GRADE}",
    "a grade in a rule": rf"\"rule \d+\".*(?:is|is not|in|at \w+|above|below) \(?{GRADE}",
    "never": r"^never \"",
    "always": r"^always \"",
    "points from a file": r" from \"(?:\.\./)*tables/\d+.csv\" column [^\n]*(?:[+-]\d|$)",
    "route from a file": r"^route .* by .* from \"(?:\.\./)*tables/",
    "key of a file": r" from \"(?:\.\./)*tables/.* column \S+.* key ",
    # parameters and sharing
    "parameter number": r"^parameter .* = \d+(?:\.\d+)?$",
    "parameter percentage": r"^parameter .* = \d+(?:\.\d+)?%$",
    "parameter text": r"^parameter .* = \"",
    "parameter day": r"^parameter .* = \d{4}-",
    "parameter duration": rf"^parameter .* = \d+ (?:{UNIT}|months?)$",
    "parameter yes": r"^parameter .* = (?:yes|no)$",
    "points by a parameter": rf"\" [+-]{PARAMETER} ",
    "row by a parameter": rf": [+-]{PARAMETER}",
    "window by a parameter": rf"in last {PARAMETER}",
    "threshold by a parameter": rf"(?:at least|at most|above|below|from|up to) {PARAMETER}",
    "limit by a parameter": rf"(?:max|latest) {PARAMETER}",
    "limits by a parameter": rf"limited to \S*{PARAMETER}",
    "decay by a parameter": rf"(?:every|over) {PARAMETER}",
    "text by a parameter": rf" (?:is|has word|contains|starts with|ends with) {PARAMETER}",
    "weight by a parameter": rf"(?:= |\+ |- |weight ){PARAMETER}",
    "a parameter as a condition": rf" (?:when|and|or|unless|not) \(?{PARAMETER}\)?(?: and| or|,|$)",
    "use base": r"^use base from \"\S+\"$",
    "use base with": r"^use base from \S+ with .* = \d",
    "handed on": rf"^use base from \S+ with .*= {PARAMETER}",
    "base of a base": r"^use base from \"inner.score\"$",
    "two bases": r"^use base from .*\nuse base from ",
    "use of names": r"^use (?!base from).* from \"names.score\"$",
    "override list": r"^override list ",
    "override let": r"^override let ",
    "override score": r"^override score ",
    "override grade": r"^override grade ",
    "override flag": r"^override flag ",
    "override stages": r"^override stages ",
    "override route": r"^override route ",
    "override rule": r"^override in \S+.* \"",
    "override group": r"^override in .* (?:group|first of|best of|lowest of) \"",
    "switch off": r"^switch off \"",
    "switch off group": r"^switch off group \"",
    "add in": r"^add in ",
    "lead in two": r"^lead \{(?s:.*)^lead \{",
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Counter[str]:
    patterns = {name: re.compile(form, re.M) for name, form in FORMS.items()}
    counted: Counter[str] = Counter()
    for seed in range(SEEDS):
        text = case(seed, leads=0).texts
        counted.update(name for name, pattern in patterns.items() if pattern.search(text))
    return counted


@pytest.mark.parametrize("form", FORMS)
def test_the_generator_writes(form: str, found: Counter[str]) -> None:
    assert found[form] >= LEAST, f"in {found[form]} of {SEEDS} rule files"
