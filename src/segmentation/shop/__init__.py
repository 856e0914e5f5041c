"""The simulated shop: notebook 01.

What is planted (`planted`), the simulation (`simulate`), the shop on disk (`disk`), and what only
the simulator knows (`truth`), which nothing that segments, scores or predicts may read. Figures
and sentences: `plots`, `findings`.
"""
