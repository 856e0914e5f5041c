"""The REES46 clickstream: `cases/clickstream`, and notebook 10.

CSV to SQLite (`csv_files`, `source`), events to one row per user (`users`), what they show beside
that (`tables`), and the segments (`segments`, `kinds`).
"""
