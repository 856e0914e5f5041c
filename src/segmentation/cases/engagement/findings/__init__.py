"""Sentences of the engagement case."""
