"""What all rooms stand on, and nothing of the trade.

Errors told in one sentence (`errors`), where things are kept (`paths`), files written whole
(`exports`) with texts that no spreadsheet runs (`harmless`), folders in which nothing of others is
replaced (`outputs`), fits side by side with one thread each (`parallel`), Ctrl-C in workers
(`interrupt`), intervals (`intervals`), words and tables as people read them (`words`, `tables`),
the palette, which needs no matplotlib, and the style of figures (`palette`, `style`). It serves
every notebook.
"""
