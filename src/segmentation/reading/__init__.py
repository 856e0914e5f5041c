"""Any table of people's files, as text.

`staging.to_text_parquet` is the door: which files there are at a path, in folders and archives
(`opening`, `packing`), in which encoding (`encodings`) and under which header (`headers`), and
every cell of them as text in a stream (`staged`), whether they are parted by characters
(`delimited`), sheets and web pages (`grids`), or Parquet and JSON (`columnar`). `numbers`, `dates`,
`date_forms` and `months` read what people write in the cells, `decimal_mark`, `tally` and `folding`
are what these share. A table with one row per customer is read batch by batch, alike for the scorer
and the app (`customers`, `customer_columns`). It knows nothing of orders: who calls it says by a
function on the header which columns are used. `orders_file`, `scoring` and the app build on it.
"""
