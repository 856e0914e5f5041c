"""Figures of the case of your own orders."""
