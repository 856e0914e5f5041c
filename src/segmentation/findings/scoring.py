"""Sentences of notebook 11: how sure a segment is, and what would change it."""
