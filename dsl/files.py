"""Files on disk: which rule files a path means, and how output is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

SUFFIX = ".score"


def rule_files(paths: tuple[Path, ...]) -> list[Path]:
    """The files named, and every `*.score` below the folders named, in order, each once; nothing hidden."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob(f"*{SUFFIX}")):
                if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
                    found[file] = None
        else:
            found[path] = None
    return list(found)


def write_file(path: Path, content: str | bytes) -> None:
    """Writes the whole file or leaves the old one. Text is UTF-8 with the line ends that it has. Raises OSError."""
    with replacing(path) as part:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """An empty neighbour to be filled; it takes the file's place at the end, or is removed if something is raised.

    Folders are made; a link stays a link, permissions stay as they are. What is no regular file, such as a device or
    a pipe, is written to and stays what it is.
    """
    import tempfile

    if path.exists() and not path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / "part"
            part.touch()
            yield part
            with part.open("rb") as filled, path.open("wb") as stream:
                shutil.copyfileobj(filled, stream)
        return
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(_mode(target))
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _mode(target: Path) -> int:
    """The permissions that the file has, or those that a new file gets."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
