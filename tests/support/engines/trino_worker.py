"""A parser of Trino's SQL in an environment of its own: one line of JSON asks, one answers.

`{"parse": [sql, …]}` gives what it says of each statement: nothing where it is fine and all its functions and types are
known, else words. It gives up on statements of about 1,000 expressions, and says so.
"""

from __future__ import annotations

import json
import sys

import trino_sql_validator


def said(sql: str) -> list[str]:
    found = trino_sql_validator.validate(sql, jinja="reject")
    return [str(each) for each in (*([] if found.valid else [found.error]), *found.warnings)]


for line in sys.stdin:
    try:
        answer = {"ok": [said(sql) for sql in json.loads(line)["parse"]]}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
