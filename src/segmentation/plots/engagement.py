"""Figures of the engagement case."""
