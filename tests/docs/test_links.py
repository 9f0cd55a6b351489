from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.documents import ROOT, anchors, documents, links


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    broken = []
    for link in links(document):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        path = (document.parent / target).resolve() if target else document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(link)
    assert broken == []


def test_the_documents_that_readers_are_sent_to_are_there() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in documents()}
    wanted = {"README.md", "docs/language.md", "docs/semantics.md", "docs/bindings.md", "docs/architecture.md"}
    assert wanted | {"docs/errors/README.md", "rulesets/education/README.md"} <= names


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[A-Za-z_]+\.[a-z]+)?|\.ci/run)`", text))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
