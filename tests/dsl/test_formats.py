from __future__ import annotations

import pytest
from scoreline.dsl.formats import Format, parse_format, read_parts


def read(form: str, text: str) -> tuple[int, int | None] | None:
    parsed = parse_format(form)
    assert isinstance(parsed, Format), parsed
    return read_parts(text, parsed)


@pytest.mark.parametrize(
    ("form", "text", "local", "offset"),
    [
        ("%d/%m/%Y", "2/1/1970", 86_400, None),
        ("%d/%m/%Y", "02/01/1970", 86_400, None),
        ("%Y%m%d", "19700102", 86_400, None),
        ("%m/%d/%y %I:%M %p", "1/2/70 12:05 AM", 86_700, None),
        ("%m/%d/%y %I:%M %p", "1/2/70 1:00 pm", 133_200, None),
        ("%d %b %Y", "02 JAN 1970", 86_400, None),
        ("%B %d, %Y", "january 2, 1970", 86_400, None),
        ("%Y-%m-%dT%H:%M:%S.%f%z", "1970-01-02T00:00:01.999-0130", 86_401, -5_400),
        ("%Y-%m-%d %H:%M %z", "1970-01-02 4:30 UTC", 102_600, 0),
        ("[%d.%m.%Y] 100%%", "[02.01.1970] 100%", 86_400, None),
    ],
)
def test_written_dates(form: str, text: str, local: int, offset: int | None) -> None:
    assert read(form, text) == (local, offset)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d/%m/%Y", "31/02/2026"),
        ("%d/%m/%Y", "1/1/26"),
        ("%d/%m/%Y", "1/1/2026 "),
        ("%d/%m/%Y", "1/1/2026\n"),
        ("%d.%m.%Y", "1x1x2026"),
        ("%Y%m%d", "2026111"),
        ("%Y-%m-%d %I %p", "2026-01-01 0 AM"),
        ("%Y-%m-%d %I %p", "2026-01-01 13 PM"),
        ("%Y-%m-%d %H", "2026-01-01 24"),
        ("%Y-%m-%d %H:%M", "2026-01-01 10:60"),
        ("%Y-%m-%d %H %z", "2026-01-01 10 +24:00"),
        ("%d %b %Y", "1 ſep 2026"),
    ],
)
def test_what_is_no_such_date(form: str, text: str) -> None:
    assert read(form, text) is None


def test_two_digit_years_are_1969_to_2068() -> None:
    days = [read("%d.%m.%y", f"01.01.{year}") for year in ("69", "68")]
    assert days == [(-365 * 86_400, None), (35_794 * 86_400, None)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("%d/%m", "no %Y or %y"),
        ("%Y/%m", "no %d"),
        ("%d/%m/%Y/%y", "more than one of %Y or %y"),
        ("%d/%m/%Y %d", "`%d` stands in the format twice"),
        ("%d/%m/%Y %I", "%I (hours to 12) and %p"),
        ("%d/%m/%Y %M", "`%M` needs `%H`"),
        ("%d/%m/%Y %H:%M %I %p", "both %H and %I"),
        ("%q", "`%q` is not known"),
        ("%d/%m/%Y%", "`%` is not known"),
    ],
)
def test_formats_that_are_none(form: str, said: str) -> None:
    problem = parse_format(form)
    assert isinstance(problem, str)
    assert said in problem
