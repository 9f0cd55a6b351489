"""What every contestant scores: one list of rules, said in its own way, and one set of leads and events."""
