"""The typed input relations over raw tables whose columns have declared types, for any engine."""

from .columns import Physical, Refused, Tables
from .sources import ReadEvents, typed_inputs, typed_keep, typed_kinds, typed_queries, typed_reading

__all__ = [
    "Physical",
    "ReadEvents",
    "Refused",
    "Tables",
    "typed_inputs",
    "typed_keep",
    "typed_kinds",
    "typed_queries",
    "typed_reading",
]
