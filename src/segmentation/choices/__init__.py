"""What other defensible choices would have said: notebook 12.

Every recipe on one sample (`multiverse`). Figures and sentences, the hard questions among them:
`plots`, `findings`.
"""
