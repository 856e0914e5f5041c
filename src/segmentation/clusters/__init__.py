"""Whether there are clusters, how many, and the fit: notebooks 05 to 07.

Nearest centroids, without scikit-learn (`centroids`), K-Means and its rivals (`kmeans`), the
Gaussian mixture from many starts (`gaussian`), a mixture for counts and shares (`mixture`,
`distributions`), criteria (`criteria`), data without clusters (`nulls`), stability (`stability`),
the table of k (`choose_k`), the rule (`verdict`) and the votes beside it (`ballot`), agreement of
labels (`agreement`), and the map (`projection`). Figures and sentences: `plots`, `findings`.
"""
