"""The Streamlit app: pages over the models in `models/`; nothing here fits anything.

`main` is the frame; `customer`, `file` and `segments` are the pages, and the rest serves them.
"""
