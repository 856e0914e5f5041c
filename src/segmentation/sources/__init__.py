"""Public data sets to the tables of `schemas`: one module per source, named as its case."""
