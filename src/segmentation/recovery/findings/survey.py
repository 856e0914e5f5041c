"""Sentences of notebook 10 on a survey that most customers never answer."""

import pandas as pd

from segmentation.base.words import capital, per_cent
from segmentation.recovery.survey import EARNED, EVERYBODY, SILENT, Nonresponse, Remedy


def compared(table: pd.DataFrame) -> str:
    """Which remedy finds fewest, and which finds most where the unhappy are silent.

    `table` has the index (how, remedy): means of `survey.compared` over shops.
    """
    unhappy = table.loc[Nonresponse.MNAR].drop(EVERYBODY)
    worst = {table.loc[how].drop(EVERYBODY)["found"].idxmin() for how in Nonresponse}
    said = [
        f"**“{capital(way)}” finds fewest**, whoever is silent." for way in worst if len(worst) == 1
    ]
    if worst == {Remedy.DROP}:
        kept = table.loc[(Nonresponse.MCAR, Remedy.DROP), "found"] / (1 - SILENT)
        said.append(
            "Most of that is arithmetic: where silence is random, it finds "
            f"{per_cent(min(kept, 1.0))} of those that it keeps."
        )
    named = unhappy[unhappy["named"] >= EARNED].drop(Remedy.DROP, errors="ignore")
    if len(named):
        said.append(
            f"Where the unhappy are silent, *{named['found'].idxmax()}* finds most of those "
            "remedies that keep everybody and the name."
        )
    else:
        said.append("Where the unhappy are silent, every remedy that keeps everybody loses the "
                    "name.")  # fmt: skip
    return " ".join(said)
