"""The catalogue of diagnostic codes: one line each; docs/errors/ has a page for each.

SL00 files · SL01 syntax · SL02 names · SL03 types and units · SL04 missing values · SL05 tables and duplicates ·
SL06 numbers and limits · SL07 scores, grades, stages · SL08 samples · SL09 bindings and data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    ERROR = "error"  # the file has no meaning as it stands: nothing is compiled
    WARNING = "warning"  # it has a meaning, which is hardly the one intended


@dataclass(frozen=True, slots=True)
class Code:
    title: str
    severity: Severity = Severity.ERROR


CODES: dict[str, Code] = {
    # files
    "SL0001": Code("file cannot be read"),
    "SL0002": Code("file is not in UTF-8"),
    "SL0003": Code("control character"),
    "SL0004": Code("file is too large"),
    # syntax
    "SL0100": Code("something that cannot stand here"),
    "SL0101": Code("a character that the language does not use"),
    "SL0102": Code("a text without its closing quote"),
    "SL0103": Code("an unknown escape inside quotes"),
    "SL0104": Code("typographic or single quotes"),
    "SL0105": Code("a typographic dash instead of a minus sign"),
    "SL0106": Code("too many problems"),
    "SL0107": Code("a comma inside a number"),
    "SL0108": Code("points without a sign"),
    "SL0109": Code("a rule without a label"),
    "SL0110": Code("a word that the language spells differently"),
    "SL0111": Code("a sign instead of words"),
    "SL0112": Code("events without a window"),
    "SL0113": Code("a window without `last`"),
    "SL0114": Code("a comma before a window"),
    "SL0115": Code("a brace that is not closed"),
    "SL0116": Code("a parenthesis that is not closed"),
    "SL0117": Code("nothing that could be closed here"),
    "SL0118": Code("a colon is missing"),
    "SL0119": Code("`and` and `or` without parentheses"),
    "SL0120": Code("decay on a rule that counts no event"),
    "SL0121": Code("months or years as a length"),
    "SL0122": Code("a reserved word as a name"),
    "SL0123": Code("not in this version"),
    "SL0124": Code("a misspelt word"),
    "SL0125": Code("a comma is missing"),
    "SL0126": Code("something is missing"),
    "SL0127": Code("nested too deeply"),
    "SL0128": Code("a chain of conditions is too long"),
    "SL0129": Code("a list is too long"),
    "SL0130": Code("a number is too long"),
    "SL0131": Code("no day of the calendar"),
    "SL0132": Code("a text without quotes"),
    "SL0133": Code("several comparisons after `where`"),
    "SL0134": Code("several conditions after `unless`"),
    "SL0135": Code("a window where none belongs"),
    "SL0136": Code("points that fade to something else than 0"),
    # samples in files
    "SL0850": Code("sample file cannot be read"),
    "SL0851": Code("unknown column or field in a sample file"),
    "SL0852": Code("value in a sample file cannot be read"),
    "SL0853": Code("lead of a sample file has no key, or one that is taken"),
    "SL0854": Code("line of a sample file is malformed"),
    "SL0855": Code("event of a lead that the sample file does not have"),
}
