"""Who may import whom: the layers of docs/architecture.md, read from the import statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A package, and what its modules must not import, as dotted names below the root package.
FORBIDDEN = {
    "grammar": ("compiler", "data", "harness", "cli"),
    "dsl": ("compiler", "data", "harness", "cli"),
    "compiler": ("grammar", "data", "harness", "cli", "dsl.build", "dsl.syntax"),
    "compiler.reference": ("compiler.python", "compiler.sql"),
    "compiler.python": ("compiler.reference", "compiler.sql"),
    "compiler.sql": ("compiler.reference", "compiler.python"),
    "data": ("grammar", "harness", "cli", "dsl.build", "dsl.syntax"),
    "harness": ("grammar", "dsl.build", "dsl.syntax"),
    "warehouse": ("grammar", "harness", "cli", "dsl.build", "dsl.syntax"),
}


MEASURED = ("grammar", "dsl", "compiler", "data", "harness", "warehouse", "cli")  # nothing of them knows `bench`


def imports(path: Path, module: str, *, package: bool = False) -> Iterator[str]:
    """The modules that a file imports, absolute and without the root package's name; `module` is its own name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (_inside(alias.name) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=0) if source is not None:
                yield from (_inside(f"{source}.{alias.name}") for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                parts = module.split(".")
                above = parts[: len(parts) - level + package]
                base = ".".join([*above, *([source] if source else [])])
                yield from (f"{base}.{alias.name}".lstrip(".") for alias in names)


def _inside(name: str) -> str:
    return name.removeprefix("scoreline.")


def breaches(root: Path) -> list[str]:
    """Each import that a layer forbids, as `importing module → imported name`."""
    found = []
    for layer, forbidden in FORBIDDEN.items():
        for path in sorted((root / layer.replace(".", "/")).rglob("*.py")):
            package = path.name == "__init__.py"
            parts = path.relative_to(root).with_suffix("").parts
            module = ".".join(parts[:-1] if package else parts)
            for name in imports(path, module, package=package):
                if any(f"{name}.".startswith(f"{each}.") for each in forbidden):
                    found.append(f"{module} → {name}")
    return found


def test_no_layer_imports_one_that_reads_it() -> None:
    assert all((ROOT / layer.replace(".", "/")).is_dir() for layer in FORBIDDEN)
    assert breaches(ROOT) == []


def test_what_is_measured_does_not_know_who_measures() -> None:
    paths = [path for layer in MEASURED for path in (ROOT / layer).rglob("*.py")]
    assert len(paths) > 200
    for path in paths:
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if path.name == "__init__.py" else parts)
        named = list(imports(path, module, package=path.name == "__init__.py"))
        assert not [name for name in named if f"{name}.".startswith("bench.")], path


@pytest.mark.parametrize(
    "statement",
    [
        "from ..compiler.plan import Plan",
        "from ..compiler import plan",
        "from .. import compiler",
        "from scoreline.compiler.plan import Plan",
        "from scoreline import compiler",
        "import scoreline.compiler.plan",
        "def late() -> None:\n    from ..compiler import plan",
    ],
)
def test_each_way_to_write_an_import_is_seen(statement: str, tmp_path: Path) -> None:
    (tmp_path / "dsl").mkdir()
    (tmp_path / "dsl" / "fold.py").write_text(statement, encoding="utf-8")
    assert [breach.split(" → ")[0] for breach in breaches(tmp_path)] == ["dsl.fold"]


def test_a_package_imports_relative_to_itself(tmp_path: Path) -> None:
    (tmp_path / "dsl" / "check").mkdir(parents=True)
    (tmp_path / "dsl" / "check" / "__init__.py").write_text("from ...compiler import plan", encoding="utf-8")
    assert breaches(tmp_path) == ["dsl.check → compiler.plan"]
    (tmp_path / "dsl" / "check" / "__init__.py").write_text("from .compiler import plan", encoding="utf-8")
    assert breaches(tmp_path) == []
