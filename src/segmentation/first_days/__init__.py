"""The segment predicted from a customer's first days: notebook 14.

Behaviour only (`behaviour`), whose segments are asked for (`people`), who is learned from
(`splits`), models and their scores (`models`), what a wrong label costs (`costs`), whether
probabilities hold (`calibration`), and the circular figure (`circular`). Figures and sentences:
`plots`, `findings`.
"""
