"""Figures of the clickstream case."""
