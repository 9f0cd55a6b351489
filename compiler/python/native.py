"""The emitted module as an extension of CPython: mypyc turns it into C, the machine's compiler makes a library of that.

Both compilers take more than in proportion to the length of a function, mypyc to the variables in it, too: on each path
of an error, those with counted references are given back one by one. `emit(plan, native=True)` has a text for them that
gives the same results. There, a lead is scored in a function, not in a generator; rules stand in functions of a bounded
length (`functions.py`); what the loop over the events counts is 64 bits wide, where no number of events brings it
beyond that; rows that are looked up stay in one tuple; constants of single rules are items of lists.

It is built for the Python that runs scoreline, and for this kind of machine.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

_LONG = (
    6_000  # lines, some 200 rules: from there on gcc's -O3 takes half as long again and saves 2 % of the instructions
)
_TOOLS = ("mypyc", "setuptools")


class NotBuiltError(Exception):
    """Why there is no extension, and what would help."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


def library_name(name: str) -> str:
    """The file that Python looks for, before `name.py`, when it imports `name`."""
    return name + EXTENSION_SUFFIXES[0]


def library(source: str, name: str) -> bytes:
    """The content of the extension module `name` for the text of an emitted module. Raises NotBuiltError.

    The text is that for compilers (see the module). Takes some ten seconds and a tenth of a second for each rule.
    """
    missing = [tool for tool in _TOOLS if importlib.util.find_spec(tool) is None]
    if missing:
        raise NotBuiltError(
            f"this needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            'install them with `pip install "scoreline[native]"`',
        )
    if not name.isidentifier() or not name.isascii():
        raise NotBuiltError(f"`{name}` is no name of a module", "name the file by letters, digits and `_`: `scorer.py`")
    level = "3" if source.count("\n") < _LONG else "1"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{name}.py").write_text(source, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "mypyc", f"--config-file={os.devnull}", f"{name}.py"],
            cwd=folder,
            env=os.environ | {"MYPYC_OPT_LEVEL": level, "MYPYC_DEBUG_LEVEL": "0"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        built = Path(folder) / library_name(name)
        if done.returncode or not built.is_file():
            raise NotBuiltError(_reason(done.stdout + done.stderr), "a C compiler and Python's headers are needed")
        return built.read_bytes()


def _reason(said: str) -> str:
    """The line of the tools' output that says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()]
    return (telling or lines or ["mypyc says nothing"])[-1][:300]
