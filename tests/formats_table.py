"""The table of export formats: what is known of the made-up shop, and what is read.

Run as ``python tests/formats_table.py`` from the root of the repository.
"""

import tempfile
from pathlib import Path

import pandas as pd
from shop_exports import FORMATS
from shop_exports.reading import tried


def table() -> pd.DataFrame:
    """One row a format: what is read, whether it is right, what was asked, how long it took."""
    rows = []
    for form in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            found = tried(form, Path(folder))
        verdict = "right" if found.figures == form.truth else f"wrong, {tuple(form.truth)}"
        known = found.figures or ["–"] * len(form.truth)
        asked = ", ".join(found.answers) or ("an open question" if found.questions else "–")
        rows.append((form.name, *known, verdict, asked, round(found.seconds, 1)))
    columns = ["format", *form.truth._fields, "right", "asked and answered", "seconds"]
    return pd.DataFrame(rows, columns=columns)


if __name__ == "__main__":
    with pd.option_context("display.width", 250, "display.max_colwidth", 80):
        print(table().to_string(index=False))
