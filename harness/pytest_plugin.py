"""A pytest plugin: the samples of `*.score` files as test items.

`pytest rules/` collects every sample of every rule file below `rules/`; a file with errors is one failing item that
shows them. Switched off by `--no-scoreline`, or by `scoreline_samples = false` in the configuration. Nothing of the
compiler is imported before a rule file is met.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .files import Collected
    from .run import Outcome

SUFFIX = ".score"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("scoreline", "samples of lead-scoring rule files")
    group.addoption("--no-scoreline", action="store_true", default=False, help="do not collect `*.score` files")
    parser.addini("scoreline_samples", "collect the samples of `*.score` files", type="bool", default=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != SUFFIX:
        return None
    config = parent.config
    if config.getoption("no_scoreline", False) or not config.getini("scoreline_samples"):
        return None
    file: RuleFile = RuleFile.from_parent(parent, path=file_path)
    return file


class RuleFile(pytest.File):
    """One rule file; its samples run together when the first of them is asked for."""

    _collected: Collected | None = None
    _outcomes: tuple[Outcome, ...] | None = None

    def collect(self) -> Iterable[pytest.Item]:
        from ..dsl.diagnostics import has_errors
        from ..dsl.display import visible
        from .files import collect

        self._collected = collected = collect(self.path)
        if has_errors(collected.diagnostics):
            yield _Broken.from_parent(self, name="the file has errors")
            return
        names: dict[str, int] = {}
        for index, sample in enumerate(collected.samples):
            label = visible(" ".join(sample.label.split()))
            names[label] = count = names.get(label, 0) + 1
            name = label if count == 1 else f"{label} ({count})"
            yield _Sample.from_parent(self, name=name, index=index)

    @property
    def collected(self) -> Collected:
        assert self._collected is not None
        return self._collected

    def outcome(self, index: int) -> Outcome:
        if self._outcomes is None:
            from .run import run_samples

            assert self.collected.plan is not None
            ruleset = self.collected.loaded.ruleset
            self._outcomes = run_samples(
                self.collected.plan, self.collected.samples, invariants=() if ruleset is None else ruleset.invariants
            )
        return self._outcomes[index]


class _Failed(Exception):  # noqa: N818 - pytest shows it as the failure of an item
    """Carries the text to show."""


class _Item(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, _Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    @property
    def file(self) -> RuleFile:
        assert isinstance(self.parent, RuleFile)
        return self.parent


class _Sample(_Item):
    def __init__(self, *, index: int, **rest: Any) -> None:
        super().__init__(**rest)
        self._index = index

    def runtest(self) -> None:
        from .report import failure

        outcome = self.file.outcome(self._index)
        plan = self.file.collected.plan
        if not outcome.passed and plan is not None:
            raise _Failed("\n".join(failure(outcome, plan)))

    def reportinfo(self) -> tuple[Path, int, str]:
        span = self.file.collected.samples[self._index].span
        path = self.path if span.file == str(self.path) else Path(span.file)
        return path, span.line - 1, self.name


class _Broken(_Item):
    def runtest(self) -> None:
        from ..cli.render import as_text
        from ..dsl.diagnostics import has_errors

        collected = self.file.collected
        errors = [each for each in collected.diagnostics if has_errors((each,))]
        raise _Failed(as_text(errors, collected.sources, files=1))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name
