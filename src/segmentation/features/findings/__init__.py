"""Sentences of notebooks 02 to 04, a module for each."""
