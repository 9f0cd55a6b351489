"""What an engine must be able to say, in the words of the shared emitter; each module beside this one is one engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sqlglot import exp

from .. import nodes as n

if TYPE_CHECKING:
    from ..typed.columns import PhysicalKind


class Dialect(Protocol):
    """Nodes go in and come out; texts are VARCHAR, integers 64 bits wide.

    Trees are of one shape for all engines: whole division as `exp.IntDiv`, `greatest` and `least` of known
    arguments, casts to VARCHAR, BIGINT, INTEGER, BOOLEAN and DECIMAL, VALUES with named columns, WITH steps. `print`
    puts what an engine says otherwise into its form.
    """

    @property
    def name(self) -> str: ...

    @property
    def functions(self) -> bool:
        """Whether a ruleset may define functions of one value; their bodies stand where they are called otherwise."""

    def print(self, statement: exp.Expr) -> str:
        """The statement as SQL text, all names quoted. Raises Unsayable."""

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        """Statements that define a view, or replace one."""

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        """Statements that make a table, or replace one; columns by name and type (VARCHAR, BIGINT, BOOLEAN)."""

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:
        """Statements that define a function of a value of that type (VARCHAR, BIGINT), which gives one of that type."""

    def call(self, function: str, argument: n.Node) -> n.Node:
        """A call of such a function."""

    def folded(self, text: n.Node) -> n.Node:
        """`dsl.folding.fold`. May mention the text more than once."""

    def spaced(self, folded: n.Node) -> n.Node:
        """`dsl.folding.spaced_words` of a text that is folded already."""

    def after_last_at(self, text: n.Node) -> n.Node:
        """What follows the last `@`; NULL where there is none or nothing behind it. May mention the text twice."""

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        """The needle is a literal, or one with NULs and marks of sets."""

    def starts(self, text: n.Node, needle: n.Node) -> n.Node: ...

    def ends(self, text: n.Node, needle: n.Node) -> n.Node: ...

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        """The entry of a table of integers by its index from 0; the index is inside the table."""

    def months_before(self, day: n.Node, months: int) -> n.Node:
        """The day (since 1970) that many calendar months earlier; the last of its month where the month lacks it."""

    def month(self, day: n.Node) -> n.Node:
        """The month of a day (since 1970): 12 × year + month - 1. May mention the day twice."""

    def moment(self) -> n.Node:
        """The moment to score at, in whole seconds since 1970: what a setting of the session says, else the time."""

    def timestamp(self, seconds: n.Node) -> n.Node:
        """A UTC timestamp without zone."""

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        """units × 10^-places as an exact decimal of that many digits."""

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        """The rows of the step `source`, each as often as the array has items, with the item as `name`.

        Where the array is NULL or has no items there is no row; where an item is NULL there may be one.
        """

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        """An array of INTEGER, BIGINT or BOOLEAN items, any of which may be NULL; it may be a column of a step."""

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        """The item of such a column, counted from 1."""


@runtime_checkable
class ReadsColumns(Protocol):
    """What an engine must be able to say besides, to read raw columns of declared types (`compiler/sql/typed`).

    Nodes may be mentioned a few times: they are columns, or cheap. Where they are NULL, all of these are. What an
    engine cannot say exactly raises `lowering.Unsayable`. Besides, trees have `floor` of doubles and decimals, `ceil`
    of decimals, casts of texts and columns to DOUBLE, and `count` over windows without an order.
    """

    def exact_text(self, node: n.Node) -> n.Node:
        """A text, or the digits of a whole number, as VARCHAR that is compared and ordered by its bytes from here on.

        No blank at its end is lost or left out of comparisons.
        """

    def without_blanks(self, text: n.Node) -> n.Node:
        """The text without `values.BLANK_CHARACTERS` at both ends: "" where it has nothing else."""

    def characters(self, text: n.Node) -> n.Node:
        """The number of characters (code points)."""

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        """Of a timestamp without zone: whole seconds from 1970-01-01 00:00 to what it shows, floored (before 1970 too).

        BIGINT; NULL, or anything outside of 1900 to 2100, where it is infinite or outside of 1900 to 2100.
        """

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        """The same of a timestamp with zone: seconds since 1970 UTC, whatever the zone of the session is."""

    def days_of_date(self, node: n.Node) -> n.Node:
        """Days since 1970-01-01, BIGINT; NULL, or anything outside of 1900 to 2100, as for timestamps."""

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:
        """A decimal(digits, scale) in units of 10^-places, half a unit away from zero: BIGINT.

        The result has at most 16 digits. `digits` and `scale` are None where they are not known. Beware of products:
        many engines cut the places of wide ones.
        """

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        """Whether the whole text fits a regular expression of ASCII, `[…]`, groups, `.`, `|`, `?`, `*`, `+`, `{n}`."""

    def whole_of_text(self, text: n.Node) -> n.Node:
        """`values.read_integer` of a text without blanks: BIGINT, NULL where it is unreadable."""

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        """`values.read_decimal` of a text without blanks: BIGINT, NULL where it is unreadable."""

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        """`values.set_of` of the pieces between separators; NULL where a piece has the mark of sets in it.

        A piece that is one of `values` without its blanks (none of them blank) becomes what stands beside it.
        The text is not blank, and may be mentioned often.
        """


@runtime_checkable
class EntersSchemas(Protocol):
    """Engines in which a session can choose the schema that objects are made in."""

    def enter(self, schema: str) -> str:
        """A statement after which objects are made in the schema, and tables without one are looked for there first."""


@runtime_checkable
class NamesSchemas(Protocol):
    """Engines whose views name the schema of whatever they read."""

    def within(self, schema: str) -> Dialect:
        """The same engine, with all objects in that schema."""


@runtime_checkable
class Distributes(Protocol):
    """What an engine of many machines must be able to say besides (`compiler/sql/distribution.py`)."""

    def spread(self, query: exp.Select, by: str, *, once: bool) -> exp.Select:
        """The rows of a step, those of one value of the column together; `once`: whatever the number of its readers."""

    def date(self, days: n.Node) -> n.Node:
        """A date by its days since 1970, as columns by which tables are parted hold it."""

    def sent_whole(self, query: exp.Select, sources: Sequence[str]) -> exp.Select:
        """The query, in which these joined sources are so small that each machine gets them whole."""


@runtime_checkable
class CountsTogether(Protocol):
    """Engines in which one pass over the events is worth more tests of each event than elsewhere."""

    @property
    def together(self) -> int:
        """How many features one pass counts; more are counted by kinds of events, a pass for each."""


@runtime_checkable
class CarriesFew(Protocol):
    """Engines in which a join takes longer with each column of leads that it carries (`compiler/sql/early.py`)."""

    @property
    def carries_few(self) -> bool: ...


@runtime_checkable
class CountsFew(Protocol):
    """Engines in which each aggregate of a grouping costs, whatever it adds up (`compiler/sql/bounds.py`)."""

    @property
    def counts_few(self) -> bool: ...


@runtime_checkable
class BoundsScans(Protocol):
    """Engines that bound a scan by what they know of a joined column (`compiler/sql/occurrences.py`)."""

    @property
    def bounds_scans(self) -> bool: ...


@runtime_checkable
class LooksUp(Protocol):
    """Engines in which events are counted quickest by a join with a small table (`compiler/sql/lookup.py`)."""

    @property
    def looks_up(self) -> range:
        """How many features are worth that."""

    def numbered(self, count: int, name: str) -> exp.Select:
        """A column of the numbers from 0, at least so many."""

    def bits(self, number: n.Node, place: n.Node, most: n.Node) -> n.Node:
        """What stands in the bits from a place on of a BIGINT that is not negative; `most`: where all are set."""

    def moved(self, number: n.Node, place: n.Node) -> n.Node:
        """The BIGINT whose bits from a place on are the number; it is not negative."""

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node: ...

    def item(self, array: n.Node, position: n.Node) -> n.Node: ...

    def narrow_sum(self, number: n.Node) -> n.Node:
        """The sum as BIGINT; NULL where it is beyond."""

    def paired(self, upper: n.Node, lower: n.Node) -> n.Node:
        """One number of two BIGINTs that are not negative, the upper one below 2^43: upper × 2^63 + lower."""

    def halves(self, pair: n.Node) -> tuple[n.Node, n.Node]:
        """The two of a sum of such numbers, as BIGINT: the upper one, NULL where it is beyond, and the lower one."""

    def any_bits(self, number: n.Node) -> n.Node:
        """The bits that some of the numbers have."""

    def share(self, text: n.Node) -> n.Node:
        """A small number that equal texts have in common, and of many texts few."""

    def of_two(self, number: n.Node, text: n.Node) -> n.Node:
        """A text of the two that no other two have; NULL where one of them is."""


@runtime_checkable
class HoldsOtherwise(Protocol):
    """Engines that lack some types of columns, beside `ReadsColumns`."""

    def held_as(self, kind: PhysicalKind) -> PhysicalKind:
        """The kind of column that holds values of a kind, where nothing is known of the column."""


@runtime_checkable
class TypesByValue(Protocol):
    """Engines in which a column of any type may hold any value, beside `ReadsColumns`."""

    def of_kind(self, node: n.Node, kind: PhysicalKind) -> n.Node:
        """The value where it is a whole number ("integer"), a "double" or a "text", NULL elsewhere."""


@runtime_checkable
class CountsInTexts(Protocol):
    """Engines that read times which are numbers in texts, beside `ReadsColumns`."""

    def count_of_text(self, text: n.Node, per: int) -> n.Node:
        """Whole seconds, `per` units each, of a text without blanks.

        It has at most 40 characters: digits with a sign and a fraction. NULL, or anything outside of 1970-01-02 to
        2099, where it is no such text, or the number is below 0 or large.
        """


@runtime_checkable
class Fences(Protocol):
    """Engines that compute a column again wherever a later step reads it, beside `ReadsColumns`."""

    def fenced(self, query: exp.Query) -> exp.Query:
        """The query, whose steps are short chains, with each of them computed once."""
