"""Who the clusters are and what they are worth: notebook 08.

What RFM can tell apart at all (`parting`); what kinds of customer there may be (`kinds`,
`flagship`, `rfm`), names from centroids (`naming`), averages and a list of calls (`profiles`);
money (`value`), what depends on the assumed costs (`other_costs`), what an action may cost
(`budgets`). Figures and sentences: `plots`, `findings`.
"""
