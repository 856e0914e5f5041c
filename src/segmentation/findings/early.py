"""Sentences of notebook 11: the segment told from a customer's first days."""
