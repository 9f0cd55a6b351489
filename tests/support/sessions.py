"""The console blocks of the README: what their commands print. `python tests/support/sessions.py` writes them anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
CONSOLE = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
RULES = re.compile(r"^```score\n((?:.*\n)*?)```$", re.MULTILINE)


def sessions() -> list[tuple[str, str]]:
    """Each command of the README with the output that is shown."""
    return [(found["command"], found["output"]) for found in CONSOLE.finditer(README.read_text(encoding="utf-8"))]


def prepare(folder: Path) -> None:
    """A folder as the README assumes it: its rule file, the one with the mistake, the shipped rules, the sample."""
    (rules,) = RULES.findall(README.read_text(encoding="utf-8"))
    (folder / "leads.score").write_text(rules, encoding="utf-8")
    mistaken = rules.replace("by employees {", "by employes {")
    assert mistaken != rules
    (folder / "typo.score").write_text(mistaken, encoding="utf-8")
    (folder / "rulesets").symlink_to(ROOT / "rulesets")
    maker = ROOT / "rulesets" / "saas" / "make_sample.py"
    subprocess.run([sys.executable, str(maker), "out/demo"], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def output(command: str, folder: Path) -> str:
    """What a command prints, on both streams, to a window of 118 columns; blanks at the ends of lines removed."""
    program, *arguments = shlex.split(command)
    assert program == "scoreline", command
    shown = subprocess.run(
        [sys.executable, "-m", "scoreline", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "118", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    ).stdout
    return re.sub(r" +$", "", shown, flags=re.MULTILINE)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place))
        text = CONSOLE.sub(
            lambda found: f"```console\n$ {found['command']}\n{output(found['command'], Path(place))}```",
            README.read_text(encoding="utf-8"),
        )
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
