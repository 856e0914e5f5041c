"""Sentences on planted personas found again."""
