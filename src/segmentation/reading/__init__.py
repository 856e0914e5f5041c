"""Any table of people's files, as text.

Which files there are, in which encoding and under which header (`opening`), every cell of them as
text in a stream (`staging`), and numbers and dates as people write them (`numbers`, `dates`).
It knows nothing of orders; `orders_file`, `scoring` and the app build on it.
"""
