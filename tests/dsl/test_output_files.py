"""Output is written whole or not at all, and only files are replaced."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from scoreline.dsl.files import write_file


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """So does a device: replacing `/dev/null` by a file would break the machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_file(pipe, "scores")
    reader.join(10)
    assert got == [b"scores"]
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
