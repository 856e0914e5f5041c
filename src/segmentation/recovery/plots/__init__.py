"""Figures of planted personas found again."""
