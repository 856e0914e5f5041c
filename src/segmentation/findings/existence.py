"""Sentences of notebook 10: what is planted, the nulls, stability, missing ratings."""
