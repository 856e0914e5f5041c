"""Kinds of customer as directions in feature space: one module for each set of features."""
