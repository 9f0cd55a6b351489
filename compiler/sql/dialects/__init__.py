"""How each engine says what the shared emitter needs."""
