"""A fitted segmentation at work: notebook 13.

`segmenter.Segmenter` is what a caller needs: fit, save, load, predict, and the query. Behind it
stand the description of a model (`model`) and its file (`model_file`), the fit (`fitting`), and
the query (`sql`, `sql_names`, `sql_text`). Around it: a file in a stream (`source_file`,
`stream`) and what in it cannot be (`plausible`), what its customers look like (`portrait`), single
changes (`nudge`), and whether all ways agree (`parity`, `confidence`). Loading and scoring need
numpy, pandas and Arrow alone. Figures and sentences: `plots`, `findings`.
"""
