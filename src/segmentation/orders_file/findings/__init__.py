"""Sentences on an orders file, and on its segments."""
