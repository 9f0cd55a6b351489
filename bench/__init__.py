"""How fast Scoreline is beside hand-written code and other rule engines: `python -m scoreline.bench`."""
