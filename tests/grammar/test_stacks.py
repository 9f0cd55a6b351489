"""Kept stacks lead where a plain LALR automaton goes that copies its states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoreline.grammar import stacks
from scoreline.grammar.stacks import Stack, Stacks
from scoreline.grammar.tables import END, tables


def _plainly(states: list[int], terminal: str) -> tuple[list[int], list[int]] | None:
    """The reductions before the terminal and the states after it."""
    table, states, done = tables(), states[:], []
    while (action := table.actions[states[-1]].get(terminal)) is not None and action < 0:
        rule = table.rules[~action]
        done.append(~action)
        states = states[: len(states) - rule.size]
        states.append(table.goto[states[-1]][rule.makes])
        if terminal == END and states[-1] == table.end:
            return done, states
    return None if action is None else (done, [*states, action])


def _states(stack: Stack | None) -> list[int]:
    found: list[int] = []
    while stack is not None:
        found.append(stack.state)
        stack = stack.below
    return found[::-1]


@pytest.mark.parametrize("most", [50_000, 3])
@given(st.data())
def test_each_way_is_that_of_plain_states(most: int, data: st.DataObject) -> None:
    kept, before = Stacks(), stacks._MOST
    stacks._MOST = most
    try:
        stack, states = kept.first, [tables().start]
        for _ in range(data.draw(st.integers(1, 60))):
            possible = kept.possible(stack)
            assert possible == [t for t in tables().actions[states[-1]] if _plainly(states, t) is not None]
            terminal = data.draw(st.sampled_from([t for t in possible if t != END] or possible))
            way, plain = kept.way(stack, terminal), _plainly(states, terminal)
            assert way is not None
            assert plain is not None
            assert (list(way.reductions), _states(way.after)) == plain
            assert way.after.height == len(plain[1])
            if terminal == END:
                return
            stack, states = way.after, plain[1]
    finally:
        stacks._MOST = before


def test_the_same_stack_is_the_same_object() -> None:
    kept = Stacks()

    def over(*terminals: str) -> Stack:
        stack = kept.first
        for terminal in terminals:
            way = kept.way(stack, terminal)
            assert way is not None
            stack = way.after
        return stack

    rule = ("LABEL", "+", "NUMBER", "when", "NAME")
    once = over("score", "NAME", "{", *rule, "LABEL")
    twice = over("score", "NAME", "{", *rule, *rule, "LABEL")
    assert once is twice
    assert once.cut(1) is kept.first
    assert kept.way(once, "}") is None
