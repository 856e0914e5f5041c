"""Sentences of the clickstream case."""
