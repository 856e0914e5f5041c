"""Figures of notebooks 05 to 07, a module for each."""
