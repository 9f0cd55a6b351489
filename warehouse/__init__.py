"""Putting a ruleset's views into a running database, and taking the former ones back."""
