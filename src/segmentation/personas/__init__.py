"""Who the clusters are and what they are worth: notebook 08.

What RFM can tell apart at all (`parting`); what kinds of customer there may be (`kinds`,
`flagship`, `rfm`), names from centroids (`naming`), averages (`profiles`); money and what an action
may cost (`value`), what depends on the assumed costs (`other_costs`). Figures and sentences:
`plots`, `findings`.
"""
