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
}
