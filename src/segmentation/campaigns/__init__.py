"""What a campaign reaches, and what a test of it can show: notebook 11, and two cases.

Test sizes, the smallest rise that shows, and rankings compared (`experiment`).
"""
