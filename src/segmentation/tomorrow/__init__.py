"""What customers do after the snapshot: notebook 11, and the Olist case.

One window learned, the next one tested (`holdout`), outcomes by segment (`outcomes`), forecasts
compared (`forecast`), and who moves between two dates (`drift`). Figures and sentences: `plots`,
`findings`.
"""
