"""Table and sentences of notebook 10 on a survey that most customers never answer."""

import pandas as pd

from segmentation.base.tables import readable
from segmentation.recovery.survey import EVERYBODY, SCORE, Nonresponse, Remedy

EARNED = 0.5  # share of shops from which a remedy keeps the name
VISIBLE = 4  # standard errors of a difference that cannot be chance


def remedies(table: pd.DataFrame) -> pd.DataFrame:
    """Who is found and named under either silence, as the notebook shows it; as in `compared`."""
    shown = pd.concat({how: table.loc[how, ["found", "named"]] for how in Nonresponse}, axis=1)
    shown.columns = [f"{figure}, {how}" for how, figure in shown.columns]
    return readable(shown.rename_axis(None), shares=list(shown))


def compared(table: pd.DataFrame, shops: int) -> str:
    """Which remedy costs most, what hides that, and which costs least where the unhappy are silent.

    `table` has the index (how, remedy): means of `survey.compared` over so many shops.
    """
    unhappy = table.loc[Nonresponse.MNAR].drop(EVERYBODY)
    worst = {table.loc[how].drop(EVERYBODY)["found"].idxmin() for how in Nonresponse}
    said = [f"**The worst choice is to {way}.**" for way in worst if len(worst) == 1]
    whole, kept = table.loc[(Nonresponse.MNAR, EVERYBODY), "ari"], unhappy.loc[Remedy.DROP, "ari"]
    if kept > whole:
        said.append(
            f"The ARI of *{Remedy.DROP}*, which counts only those who answered, does not show "
            f"this: {kept:.3f}, above the {whole:.3f} with all answers."
        )
    whole_and_named = unhappy[unhappy["named"] >= EARNED].drop(Remedy.DROP, errors="ignore")
    if len(whole_and_named):
        best = whole_and_named["found"].idxmax()
        said.append(
            f"Where the unhappy are silent, *{best}* finds most of those that keep everybody and "
            f"the name: {unhappy.loc[best, 'found']:.1%}, mean over {shops} shops; "
            f"{unhappy.loc[best, 'right']:.0%} of whom it calls so are."
        )
    return " ".join(said)


def unseen(
    differences: dict[Nonresponse, pd.Series],
    chance: float,
    answered: float,
    bounds: tuple[float, float],
    true: float,
) -> str:
    """What the data can and cannot tell of why customers are silent.

    `differences` are from `survey.standardized_mean_differences`, `chance` the standard error of
    one if silence is at random; of those who answered a share is unhappy, of all a share within
    the `bounds` of `survey.manski_bounds`, in truth `true`.
    """
    random, unhappy = differences[Nonresponse.MCAR].abs(), differences[Nonresponse.MNAR].abs()
    noticed = (
        f"The silent differ visibly from those who answer: by up to "
        f"{unhappy.max():.2f} σ ({unhappy.idxmax()}) where the unhappy are silent, by up to "
        f"{random.max():.2f} σ where silence is at random (chance alone gives about "
        f"{chance:.2f} σ each). "
        if unhappy.max() > VISIBLE * chance
        else "The silent do not differ visibly from those who answer. "
    )
    return (
        f"{noticed}Whether, among customers alike in all that is known of everybody, the unhappy "
        "are more silent **cannot be seen from the data**. What can be given is a bound: "
        f"{answered:.0%} of those who answered are unhappy (mean rating under 3), so the share "
        f"among all lies between {bounds[0]:.0%} and {bounds[1]:.0%}. It is {true:.0%} here, which "
        "only the simulation knows."
    )


def few_ratings(table: pd.DataFrame, rated: float) -> str:
    """Whether it matters that a mean rating is shrunk by orders and not by ratings.

    `table` is from `survey.few_ratings`; `rated` is the share of orders that are rated.
    """
    gain = table["by ratings"] - table["by orders"]
    if (gain > 0).all():
        said = "is better in every shop: a weakness of the pipeline"
    elif (gain < 0).all():
        said = "is no better"
    else:
        said = "makes no steady difference"
    return (
        f"Milder, and more usual: {rated:.0%} of the *orders* are rated, so that "
        f"{table['unrated'].mean():.0%} of the customers have no rating at all. The pipeline pulls "
        f"{SCORE} to the average by the number of orders, though only the rated ones tell "
        f"anything. Shrinking by ratings {said} (ARI {table['by ratings'].mean():.3f} against "
        f"{table['by orders'].mean():.3f})."
    )
