"""Who the clusters are and what they are worth: notebook 08.

What kinds of customer there may be (`kinds`, `flagship`, `rfm`), names from centroids (`naming`),
averages and a list of calls (`profiles`), money and the budget (`value`). Figures and sentences:
`plots`, `findings`.
"""
