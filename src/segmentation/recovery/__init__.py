"""When planted personas are found again, and when not: notebook 09, and parts of 06 and 10.

Shops over overlaps and seeds (`blurring`), samples of one shop (`samples`), a survey that most
never answer (`survey`), recipes compared (`recipes`), methods compared (`models`) with the most
that is possible (`ceiling`). Figures and sentences: `plots`, `findings`.
"""
