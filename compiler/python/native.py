"""The emitted module as an extension of CPython: mypyc turns it into C, the machine's compiler makes a library of that.

The same text, two to three times as fast. It is built for the Python that runs scoreline, and for this kind of machine.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

_QUIET = {"MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"}
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

    Takes some fifteen seconds for sixty rules, one and a half minutes for 210, more than ten for 600: the functions
    that score leads are as long as the rules, and the time of the compilers grows faster than those.
    """
    missing = [tool for tool in _TOOLS if importlib.util.find_spec(tool) is None]
    if missing:
        raise NotBuiltError(
            f"this needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            'install them with `pip install "scoreline[native]"`',
        )
    if not name.isidentifier() or not name.isascii():
        raise NotBuiltError(f"`{name}` is no name of a module", "name the file by letters, digits and `_`: `scorer.py`")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{name}.py").write_text(source, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "mypyc", f"--config-file={os.devnull}", f"{name}.py"],
            cwd=folder,
            env=os.environ | _QUIET,
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
