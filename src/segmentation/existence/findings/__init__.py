"""Sentences on whether the segments exist, and on whether the rule that says so can be trusted."""
