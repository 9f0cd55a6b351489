from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from scoreline import __version__
from scoreline.cli.main import COMMANDS, main
from scoreline.dsl.files import rule_files, write_file

HEAVY = ("lark", "duckdb", "rich", "sqlglot", "jinja2", "scoreline.compiler", "scoreline.grammar", "scoreline.harness")


def run(*args: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A real process, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "scoreline", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["-h"]])
def test_help_and_version_import_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys\n"
        "from scoreline.cli.main import main\n"
        f"main({args!r}, prog_name='scoreline', standalone_mode=False)\n"
        f"heavy = [m for m in sys.modules if any(m == h or m.startswith(h + '.') for h in {HEAVY!r})]\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, scoreline\nsys.exit(str([m for m in sys.modules if m in {(*HEAVY, 'click')!r}] or 'none'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "none\n")


def test_the_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"scoreline {__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0, done.output
    assert f"scoreline {name}" in done.output
    assert "Example" in done.output
    assert max(map(len, done.output.splitlines())) <= 100


def test_help_lists_the_commands() -> None:
    done = CliRunner().invoke(main, ["--help"])
    assert [name for name in COMMANDS if f"\n  {name} " in done.output] == list(COMMANDS)


def test_a_misspelt_command_gets_a_suggestion() -> None:
    done = CliRunner().invoke(main, ["chekc"])
    assert done.exit_code == 2
    assert "no such command: `chekc`; did you mean `check`?" in done.output


def test_usage_errors_end_with_2() -> None:
    for args in (["check"], ["check", "nowhere.score"], ["check", "--format", "xml", "."], ["compile", "--to", "java"]):
        assert CliRunner().invoke(main, args).exit_code == 2


# ---- the net -------------------------------------------------------------------------------------------------------


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """`scoreline version` raises what stands in the list."""
    raised: list[BaseException] = []

    def fail() -> None:
        raise raised[0]

    monkeypatch.setattr("scoreline.cli.version.command", click.command("version")(fail))
    return raised


def test_an_unexpected_exception_is_one_line(faulty: list[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCORELINE_DEBUG", raising=False)
    faulty.append(RuntimeError("a\nb"))
    done = CliRunner().invoke(main, ["version"])
    assert done.exit_code == 70
    assert done.output.startswith("scoreline: internal error (RuntimeError: a b); please report it")
    assert done.output.count("\n") == 1
    faulty[0] = RecursionError("deep")
    assert CliRunner().invoke(main, ["version"]).exit_code == 70


def test_the_traceback_is_there_on_request(faulty: list[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORELINE_DEBUG", "1")
    faulty.append(RuntimeError("x"))
    assert isinstance(CliRunner().invoke(main, ["version"]).exception, RuntimeError)


def test_a_file_that_cannot_be_written_is_no_internal_error(faulty: list[BaseException]) -> None:
    faulty.append(PermissionError(13, "Permission denied", "out.py"))
    done = CliRunner().invoke(main, ["version"])
    assert (done.exit_code, done.output) == (2, "scoreline: `out.py`: permission denied\n")


def test_an_interruption_is_quiet(faulty: list[BaseException]) -> None:
    faulty.append(KeyboardInterrupt())
    done = CliRunner().invoke(main, ["version"])
    assert (done.exit_code, done.output) == (130, "")


def test_a_reader_that_goes_away_is_quiet(tmp_path: Path) -> None:
    rules = "\n".join(f'list l{i} = ("x", "x")' for i in range(2000))
    (tmp_path / "a.score").write_text(rules)
    with subprocess.Popen(
        [sys.executable, "-m", "scoreline", "check", "a.score", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=60)
    assert said == b""
    assert process.returncode in (141, 1)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_is_quiet() -> None:
    code = (
        # Started in the background, a process ignores the signal from the start on.
        "import signal, time, click\nimport scoreline.cli.version as v\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "@click.command()\ndef slow():\n    print('on', flush=True)\n    time.sleep(60)\n"
        "v.command = slow\nfrom scoreline.cli.main import main\nmain(['version'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "on\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        process.wait(timeout=60)
    assert (process.returncode, said) == (130, "")


# ---- files ---------------------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "deep" / "out.txt"
    write_file(target, "one\n")
    target.chmod(0o640)
    write_file(target, "zwei ü\n")
    assert target.read_bytes() == "zwei ü\n".encode()
    assert target.stat().st_mode & 0o777 == 0o640

    def fail(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_file(target, "three\n")
    assert target.read_bytes() == "zwei ü\n".encode()
    assert [path.name for path in target.parent.iterdir()] == ["out.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_file(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink() and (tmp_path / "real.txt").read_text() == "new"


def test_rule_files_are_found_once_and_in_order(tmp_path: Path) -> None:
    for name in ("b.score", "a/z.score", "a/y.score", ".venv/x.score", "a/note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = rule_files((tmp_path, tmp_path / "b.score", tmp_path / "a" / "note.txt"))
    assert [str(f.relative_to(tmp_path)) for f in found] == ["a/y.score", "a/z.score", "b.score", "a/note.txt"]
