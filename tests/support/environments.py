"""Python environments beside the one that the tests run in, for tools whose pins do not agree with it.

Each is made from `tests/environments/<name>.txt` by `make environments`, in the folder `envs` of the tests' own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def folder_of(name: str) -> Path:
    """The environment's folder. Raises RuntimeError where it was not made."""
    folder = Path(os.environ.get("SCORELINE_ENVIRONMENTS", Path(sys.prefix) / "envs")) / name
    if not (folder / ".made").exists():
        raise RuntimeError(f"the environment `{name}` is missing: run `make environments`")
    return folder


def python_of(name: str) -> Path:
    """The environment's Python. Raises RuntimeError where it was not made."""
    return folder_of(name) / "bin" / "python"


class Worker:
    """A process in another environment: it answers each line of JSON with one, until its input ends.

    An answer is `{"ok": …}`, or `{"error": "…"}` where the request failed there.
    """

    def __init__(self, name: str, script: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [python_of(name), script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
        )

    def ask(self, **request: Any) -> Any:
        """The answer to a request. Raises WorkerError where it failed there."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise WorkerError(f"the process ended with {self._process.wait(10)}")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer["ok"]

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.stdout.close()


class WorkerError(Exception):
    """What went wrong in the other process, in its words."""
