"""Raw texts of every sort, for tests that read them in several ways."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

BLANKS = "\t\n\v\f\r \u00a0\u3000"


def some(written: str) -> Texts:
    """One of the pieces between bars."""
    return st.sampled_from(written.split("|"))


digits = st.text("0123456789", min_size=1, max_size=25)
blanks = st.text(BLANKS, max_size=3)
signs = some("||+|-|−|+-")
odd_numbers = st.one_of(
    some("1e400|-1e400|1e-400|nan|NaN|inf|-Infinity|0x10|1_000|1,5|1.2.3|٣|４|1e|e5|.|-|+|1e99999999999999999999|²"),
    st.sampled_from(["0" * 400 + "7", "9" * 400, "0." + "0" * 400 + "5"]),
)
numbers = st.one_of(
    st.builds("{}{}".format, signs, digits),
    st.builds("{}{}.{}".format, signs, digits, st.one_of(digits, some("|0|5|005|4999999999999|5000001"))),
    st.builds("{}.{}".format, signs, digits),
    st.builds("{}{}{}{}".format, signs, some("1|1.5|.5|4|0|123.456|1."), some("e|E"), st.integers(-330, 330)),
    st.builds("{}.{}5".format, st.integers(-10, 10), some("00|0||12345|000000|12")),
    st.integers(4 * 10**15 - 2, 4 * 10**15 + 2).map(str),
    st.integers(-(10**19), 10**19).map(str),
    odd_numbers,
)
clocks = st.builds(
    "{}{}{}".format,
    some("00:00|01:59|02:00|02:30|03:00|23:59|24:00|12:60|1:05|00:30"),
    some("||:00|:59|:60|:5|:30.|:30.999999999999|:30,5"),
    some("|||Z| Z|UTC| UTC|  UTC|z|+00|+0530|-03:00| +01:00|+24:00|+1|+12:60|-00:44:30|−03:00"),
)
# Days on which the clocks of some zone change, leap days, and the first and last ones that can be read.
special_days = (
    "2026-03-29 2026-10-25 2018-11-04 2019-02-17 2026-03-08 2026-11-01 2011-12-29 2011-12-30 2011-12-31 1986-01-01 "
    "1970-01-01 1970-01-02 1970-01-03 2099-12-31 2100-01-01 1900-01-01 1899-12-31 2024-02-29"
)
days = st.one_of(
    st.sampled_from([dt.date.fromisoformat(day) for day in special_days.split()]),
    st.dates(dt.date(1890, 1, 1), dt.date(2110, 1, 1)),
)
no_days = (
    "2026-02-29|2026-13-01|2026-00-10|2026-04-31|0000-01-01|2026-1-1|12026-01-01|1900-02-29|2026/01/01|２０２６-01-01"
)
written_days = st.one_of(days.map(str), some(no_days))
times = st.one_of(
    written_days,
    st.builds("{}{}{}".format, written_days, some("T| |  |t|"), clocks),
    st.builds("{1:%d}/{1:%m}/{0:04d}".format, st.sampled_from([1899, 1900, 1999, 2026, 2100]), days),
    st.builds(
        "{}/{}/{:02d} {}:{} {}".format,
        st.integers(0, 13),
        st.integers(1, 31),
        st.integers(0, 99),
        st.integers(0, 13),
        some("00|59|60|5"),
        some("AM|pm|Pm|xm|"),
    ),
    st.builds(
        "{} {} {} {}:{}:{}.{}{}".format,
        st.integers(0, 32),
        some("Jan|FEB|mar|Dec|Dez|ſep"),
        some("1970|2026|2099|99"),
        st.integers(0, 25),
        some("00|59"),
        some("00|61"),
        some("0|999"),
        some("Z|UTC|+01|-0330|+25:00|+01:75|"),
    ),
    st.builds(
        "{} {}, {} {}".format,
        some("January|march|OCTOBER|Oct"),
        st.integers(0, 32),
        some("1950|1970|2026"),
        st.integers(0, 24),
    ),
    st.builds("{:%Y%m%d}".format, days),
    st.integers(10**12, 2 * 10**12).map(str),
    st.builds("{}.{}".format, st.integers(0, 5 * 10**9), digits),
)
plain_words = "|true|TRUE|Yes|nO|t|F|y|N|1|0|2|on|yeſ|ja|Select|Y|a|b c| a|ü|-1|5|x|3|12|0.0|-0|'|\"|\\|{{|--|😀"
hidden = ["u\u0308", "\u200b", "\x00", "a\x00", "\x85", "\ufeff", "\u2028", "\u202e"]
long = ["x" * 65_535, "x" * 65_536, "é" * 65_536, " " * 70_000]
words = st.sampled_from([*plain_words.split("|"), *hidden, *long])

texts = st.builds(
    "{1}{0}{2}".format,
    st.one_of(numbers, times, words, st.text(st.characters(codec="utf-8"), max_size=8)),
    blanks,
    blanks,
)

_LIMITS_OF_TIME = """1970-01-01T23:59:59Z|1970-01-02T00:00:00Z|2099-12-31T23:59:59Z|2100-01-01T00:00:00Z
2099-12-31 23:59:59|2100-01-01 00:00:00|1970-01-02|1970-01-01 23:59:59|1900-01-01|1899-12-31|2099-12-31|2100-01-01
2026-03-29 01:59:59|2026-03-29 02:00:00|2026-03-29 02:59:59|2026-03-29 03:00:00|2026-10-25 01:59:59
2026-10-25 02:00:00|2026-10-25 02:59:59|2026-10-25 03:00:00|2026-03-28T22:59:59Z|2026-03-28T23:00:00Z
2018-11-03 23:59:59|2018-11-04 00:00:00|2018-11-04 00:59:59|2018-11-04 01:00:00|2019-02-16 23:00:00
2019-02-16 23:59:59|2011-12-29 23:59:59|2011-12-30 00:00:00|2011-12-30 12:00:00|2011-12-31 00:00:00
2011-12-30T10:00:00Z|2011-12-30T09:59:59Z|1950-05-05 12:00|1950-05-05T12:00Z|2026-01-15T00:00+23:59
2026-01-15T00:00-23:59|2026-01-15 00:00 -0330|2026-01-15 00:00+05|2026-01-15T12:30:45.999999999|2026-01-15T12:30
2026-01-15T12:30:|2026-01-15T12|2026-01-15Z|2026-01-15T23:59:59 UTC"""
_LIMITS_OF_NUMBERS = """1.005|-1.005|1.004|1.0049999|0.005|-0.005|0.004|1.005e0|-1.5e0|1.5e0|2.5e0|0.5e0
4000000000000000|4000000000000000.0|4000000000000000.5|4000000000000001|-4000000000000000|-4000000000000001
40000000000000.00|40000000000000.004|40000000000000.005|40000000000000.01|4000000000|4000000000.0000004
4000000000.0000005|4000000000.000001|4e15|4.000000000000001e15|5e-7|4.9e-7|.5|5.|.|+.5|-.5|.0|-.0|0|-0|00|0.0|1.0|1
T|f|NO|tRuE|86400|86399|86400000|86399999|4102444799|4102444800|4102444799999|4102444800000|86400000000000
86399999999999|4102444799999999999|4102444800000000000|86400.9|-1|Select|x|3"""
_LIMITS_OF_FORMATS = """31/12/2099|1/1/2100|01/01/1900|31/12/1899|29/2/2024|29/2/2023|20240229|20230229|2024229
12/31/68 11:59 PM|12/31/69 11:59 PM|1/2/70 12:00 AM|1/1/70 11:59 pm|1/2/70 0:00 AM|1/2/70 13:00 PM
01 Jan 2026 23:59:59.9Z|01 Jan 2026 23:59:59.9+23:59|01 Jan 2026 23:59:59.9+24:00|1 Jan 2026 24:00:00.0Z
May 5, 1950 0|May 5, 2026 23|May 5, 2026 24|December 31, 2011 0|December 30, 2011 12"""

_LONG_OR_HIDDEN = [
    "x" * 65_535,
    "x" * 65_536,
    " " * 65_536,
    " " * 65_536 + "1",
    "\u3000\u00a0\t1\r\n",
    "\u20031",
    "1\x00",
]

BOUNDARIES = [
    *"|".join((_LIMITS_OF_TIME, _LIMITS_OF_NUMBERS, _LIMITS_OF_FORMATS)).replace("\n", "|").split("|"),
    *_LONG_OR_HIDDEN,
]
