"""Figures of the Olist case."""
