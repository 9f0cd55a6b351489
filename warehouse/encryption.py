"""Encrypted connections: what is asked of a server's certificate."""

from __future__ import annotations

import ssl
from typing import Literal

Proof = Literal["none", "authority", "identity"]


def context(proof: Proof, authority: str | None) -> ssl.SSLContext:
    """Of the certificate nothing is asked, or that an authority vouches for it, and that it is that of the host too.

    `authority` is a file of certificates, instead of those of the system. Raises OSError.
    """
    made = ssl.create_default_context(cafile=authority)
    made.check_hostname = proof == "identity"
    if proof == "none":
        made.verify_mode = ssl.CERT_NONE
    return made
