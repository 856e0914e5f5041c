"""Sentences on other choices, and answers to hard questions."""
