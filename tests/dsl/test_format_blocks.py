"""The layout of frameworks, matrices, follow up, arithmetic, …, written out by hand."""

from __future__ import annotations

import textwrap

import pytest
from scoreline.dsl.format import format_source
from scoreline.dsl.source import Source

CASES = {
    "signs of numbers and names, operators between values": (
        """
        score s{"A" +cap when a+b-3 at least - 5
        "B" + review,limited to - 3 .. cap
        "C" -(a+b*2),max 3 points
        "D" -10 for each full 30 days since(last event or created)
        "E" + points of amount for each buy ever
        "F" by company . size{from -3:+cap above 4:-  2}}
        """,
        """
        score s {
          "A"  +cap when a + b - 3 at least -5
          "B"  + review, limited to -3..cap
          "C"  - (a + b * 2), max 3 points
          "D"  -10  for each full 30 days since (last event or created)
          "E"  + points of amount for each buy ever
          "F"  by company.size { from -3: +cap   above 4: -2 }
        }
        """,
    ),
    "groups of which one rule pays, with what they count since": (
        """
        score s {
        counts since last change
        # the seniors
        first of "T",weight 30%{
        "a" +3 when b
        "longer" +10 when c
        }
        best of "U" {"x" +1 when b}
        "S" by sic from "sic.csv" column points  key code
        "T2" by sic from "sic.csv" column points { missing:0
         otherwise : -2 }, weight 3%
        }
        """,
        """
        score s {
          counts since last change
          # the seniors
          first of "T", weight 30% {
            "a"        +3  when b
            "longer"  +10  when c
          }
          best of "U" { "x" +1 when b }
          "S"         by sic from "sic.csv" column points key code
          "T2"        by sic from "sic.csv" column points {
            missing:    0
            otherwise: -2
          }, weight 3%
        }
        """,
    ),
    "frameworks": (
        """
        framework bant,limited to 0..100{
        budget_ok +30 asks "Money?"{ met when b
          not met when not b   # no money
        }
        authority +25 { met when c }
        }
        share s of bant
        """,
        """
        framework bant, limited to 0..100 {
          budget_ok +30 asks "Money?" {
            met when b
            not met when not b  # no money
          }
          authority +25 { met when c }
        }

        share s of bant
        """,
    ),
    "matrices": (
        """
        matrix q of fit and engagement {
        fit : A from 75 B from 50 C below
        engagement: 1 from 75 2 below }
        matrix r of a and b {a: A below b: 1 below}
        """,
        """
        matrix q of fit and engagement {
          fit:         A from 75   B from 50   C below
          engagement:  1 from 75   2 below
        }

        matrix r of a and b { a: A below   b: 1 below }
        """,
    ),
    "stages with a map, follow up, routes": (
        """
        stages l, first met wins, previous stage from s {
        previous "X":a
        previous ("Y","Z") : longer
        longer when b because "why"
        a otherwise }
        follow up , first met wins {
        "Key accounts" due in 1 hour when a
        "Inside sales" due in 4 business hours when b
        "Nobody" otherwise }
        route r { "DACH" when a
        "Rest" otherwise }
        route s by c from "f.csv" column owner { missing : "A"
        otherwise:"B" }
        """,
        """
        stages l, first met wins, previous stage from s {
          previous "X": a
          previous ("Y", "Z"): longer
          longer  when b because "why"
          a       otherwise
        }

        follow up, first met wins {
          "Key accounts"  due in 1 hour            when a
          "Inside sales"  due in 4 business hours  when b
          "Nobody"        otherwise
        }

        route r {
          "DACH"  when a
          "Rest"  otherwise
        }

        route s by c from "f.csv" column owner {
          missing:   "A"
          otherwise: "B"
        }
        """,
    ),
    "what speaks of another file": (
        """
        use base from "b.score" with   a=1,b = "x"
        override list m=("A")
        override lead { id:text key,name:text }
        override in fit "D" +4 when a
        add in fit group "G"{
        "a" +1 when b }
        """,
        """
        use base from "b.score" with a = 1, b = "x"
        override list m = ("A")
        override lead { id: text key, name: text }
        override in fit "D"  +4  when a

        add in fit group "G" {
          "a"  +1  when b
        }
        """,
    ),
    "samples with colleagues": (
        """
        sample "s" as of 2026-01-15 {
        account industry "x"
        lead id "1",certs("A","B")
        colleague id "2"
        page_view 1 day ago
        expect fit 50,follow up "Sales" }
        """,
        """
        sample "s" as of 2026-01-15 {
          account    industry "x"
          lead       id "1", certs ("A", "B")
          colleague  id "2"
          page_view  1 day ago
          expect     fit 50, follow up "Sales"
        }
        """,
    ),
    "tables that are put into a used score": (
        """
        add in fit "A" +1 when ok
        add in fit "Company size" by size {below 50:+5 from 50:+20 from 1000:+10 from 9999:+5 missing:0 otherwise:0}
        add in fit "B" by ok { yes: +1 }
        override in fit "C" by ok { yes: +1 }
        """,
        """
        add in fit "A"  +1  when ok

        add in fit "Company size"  by size {
          below 50:   +5
          from 50:   +20
          from 1000: +10
          from 9999:  +5
          missing:     0
          otherwise:   0
        }

        add in fit "B"  by ok { yes: +1 }
        override in fit "C"  by ok { yes: +1 }
        """,
    ),
    "long heads and lists of clauses": (
        """
        worklist by total,engagement,recency,size_of_the_company,number_of_visits,top 40,max 10
        of pql,when lifecycle in (sql,mql)
        use base from "base/agency.score" with mql_from = 70,home = "AT",quiet = 30 days,threshold = 45,another = "x"
        """,
        """
        worklist by total, engagement, recency, size_of_the_company, number_of_visits, top 40,
            max 10 of pql,
            when lifecycle in (sql, mql)
        use base from "base/agency.score" with
            mql_from = 70,
            home = "AT",
            quiet = 30 days,
            threshold = 45,
            another = "x"
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_layout(name: str) -> None:
    written, expected = (textwrap.dedent(text).lstrip("\n") for text in CASES[name])
    assert format_source(Source("a.score", written)) == expected
    assert format_source(Source("a.score", expected)) == expected
