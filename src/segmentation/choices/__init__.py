"""What other defensible choices would have said: a part of notebook 10.

Every recipe on one sample (`multiverse`). Figures and sentences, the hard questions among them:
`plots`, `findings`.
"""
