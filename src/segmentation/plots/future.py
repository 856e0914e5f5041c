"""Figures of notebook 10: behaviour after the snapshot, and drift."""
