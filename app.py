"""The app: one customer, a file, the segments.

    python -m streamlit run app.py

Everything it shows is in `segmentation.app`; the models are in `models/`.
"""

from segmentation.app import main

main.show()
