"""Notebooks as files: how they are executed, swept, reported and ended.

Parameters checked (`parameters`), execution (`execute`), many side by side (`tasks`), grids and
sweeps (`grids`, `sweep`, `committed_sweeps`), a page without code (`page`), texts and pictures
made from them (`report`), and the last cells of every notebook (`results`).
"""
