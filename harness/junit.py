"""Runs of samples as a JUnit file, which CI services show as test results."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from .as_sample import as_sample
from .report import broken_line, failure, first_line
from .run import FileRun, Outcome


def as_junit(runs: Sequence[FileRun]) -> bytes:
    """A test suite per rule file, a test case per sample; a file with errors is a case that ends in an error."""
    root = Xml.Element("testsuites", name="scoreline")
    for run in runs:
        failed = sum(not outcome.passed for outcome in run.outcomes)
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=_clean(str(run.path)),
            tests=str(len(run.outcomes) + len(run.counterexamples) + run.broken),
            failures=str(failed + len(run.counterexamples)),
            errors=str(int(run.broken)),
            skipped="0",
        )
        for outcome in run.outcomes:
            _case(suite, run, outcome)
        for example in run.counterexamples:
            name = f'{example.invariant.kind} "{example.invariant.label}"'
            case = Xml.SubElement(suite, "testcase", classname=_clean(str(run.path)), name=_clean(name))
            element = Xml.SubElement(case, "failure", message="a random lead breaks it")
            if run.plan is not None:
                element.text = _clean("\n".join(as_sample(example, run.plan, name)))
        if run.broken:
            case = Xml.SubElement(suite, "testcase", classname=_clean(str(run.path)), name="the file has errors")
            found = [f"{d.span.file}:{d.span.line}:{d.span.column}: {d.code} {d.message}" for d in run.diagnostics]
            error = Xml.SubElement(case, "error", message=_clean(found[0] if found else "no ruleset"))
            error.text = _clean("\n".join(found))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    Xml.indent(root)
    text = Xml.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _case(suite: Xml.Element, run: FileRun, outcome: Outcome) -> None:
    span = outcome.sample.span
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=_clean(str(run.path)),
        name=_clean(outcome.sample.label),
        file=_clean(span.file),
        line=str(span.line),
    )
    if outcome.passed or run.plan is None:
        return
    said = [first_line(miss) for miss in outcome.misses]
    said += [broken_line(invariant) for invariant in outcome.broken]
    said += [f"{engine} disagrees with the reference" for engine, _ in outcome.disagreements]
    element = Xml.SubElement(case, "failure", message=_clean("; ".join(said)))
    element.text = _clean("\n".join(failure(outcome, run.plan)))


def _clean(text: str) -> str:
    """Without what XML 1.0 cannot carry, which is shown as an escape."""
    return "".join(c if _allowed(c) else f"\\u{{{ord(c):x}}}" for c in text)


def _allowed(char: str) -> bool:
    return char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
