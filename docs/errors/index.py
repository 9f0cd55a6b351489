"""Writes README.md beside it, the index of the error pages, from the catalogue in dsl/codes.py.

python docs/errors/index.py            writes it
python docs/errors/index.py --check    exit status 1 where the file is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from scoreline.dsl.codes import CODES, Severity

PAGE = Path(__file__).parent / "README.md"

SECTIONS = {
    "SL00": "Files",
    "SL01": "Spelling and punctuation",
    "SL02": "Names",
    "SL03": "Types and units",
    "SL04": "Missing values",
    "SL05": "Tables and duplicates",
    "SL06": "Numbers and limits",
    "SL07": "Scores, grades and stages",
    "SL08": "Samples",
    "SL09": "Bindings and data",
    "SL10": "Engines and warehouses",
}

HEAD = """# What the checker says

Each problem has a code that never changes its meaning. Its page says what is wrong, shows a rule file that has the
problem and the same file mended. An *error* means that the file has no meaning as it stands; a *warning*, that it
hardly means what it was meant to.

This page is made by `make docs`.
"""


def index() -> str:
    parts = [HEAD]
    for prefix, title in SECTIONS.items():
        codes = [code for code in sorted(CODES) if code.startswith(prefix)]
        if not codes:
            continue
        parts.append(f"\n## {title}\n\n| code | what is wrong | |\n| --- | --- | --- |\n")
        for code in codes:
            kind = "warning" if CODES[code].severity is Severity.WARNING else "error"
            parts.append(f"| [{code}]({code}.md) | {CODES[code].title} | {kind} |\n")
    return "".join(parts)


def main() -> int:
    text = index()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/errors/README.md does not match dsl/codes.py; `make docs` writes it anew")
    return 1


if __name__ == "__main__":
    sys.exit(main())
