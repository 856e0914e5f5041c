"""Sentences of the case of your own orders."""
