"""Sentences of notebook 09."""
