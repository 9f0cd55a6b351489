"""Lead scores by the ruleset 'small', version '2026.1'.

Leads of a small shop

Compiled by a test from <text>: change that file, not this module.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from enum import Enum
from functools import lru_cache
from heapq import heappush, heapreplace
from math import floor
from typing import Any, Final, NamedTuple

__all__ = [
    'CONTENT_HASH',
    'EVENT_COLUMNS',
    'LEAD_COLUMNS',
    'RULESET',
    'VERSION',
    'Contribution',
    'Result',
    'score',
    'score_many',
    'score_tuples',
]

RULESET: Final = 'small'
VERSION: Final = '2026.1'
CONTENT_HASH: Final = '76f5934c9996c7a106c54fdfbe5ffd8e21c01be9bd42a87bf4ba812ce97687c4'
LEAD_COLUMNS: Final = ('id', 'employees', 'ok')
EVENT_COLUMNS: Final = ('event', 'at', 'pages')


class Contribution(NamedTuple):
    """One reason for a score; never zero. The rows of a score add up to it exactly.

    `kind` is 'rule', 'rule limit', 'group limit', 'factor', 'range limit' or 'rounding'; `rule` is the label of the
    rule or group (of a total: the score that enters) or the factor's name, empty for the range limit and the rounding.
    `times` counts occurrences (1 for other rules, 0 for limits, factors and rounding); `second` is that of the latest
    counted event, since 1970 UTC.
    """

    score: str
    kind: str
    rule: str
    points: Decimal
    times: int
    second: int | None

    @property
    def latest(self) -> datetime | None:
        """The time of the latest counted event, in UTC."""
        return None if self.second is None else datetime.fromtimestamp(self.second, UTC)


class Result(NamedTuple):
    """One lead at one moment.

    `scores` and `grades` are None where the lead is not scored. `problem` says why there is no result at all
    ('missing key', 'too many occurrences'). `ignored` counts what rules looked at and could not use: unreadable
    attributes, values that are no option, events without a time, of an unknown kind, or later than the moment; an
    event that is too old for all rules is not looked at further.
    """

    lead: str
    scores: dict[str, Decimal | None]
    grades: dict[str, str | None]
    stage: str | None
    reason: str | None
    problem: str | None
    contributions: tuple[Contribution, ...]
    ignored: int


def score(
    lead: Mapping[str, object],
    events: Iterable[Mapping[str, object]] = (),
    *,
    as_of: datetime | date | str | int,
    contributions: bool = False,
) -> Result:
    """The scores of one lead at one moment.

    `lead` has the attributes by name; an event has its kind under 'event', its time under 'at', and its attributes.
    Values may be typed or text. `as_of` is a time, a day (its midnight), the text of either, or seconds since 1970 UTC;
    without a zone it stands in the ruleset's. Raises ValueError where it is none of these.
    """
    return next((_explained if contributions else _results)([(lead, events)], _moment(as_of)))


def score_many(
    leads: Iterable[tuple[Mapping[str, object], Iterable[Mapping[str, object]]]],
    *,
    as_of: datetime | date | str | int,
    contributions: bool = False,
) -> Iterator[Result]:
    """The same for each lead with its events, one at a time as they are asked for."""
    moment = _moment(as_of)
    return _explained(leads, moment) if contributions else _results(leads, moment)


def score_tuples(
    leads: Iterable[tuple[Sequence[object], Iterable[Sequence[object]]]],
    *,
    as_of: datetime | date | str | int,
    contributions: bool = False,
) -> Iterator[Result]:
    """The same for rows that are tuples, as databases give them, or slices of columns.

    Their values stand in the order of LEAD_COLUMNS and EVENT_COLUMNS; what stands behind those is not looked at.
    """
    moment = _moment(as_of)
    return _explained(_named(leads), moment) if contributions else _results_of_tuples(leads, moment)



class _Moment(NamedTuple):
    """What depends on the moment alone: seconds and days since 1970."""

    as_of: int


def _moment(raw: datetime | date | str | int) -> _Moment:
    as_of = _as_of_second(raw, UTC_ZONE)
    return _Moment(as_of)


def _named(
    leads: Iterable[tuple[Sequence[object], Iterable[Sequence[object]]]]
) -> Iterator[tuple[Mapping[str, object], Iterable[Mapping[str, object]]]]:
    """Rows that are tuples, as mappings."""
    for lead, events in leads:
        yield (
            dict(zip(LEAD_COLUMNS, lead, strict=False)),
            [_named_row(EVENT_COLUMNS, event) for event in events],
        )


def _results(
    leads: Iterable[tuple[Mapping[str, object], Iterable[Mapping[str, object]]]], moment: _Moment
) -> Iterator[Result]:
    """Reads a lead, passes over its events once, then scores; then the next one."""
    (as_of,) = moment
    ignored = _Ignored()
    for lead, events in leads:
        ignored.count = 0
        raw = lead.get('id')
        id_2 = (
            raw
            if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
            else _integer(raw, ignored)
        )
        if id_2 is None:
            yield _unscored('', ignored, None, None, 'missing key')
            continue
        key = str(id_2)
        raw = lead.get('employees')
        employees = (
            raw
            if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
            else _integer(raw, ignored)
        )
        raw = lead.get('ok')
        ok = _boolean(raw, ignored)

        visit_count = 0
        visit_latest: list[int] = []
        order_count = 0
        for event in events:
            try:
                at = event['at']
                if type(at) is not int:
                    at = _second(at, UTC_ZONE)
                if at < 86_400:
                    ignored.count += 1
                    continue
                age = as_of - at
                if age < 0:
                    ignored.count += 1
                    continue
                number = _KIND_NUMBERS[event['event']]
            except (KeyError, TypeError, ValueError):
                ignored.count += 1
                continue
            if number == 0:  # 'visit'
                if age < 2_592_000:
                    raw = event.get('pages')
                    pages = (
                        raw
                        if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
                        else _integer(raw, ignored)
                    )
                    if pages is not None and pages >= 3:
                        visit_count += 1
                        if len(visit_latest) < 2:
                            heappush(visit_latest, at)
                        elif at > visit_latest[0]:
                            heapreplace(visit_latest, at)
            elif number == 1:  # 'order'
                order_count += 1
        visit_latest_times = len(visit_latest)
        visit_latest_weight = 0
        for at in visit_latest:
            visit_latest_weight += _HALVING_2[(as_of - at) // 86_400]

        # 'large'
        large = employees is not None and employees >= 50

        if max(visit_count, order_count) > 1_000_000:
            yield _unscored(key, ignored, None, None, 'too many occurrences')
            continue

        # the score 'fit', in thousandths of a point (<text>:8)
        paid = 0  # 1_000_000 are a point

        # 'Large' (<text>:9)
        if large:
            paid += 10_500_000

        # 'Agreed' (<text>:10)
        if ok is True and not large:
            paid += 2_000_000

        # 'Visits' (<text>:11)
        if visit_latest_weight:
            paid += visit_latest_weight * 1

        # 'Ordered' (<text>:12)
        if order_count:
            paid += 5_000_000

        # limited to 0..20
        if paid < 0:
            paid = 0
        elif paid > 20_000_000:
            paid = 20_000_000
        # rounded to 2 decimals
        units = (paid + 5_000) // 10_000
        fit = units * 10

        # 'rating' of 'fit' (<text>:14)
        if fit >= 10_000:
            rating = 'A'
        else:
            rating = 'B'
        stage, reason = _stage_next_step(rating)
        yield _new(Result, (
            key,
            {
                'fit': _product(fit // 10, _UNIT_2),
            },
            {
                'rating': rating,
            },
            stage,
            reason,
            None,
            (),
            ignored.count,
        ))


def _results_of_tuples(
    leads: Iterable[tuple[Sequence[object], Iterable[Sequence[object]]]], moment: _Moment
) -> Iterator[Result]:
    """Reads a lead, passes over its events once, then scores; then the next one."""
    (as_of,) = moment
    ignored = _Ignored()
    for lead, events in leads:
        ignored.count = 0
        raw = lead[0]
        id_2 = (
            raw
            if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
            else _integer(raw, ignored)
        )
        if id_2 is None:
            yield _unscored('', ignored, None, None, 'missing key')
            continue
        key = str(id_2)
        raw = lead[1]
        employees = (
            raw
            if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
            else _integer(raw, ignored)
        )
        raw = lead[2]
        ok = _boolean(raw, ignored)

        visit_count = 0
        visit_latest: list[int] = []
        order_count = 0
        for event in events:
            try:
                at = event[1]
                if type(at) is not int:
                    at = _second(at, UTC_ZONE)
                if at < 86_400:
                    ignored.count += 1
                    continue
                age = as_of - at
                if age < 0:
                    ignored.count += 1
                    continue
                number = _KIND_NUMBERS[event[0]]
            except (KeyError, TypeError, ValueError):
                ignored.count += 1
                continue
            if number == 0:  # 'visit'
                if age < 2_592_000:
                    raw = event[2]
                    pages = (
                        raw
                        if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
                        else _integer(raw, ignored)
                    )
                    if pages is not None and pages >= 3:
                        visit_count += 1
                        if len(visit_latest) < 2:
                            heappush(visit_latest, at)
                        elif at > visit_latest[0]:
                            heapreplace(visit_latest, at)
            elif number == 1:  # 'order'
                order_count += 1
        visit_latest_times = len(visit_latest)
        visit_latest_weight = 0
        for at in visit_latest:
            visit_latest_weight += _HALVING_2[(as_of - at) // 86_400]

        # 'large'
        large = employees is not None and employees >= 50

        if max(visit_count, order_count) > 1_000_000:
            yield _unscored(key, ignored, None, None, 'too many occurrences')
            continue

        # the score 'fit', in thousandths of a point (<text>:8)
        paid = 0  # 1_000_000 are a point

        # 'Large' (<text>:9)
        if large:
            paid += 10_500_000

        # 'Agreed' (<text>:10)
        if ok is True and not large:
            paid += 2_000_000

        # 'Visits' (<text>:11)
        if visit_latest_weight:
            paid += visit_latest_weight * 1

        # 'Ordered' (<text>:12)
        if order_count:
            paid += 5_000_000

        # limited to 0..20
        if paid < 0:
            paid = 0
        elif paid > 20_000_000:
            paid = 20_000_000
        # rounded to 2 decimals
        units = (paid + 5_000) // 10_000
        fit = units * 10

        # 'rating' of 'fit' (<text>:14)
        if fit >= 10_000:
            rating = 'A'
        else:
            rating = 'B'
        stage, reason = _stage_next_step(rating)
        yield _new(Result, (
            key,
            {
                'fit': _product(fit // 10, _UNIT_2),
            },
            {
                'rating': rating,
            },
            stage,
            reason,
            None,
            (),
            ignored.count,
        ))


def _explained(
    leads: Iterable[tuple[Mapping[str, object], Iterable[Mapping[str, object]]]], moment: _Moment
) -> Iterator[Result]:
    """The same with contributions."""
    (as_of,) = moment
    ignored = _Ignored()
    for lead, events in leads:
        ignored.count = 0
        raw = lead.get('id')
        id_2 = (
            raw
            if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
            else _integer(raw, ignored)
        )
        if id_2 is None:
            yield _unscored('', ignored, None, None, 'missing key')
            continue
        key = str(id_2)
        raw = lead.get('employees')
        employees = (
            raw
            if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
            else _integer(raw, ignored)
        )
        raw = lead.get('ok')
        ok = _boolean(raw, ignored)

        visit_count = 0
        visit_age = END_SECOND
        visit_latest: list[int] = []
        order_count = 0
        order_age = END_SECOND
        for event in events:
            try:
                at = event['at']
                if type(at) is not int:
                    at = _second(at, UTC_ZONE)
                if at < 86_400:
                    ignored.count += 1
                    continue
                age = as_of - at
                if age < 0:
                    ignored.count += 1
                    continue
                number = _KIND_NUMBERS[event['event']]
            except (KeyError, TypeError, ValueError):
                ignored.count += 1
                continue
            if number == 0:  # 'visit'
                if age < 2_592_000:
                    raw = event.get('pages')
                    pages = (
                        raw
                        if raw is None or type(raw) is int and -4_000_000_000_000_000 <= raw <= 4_000_000_000_000_000
                        else _integer(raw, ignored)
                    )
                    if pages is not None and pages >= 3:
                        visit_count += 1
                        if age < visit_age:
                            visit_age = age
                        if len(visit_latest) < 2:
                            heappush(visit_latest, at)
                        elif at > visit_latest[0]:
                            heapreplace(visit_latest, at)
            elif number == 1:  # 'order'
                order_count += 1
                if age < order_age:
                    order_age = age
        visit_latest_times = len(visit_latest)
        visit_latest_weight = 0
        for at in visit_latest:
            visit_latest_weight += _HALVING_2[(as_of - at) // 86_400]

        # 'large'
        large = employees is not None and employees >= 50

        if max(visit_count, order_count) > 1_000_000:
            yield _unscored(key, ignored, None, None, 'too many occurrences')
            continue

        rows: list[Contribution] = []
        # the score 'fit', in thousandths of a point (<text>:8)
        paid = 0  # 1_000_000 are a point

        # 'Large' (<text>:9)
        if large:
            paid += 10_500_000
            rows.append(_ROW_LARGE)

        # 'Agreed' (<text>:10)
        if ok is True and not large:
            paid += 2_000_000
            rows.append(_ROW_AGREED)

        # 'Visits' (<text>:11)
        if visit_latest_weight:
            points = visit_latest_weight * 1
            paid += points
            rows.append(_new(Contribution, (
                'fit', 'rule', 'Visits', _product(points, _NANO_1_000), visit_latest_times, as_of - visit_age,
            )))

        # 'Ordered' (<text>:12)
        if order_count:
            paid += 5_000_000
            rows.append(_new(Contribution, (
                'fit', 'rule', 'Ordered', _POINTS_5_000_000_000, 1, as_of - order_age,
            )))

        # limited to 0..20
        if paid < 0:
            rows.append(_new(Contribution, (
                'fit', 'range limit', '', _product(-paid, _NANO_1_000), 0, None,
            )))
            paid = 0
        elif paid > 20_000_000:
            rows.append(_new(Contribution, (
                'fit', 'range limit', '', _product(20_000_000 - paid, _NANO_1_000), 0, None,
            )))
            paid = 20_000_000
        # rounded to 2 decimals
        units = (paid + 5_000) // 10_000
        rest = units * 10_000 - paid
        if rest:
            rows.append(_new(Contribution, ('fit', 'rounding', '', _product(rest, _NANO_1_000), 0, None)))
        fit = units * 10

        # 'rating' of 'fit' (<text>:14)
        if fit >= 10_000:
            rating = 'A'
        else:
            rating = 'B'
        stage, reason = _stage_next_step(rating)
        yield _new(Result, (
            key,
            {
                'fit': _product(fit // 10, _UNIT_2),
            },
            {
                'rating': rating,
            },
            stage,
            reason,
            None,
            tuple(rows),
            ignored.count,
        ))


def _unscored(
    lead: str, ignored: _Ignored, stage: str | None, reason: str | None, problem: str | None
) -> Result:
    """A result without scores and grades."""
    return Result(
        lead=lead,
        scores={
            'fit': None,
        },
        grades={
            'rating': None,
        },
        stage=stage,
        reason=reason,
        problem=problem,
        contributions=(),
        ignored=ignored.count,
    )


def _stage_next_step(rating: str) -> tuple[str, str]:
    """The stage 'next step' and the reason for it (<text>:15)."""
    # <text>:15
    if rating == 'A':
        return 'call', 'large or busy'
    # <text>:15
    return 'wait', 'otherwise'


# ---- tables of this ruleset ------------------------------------------------------------------------------------------

_HALVING_2: Final = _half_life((1_000_000, 707_107), 30)
_KIND_NUMBERS: Final[dict[object, int]] = {'visit': 0, 'order': 1}
_ROW_LARGE: Final[Contribution] = _row('fit', 'rule', 'Large', 10_500_000_000, 1)
_ROW_AGREED: Final[Contribution] = _row('fit', 'rule', 'Agreed', 2_000_000_000, 1)
_NANO_1_000: Final[Decimal] = _nano_points(1_000)
_POINTS_5_000_000_000: Final[Decimal] = _nano_points(5_000_000_000)
_UNIT_2: Final[Decimal] = Decimal('1E-2')
