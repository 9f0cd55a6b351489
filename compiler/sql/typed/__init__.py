"""The typed input relations over raw tables whose columns have declared types, for any engine."""

from .columns import Physical, Refused, Tables
from .sources import typed_inputs

__all__ = ["Physical", "Refused", "Tables", "typed_inputs"]
