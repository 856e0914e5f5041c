"""When planted personas are found again, and when not: notebook 09, and a part of 10.

Shops over overlaps and seeds (`blurring`), samples of one shop (`samples`), a survey that most
never answer (`survey`), recipes compared (`recipes`). Figures and sentences: `plots`, `findings`.
"""
