"""The engagement table of Kaggle, and its published segmentation: `cases/engagement`, notebook 10.

Whether its rows agree with themselves (`quality`), its tiers (`tiers`), the published
segmentation and its claims (`published`, `claims`), and ours (`segments`, `kinds`).
"""
