"""Decay tables: hand-worked values, closeness to the ideal, monotony."""

from __future__ import annotations

from decimal import Decimal, getcontext

import pytest
from scoreline.compiler.decay import lower_decay, weight
from scoreline.compiler.plan import HalfLife, Line, PointSteps, Steps
from scoreline.dsl import model

DAY = 86_400


def lowered(form: model.Halve | model.Keep | model.LoseShare | model.LosePoints | model.Fade, points: int = 8000):
    return lower_decay(model.Decay(form), points)


def test_half_life_of_30_days_by_hand() -> None:
    decay = lowered(model.Halve(DAY, 30))
    assert isinstance(decay, HalfLife) and decay.table[0] == 1_000_000
    # 2^(-3/30) = 0.9330329915…
    assert weight(decay, 3 * DAY) == 933_033
    assert weight(decay, 4 * DAY - 1) == 933_033  # whole days of age
    assert weight(decay, 30 * DAY) == 500_000
    # 2^(-33/30) = 0.4665164957…: (2 × 933033 + 2) quot 4
    assert weight(decay, 33 * DAY) == 466_517
    assert weight(decay, 21 * 30 * DAY) == 0  # more than 20 halvings
    assert weight(decay, 20 * 30 * DAY) == 1  # 10^6 / 2^20 = 0.95


@pytest.mark.parametrize("every", [1, 2, 7, 30, 365, 730])
def test_half_life_is_monotone_and_within_three_quarters_of_a_millionth(every: int) -> None:
    getcontext().prec = 40
    decay = lowered(model.Halve(DAY, every))
    before = 1_000_001
    for age in range(21 * every):
        now = weight(decay, age * DAY)
        ideal = Decimal(10**6) * Decimal(2) ** (Decimal(-age) / every)
        assert now <= before and abs(now - ideal) <= Decimal("0.75")
        before = now


def test_compound_loss_by_hand() -> None:
    decay = lowered(model.Keep(DAY, 30, 800_000))
    assert isinstance(decay, Steps)
    assert [weight(decay, age * DAY) for age in (0, 29, 30, 60, 90)] == [
        1_000_000,
        1_000_000,
        800_000,
        640_000,
        512_000,
    ]
    assert decay.table[-1] == 1  # and nothing behind it
    assert weight(decay, 30 * DAY * len(decay.table)) == 0


def test_steps_of_the_original_reach_zero() -> None:
    decay = lowered(model.LoseShare(DAY, 30, 200_000))
    assert isinstance(decay, Steps)
    assert [weight(decay, 30 * k * DAY) for k in range(6)] == [1_000_000, 800_000, 600_000, 400_000, 200_000, 0]


def test_losing_points_counts_in_thousandths_of_a_point() -> None:
    decay = lowered(model.LosePoints(DAY, 7, 5000), points=-12_500)
    assert isinstance(decay, PointSteps) and decay.magnitude == 12_500
    assert [weight(decay, 7 * k * DAY) for k in range(4)] == [12_500, 7_500, 2_500, 0]


def test_straight_line_by_hand() -> None:
    decay = lowered(model.Fade(DAY, 90))
    assert isinstance(decay, Line)
    # (90 - 1) / 90 = 0.98888…, (90 - 45) / 90, (90 - 89) / 90 = 0.01111…
    assert [weight(decay, age * DAY) for age in (0, 1, 45, 89, 90)] == [1_000_000, 988_889, 500_000, 11_111, 0]


def test_full_for_a_week_shifts_the_age() -> None:
    decay = lower_decay(model.Decay(model.Halve(DAY, 30), full_for=7 * DAY), 8000)
    assert weight(decay, 7 * DAY) == 1_000_000
    assert weight(decay, 8 * DAY - 1) == 1_000_000
    assert weight(decay, 37 * DAY) == 500_000


def test_hours_are_units_of_their_own() -> None:
    decay = lowered(model.Halve(3600, 12))
    assert weight(decay, 12 * 3600) == 500_000
    assert weight(decay, 12 * 3600 - 1) == decay.table[11]


@pytest.mark.parametrize("every", [3, 97, 730])
def test_the_table_is_each_power_on_its_own(every: int) -> None:
    getcontext().prec = 60
    decay = lowered(model.Halve(DAY, every))
    assert isinstance(decay, HalfLife)
    for age, factor in enumerate(decay.table):
        ideal = Decimal(10**6) * Decimal(2) ** (Decimal(-age) / every)
        assert factor == int(ideal + Decimal("0.5"))
