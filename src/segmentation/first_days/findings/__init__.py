"""Sentences and tables of the segment predicted from first days."""
