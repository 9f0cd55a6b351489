"""All contests by area and name."""

from __future__ import annotations

import importlib

from .contest import Contest

AREAS = ("scorer", "tools", "sql")


def contests(area: str) -> dict[str, Contest]:
    """The contests of an area: CONTESTS of the module of that name; none where there is no such module."""
    if area not in AREAS:
        raise ValueError(f"no such area: {area}; known are {', '.join(AREAS)}")
    try:
        module = importlib.import_module(f".{area}", __package__)
    except ModuleNotFoundError as error:
        if error.name != f"{__package__}.{area}":
            raise
        return {}
    found: tuple[Contest, ...] = module.CONTESTS
    return {contest.name: contest for contest in found}
