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
    # names
    "SL0201": Code("unknown attribute"),
    "SL0202": Code("unknown event"),
    "SL0203": Code("unknown list"),
    "SL0204": Code("unknown score"),
    "SL0205": Code("a name of the wrong kind"),
    "SL0206": Code("a name declared twice"),
    "SL0207": Code("a name that results or data need themselves"),
    "SL0208": Code("a list or condition that nothing uses", Severity.WARNING),
    "SL0209": Code("conditions that depend on each other in a circle"),
    "SL0210": Code("no `ruleset` line"),
    "SL0211": Code("no lead block"),
    "SL0212": Code("no key"),
    "SL0213": Code("a block that stands twice"),
    "SL0214": Code("a mark that two attributes have"),
    "SL0215": Code("a mark on the wrong kind of attribute"),
    "SL0216": Code("unknown time zone"),
    "SL0217": Code("a score or grade inside a rule"),
    "SL0218": Code("a used file that cannot be read"),
    "SL0219": Code("a name that the used file does not have"),
    "SL0220": Code("files that use each other in a circle"),
    "SL0221": Code("a list file that cannot be read"),
    "SL0222": Code("a column that the list file does not have"),
    "SL0223": Code("a blank entry in a list"),
    "SL0224": Code("a list entry that is no text"),
    "SL0225": Code("an empty list"),
    # types and units
    "SL0301": Code("an operator that does not suit the value"),
    "SL0302": Code("unlike kinds of values compared"),
    "SL0303": Code("a value that the attribute cannot have"),
    "SL0304": Code("more decimals than the value has"),
    "SL0305": Code("a number larger than any in the data"),
    "SL0306": Code("a percentage, duration or moment out of place"),
    "SL0307": Code("a date or moment out of range"),
    "SL0308": Code("a unit of time that does not fit"),
    "SL0309": Code("numbers of different precision compared"),
    "SL0310": Code("`domain of` or `days since` of the wrong kind of value"),
    "SL0311": Code("a label that the grade does not have"),
    "SL0312": Code("`ignoring case` out of place"),
    "SL0313": Code("an event name alone as a condition"),
    "SL0314": Code("a window where none belongs"),
    "SL0315": Code("`where` looks beyond its event"),
    "SL0318": Code("a condition nested too deeply"),
    "SL0319": Code("an attribute that is no condition"),
    "SL0320": Code("a name instead of a fixed value"),
    # missing values
    "SL0401": Code("a blank text as a value"),
    "SL0402": Code("a value that is never missing", Severity.WARNING),
    "SL0403": Code("silence without knowing how long the lead exists"),
    "SL0404": Code("points for leads that never had the event"),
    "SL0405": Code("`otherwise` in a table of days since the last event"),
    # tables and duplicates
    "SL0501": Code("rows that overlap"),
    "SL0502": Code("a gap between rows", Severity.WARNING),
    "SL0503": Code("a value given twice"),
    "SL0504": Code("a row that never pays", Severity.WARNING),
    "SL0505": Code("rows of two kinds in one table"),
    "SL0506": Code("two `missing` or `otherwise` rows"),
    "SL0507": Code("rows that do not fit the value"),
    "SL0508": Code("rows out of order"),
    "SL0509": Code("a table without rows"),
    "SL0510": Code("a label used twice"),
    "SL0511": Code("the same rule under two labels", Severity.WARNING),
    "SL0512": Code("a blank label, reason or version"),
    # numbers and limits
    "SL0601": Code("points too large or too finely divided"),
    "SL0602": Code("limits in reverse"),
    "SL0603": Code("a limit with more decimals than the score"),
    "SL0604": Code("a number of decimals that is not possible"),
    "SL0605": Code("a count that is not a whole number"),
    "SL0606": Code("a percentage out of range"),
    "SL0607": Code("a duration out of range"),
    "SL0608": Code("too many of something"),
    "SL0609": Code("a limit too large"),
    "SL0610": Code("a clause that does not belong here"),
    "SL0611": Code("a clause given twice"),
    "SL0612": Code("clauses that contradict each other"),
    "SL0614": Code("`max … points` that is not above 0"),
    # scores, grades, stages
    "SL0701": Code("nothing to compute"),
    "SL0702": Code("a score or group without rules", Severity.WARNING),
    "SL0703": Code("totals that are computed from each other"),
    "SL0704": Code("a score twice in a total"),
    "SL0705": Code("bands that do not descend"),
    "SL0706": Code("a band's label used twice"),
    "SL0707": Code("no last band, or one that is not last"),
    "SL0708": Code("a grade that no lead can have", Severity.WARNING),
    "SL0709": Code("a threshold that always or never holds", Severity.WARNING),
    "SL0710": Code("`first met wins` is missing"),
    "SL0711": Code("`otherwise` is missing"),
    "SL0712": Code("a line after `otherwise`"),
    "SL0713": Code("a stage line that is never chosen", Severity.WARNING),
    "SL0714": Code("`not scored` out of place"),
    "SL0715": Code("no stage for leads that are not scored"),
    "SL0716": Code("no reason for not scoring"),
    # samples
    "SL0801": Code("a sample without exactly one lead"),
    "SL0802": Code("an expectation of something unknown"),
    "SL0803": Code("an expected value that cannot be"),
    "SL0804": Code("something given twice in a sample"),
    "SL0805": Code("a sample's lead without key"),
    "SL0806": Code("a sample that expects nothing", Severity.WARNING),
    "SL0807": Code("a sample file that does not exist"),
    # samples in files
    "SL0850": Code("sample file cannot be read"),
    "SL0851": Code("unknown column or field in a sample file"),
    "SL0852": Code("value in a sample file cannot be read"),
    "SL0853": Code("lead of a sample file has no key, or one that is taken"),
    "SL0854": Code("line of a sample file is malformed"),
    "SL0855": Code("event of a lead that the sample file does not have"),
}
