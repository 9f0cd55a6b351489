"""What is installed is what the repository has: no forgotten sub-package, no data file left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import scoreline

ROOT = Path(__file__).resolve().parents[1]
NOT_SHIPPED = {"bench", "tests", "docs", "rulesets", "out", "build", "dist"}  # folders at the top
AT_TOP = {"__init__.py", "__main__.py", "py.typed"}


def shipped_files() -> set[str]:
    """The package's files in the tree, as paths in the wheel."""
    found = set()
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") or part == "__pycache__" or part.endswith(".egg-info") for part in parts)
        belongs = parts[0] not in NOT_SHIPPED if len(parts) > 1 else parts[0] in AT_TOP
        if path.is_file() and belongs and not hidden:
            found.add("/".join(("scoreline", *parts)))
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is written into the tree."""
    place = tmp_path_factory.mktemp("wheel")

    def skip(folder: str, names: list[str]) -> set[str]:
        at_top = Path(folder) == ROOT
        return {name for name in names if name.startswith(".") or (at_top and name in {"out", "build", "dist"})}

    shutil.copytree(ROOT, place / "tree", ignore=skip)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(place), str(place / "tree")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (made,) = place.glob("scoreline-*.whl")
    return made


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == shipped_files()


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_installed_command_runs(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    where = [sys.executable, "-c", "import scoreline; print(scoreline.__file__)"]
    place = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert Path(place.strip()).is_relative_to(site)

    command = site / "bin" / "scoreline"
    said = subprocess.run(
        [command, "--version"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert scoreline.__version__ in said.stdout
