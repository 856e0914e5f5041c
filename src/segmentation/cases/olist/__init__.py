"""Olist, a Brazilian marketplace where 97% buy once: `cases/olist`, and notebooks 10 and 13.

Beside `source` and `twin`: features of the other tables (`features`), and the common recipe
(`recipe`), here to be compared with, not to be used.
"""
