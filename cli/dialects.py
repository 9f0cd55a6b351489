"""`scoreline dialects`: the engines that SQL is written for, and what was proved of each."""

from __future__ import annotations

import click

from .output import put


@click.command(epilog="Example: scoreline dialects")
def command() -> None:
    """List the engines that `compile --to sql` writes for, with what was proved of each.

    Executed: the tests run the views on the engine, and hold every result against the reference. Emulated: on
    something that behaves like it. Analysed: by the engine's own analyser. Parsed: nothing ran.
    """
    from ..compiler.sql.dialects.proofs import PROOFS

    width = max(len(proof.dialect) for proof in PROOFS)
    put("".join(f"{proof.dialect:<{width}}  {proof.how:<8}  {proof.on}\n" for proof in PROOFS))
