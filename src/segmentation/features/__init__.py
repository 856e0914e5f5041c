"""Orders to one row per customer, and from there to a scaled matrix: notebooks 02 to 04.

Names and units of the features, which cost nothing to import (`names`), days as whole numbers
(`days`), contracts of the tables (`schemas`), the features of any date (`measure`), returns set
against purchases (`returns`), RFM by rule (`rules`), shrinking and scaling (`scaling`), and a
first look (`explore`). Figures and sentences: `plots`, `findings`.
"""
