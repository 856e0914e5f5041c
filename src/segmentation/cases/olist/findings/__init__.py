"""Sentences of the Olist case."""
