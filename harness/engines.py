"""The two outputs as functions: typed leads in, exact results out, as the reference gives them."""

from __future__ import annotations

import sys
from types import ModuleType


def load_module(source: str, name: str = "scoreline_emitted_scorer") -> ModuleType:
    """Runs an emitted module's source in a namespace of its own; it is not left among the imported modules."""
    module = ModuleType(name)
    code = compile(source, f"<{name}>", "exec")
    before = sys.modules.get(name)
    sys.modules[name] = module  # dataclasses look their module up while they are made
    try:
        exec(code, module.__dict__)
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
    return module
