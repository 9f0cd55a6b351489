"""The layout, written out by hand."""

from __future__ import annotations

import textwrap

import pytest
from scoreline.dsl.format import format_source
from scoreline.dsl.source import Source


def laid_out(text: str) -> str:
    found = format_source(Source("a.score", text))
    assert isinstance(found, str), found
    return found


CASES = {
    "labels, points and conditions in columns": (
        """
        score fit,limited to 0 .. 100{"Decides" +30 when a
          "Budget known" + 5 when budget   is known
        "Zero" 0 when x,unless y
          group "Mail"{
        "A longer label" -2.5 for each mail ever}
        "Size" by n{below 50:+5 from 50:+20}}
        """,
        """
        score fit, limited to 0..100 {
          "Decides"            +30  when a
          "Budget known"        +5  when budget is known
          "Zero"                 0  when x, unless y
          group "Mail" {
            "A longer label"  -2.5  for each mail ever
          }
          "Size"              by n { below 50: +5   from 50: +20 }
        }
        """,
    ),
    "types in a column": (
        """
        lead { id : text key,
        employees:integer,
           plan : one of("a","b") # the plan
        size: decimal (4)
        }
        """,
        """
        lead {
          id:         text key
          employees:  integer
          plan:       one of ("a", "b")  # the plan
          size:       decimal(4)
        }
        """,
    ),
    "blocks on one line stay there": (
        """
        event a{x:text y:integer}
        event longer_name { }
        event c, not by the lead{x:text}
        grade g of t{A from 80 B below}
        """,
        """
        event a           { x: text, y: integer }
        event longer_name { }
        event c, not by the lead { x: text }
        grade g of t { A from 80   B below }
        """,
    ),
    "tables that were written on several lines": (
        """
        score s {
        "Size" by n { below 50: +5
          from 1000:+20
          ("a", "b"): -1
          missing:0 }, unless x
        }
        """,
        """
        score s {
          "Size"  by n {
            below 50:    +5
            from 1000:  +20
            ("a", "b"):  -1
            missing:      0
          }, unless x
        }
        """,
    ),
    "stages and grades": (
        """
        stages l,first met wins{
        a when not scored
        long_one when x because "why"
        z otherwise }
        grade g of t {
        A from 80
        Bad below }
        """,
        """
        stages l, first met wins {
          a         when not scored
          long_one  when x because "why"
          z         otherwise
        }

        grade g of t {
          A   from 80
          Bad below
        }
        """,
    ),
    "samples": (
        """
        sample "s" as of 2026-01-15{lead id "1",n -3
        page_view 3 days ago,page "/x"
        expect fit 50}
        """,
        """
        sample "s" as of 2026-01-15 {
          lead       id "1", n -3
          page_view  3 days ago, page "/x"
          expect     fit 50
        }
        """,
    ),
    "long rules break at their clauses": (
        """
        score s {
        "A rule" -15 when page_view where page starts with "/careers" in last 90 days, unless (decides
          or page_view where page starts with "/product" in last 90 days)
        }
        """,
        """
        score s {
          "A rule"  -15  when page_view where page starts with "/careers" in last 90 days,
                         unless (decides or page_view where page starts with "/product" in last 90 days)
        }
        """,
    ),
    "long conditions break at their words": (
        """
        let x = country is "Germany" and employees at least 250 and industry is "software"
          and budget is known and title is known
        """,
        """
        let x = country is "Germany"
              and employees at least 250
              and industry is "software"
              and budget is known
              and title is known
        """,
    ),
    "blank lines: one between blocks, none inside their edges": (
        """


        let a = b


        let cc = d
        # about the score

        score s {

          "x" +1 when a



          "y" +1 when a

        }
        let e = f
        """,
        """
        let a = b

        let cc = d

        # about the score

        score s {
          "x"  +1  when a

          "y"  +1  when a
        }

        let e = f
        """,
    ),
    "comments keep their places": (
        """
        # at the top
        ruleset r version "1" # the header
          "About"   # its description
        lead { # the schema
          id: text key, # the key
          # before the second
          n: integer
          # at the end
        } # after
        let a = b # behind
            and # inside
            c
        # at the bottom
        """,
        """
        # at the top
        ruleset r version "1"  # the header
          "About"  # its description

        lead {  # the schema
          id:  text key  # the key
          # before the second
          n:   integer
          # at the end
        }  # after

        let a = b  # behind
              and  # inside
              c
        # at the bottom
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_layout(name: str) -> None:
    before, after = (textwrap.dedent(text).lstrip("\n") for text in CASES[name])
    assert laid_out(before) == after
    assert laid_out(after) == after
