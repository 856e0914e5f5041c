"""Sentences of notebooks 03 and 04, a module for each."""
