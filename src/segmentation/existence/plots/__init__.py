"""Figures of notebook 10: the data sets beside their nulls, stability, and the calibration."""
