"""A rule file whose texts mean something to templates, YAML, CSV and SQL, and raw tables to go with it."""

from __future__ import annotations

EVIL = (
    *(
        "{{ 1 / 0 }}",
        "{% raw %}",
        "{# gone",
        "{{{ x }}}",
        "%}",
        'it\'s \\"quoted\\"',
        "back\\\\slash",
        "a: b # c",
        "- x",
    ),
    *(
        "@as_of @{x} @DEF(y, 1)",
        "-- none",
        "/* */",
        "JINJA_QUERY_BEGIN;",
        "scoreline_relation_0_",
        "$$",
        "%s %(a)s ?",
        "ß İ 한국",
    ),
    *("null", "NULL", "007", "1e5", "true", "N/A", "nan", "Infinity", "2026-01-01", "a,b;c", "no"),
)
ENTRIES = (*EVIL, *(f"filler {number}" for number in range(210)))


def rules(name: str = "hostile") -> str:
    """Every list entry is tested by a sample; labels, reasons and rules have the texts too."""
    entries = ",\n  ".join(f'"{entry}"' for entry in ENTRIES)
    bands = ", ".join(f'"{label}"' for label in EVIL[:6])
    lines = "\n".join(f'  "{entry}" +{number} when word is "{entry}"' for number, entry in enumerate(EVIL, 1))
    stages = "\n".join(f'  "{entry}" when word is "{entry}"' for entry in EVIL[:9])
    samples = "\n".join(
        f'sample "{entry}" as of 2026-01-15T09:00:00Z {{\n  lead id "{number}", word "{entry}"\n'
        f'  note 1 days ago, text "{entry}"\n  expect points {number + 600 + (0 if number > 6 else 1000)}\n}}'
        for number, entry in enumerate(EVIL, 1)
    )
    return f"""ruleset {name} version "{EVIL[0]}", time zone "Europe/Berlin"
  "{EVIL[1]} {EVIL[5]}"
lead {{ id: text key  word: text }}
event note {{ text: text }}
list words = (
  {entries}
)
list folds = (
  {entries}
)
do not score when word is "gone" because "{EVIL[0]}"
score points, limited to 0..100000 {{
  "in the list {EVIL[2]}" +100 when word in words
  "in the list, {EVIL[4]}" +500 when word in folds ignoring case
  "noted {EVIL[3]}" +1000 when note where text in ({bands}) ever
{lines}
}}
route team, first met wins {{
{stages}
  "rest" otherwise
}}
{samples}
sample "gone" as of 2026-01-15T09:00:00Z {{
  lead id "gone", word "gone"
  expect not scored, reason "{EVIL[0]}"
}}
"""
