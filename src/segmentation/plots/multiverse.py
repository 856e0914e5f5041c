"""Figures of notebook 10: the multiverse, the circular accuracy and the objections."""
