"""Figures of notebook 01."""

import pandas as pd
from matplotlib.figure import Figure

from segmentation.plots.style import INK, MUTED, colours, new, short


def timeline(orders: pd.DataFrame, names: list[str], snapshot: str) -> Figure:
    """Order histories of a few customers, one line each.

    Parameters
    ----------
    orders : DataFrame
        `Persona`, `ordered_at`, `amount`, `returned_amount`; one customer per persona.
    names : list of str
        Personas, from top to bottom.
    snapshot : str
    """
    palette = colours(names)
    fig, ax = new(height=0.62 * len(names) + 1.1)
    for row, name in enumerate(reversed(names)):
        one = orders[orders["Persona"] == name]
        ax.hlines(row, one["ordered_at"].min(), pd.Timestamp(snapshot), color=MUTED, lw=0.6)
        ax.scatter(
            one["ordered_at"],
            [row] * len(one),
            s=6 + one["amount"] / 2.2,
            lw=0.4,
            color=palette[name],
            alpha=0.75,
            edgecolor="white",
        )
        back = one[one["returned_amount"] > 0]
        ax.scatter(back["ordered_at"], [row + 0.30] * len(back), marker="v", s=22, color=INK)
    ax.axvline(pd.Timestamp(snapshot), color=INK, lw=1, ls=":")
    ax.text(pd.Timestamp(snapshot), len(names) - 0.45, " snapshot", fontsize=9, va="bottom")
    ax.set_yticks(range(len(names)), [short(name) for name in reversed(names)])
    ax.set_ylim(-0.6, len(names) - 0.2)
    ax.set(xlabel="date of order (dot: one order, area by basket in £; ▼: something came back)")
    ax.set_title("One typical customer of each persona", pad=16)
    return fig


def planted_and_measured(checks: pd.DataFrame) -> Figure:
    """Measured means against the planted ones, as a ratio per persona and quantity.

    Parameters
    ----------
    checks : DataFrame
        Index: quantity; one column per persona; measured / planted.
    """
    palette = colours(list(checks.columns))
    fig, ax = new(height=0.42 * len(checks) + 1.4)
    for name in checks.columns:
        ax.scatter(checks[name], range(len(checks)), color=palette[name], label=short(name), s=36)
    ax.axvline(1, color=MUTED, lw=1, zorder=0)
    ax.set_yticks(range(len(checks)), checks.index)
    ax.invert_yaxis()
    reach = max(0.06, float((checks - 1).abs().max().max()) * 1.2)
    ax.set(xlim=(1 - reach, 1 + reach), xlabel="measured mean divided by planted mean")
    ax.set_title("Measured means against planted ones, by persona")
    ax.legend(
        ncols=len(checks.columns),
        loc="upper center",
        bbox_to_anchor=(0.45, -0.22),
        fontsize=9,
        columnspacing=1,
        handletextpad=0.1,
    )
    return fig
