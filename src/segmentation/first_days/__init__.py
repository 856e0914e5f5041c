"""The segment predicted from a customer's first days: a part of notebook 11.

Behaviour only (`behaviour`), whose segments are asked for (`people`), models and their scores
(`models`), what a wrong label costs (`costs`), whether probabilities hold (`calibration`), and
the circular figures (`circular`). Figures and sentences: `plots`, `findings`.
"""
