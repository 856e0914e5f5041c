"""The one style and the one palette: a persona keeps its colour through all notebooks."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from matplotlib_inline.backend_inline import set_matplotlib_formats

from segmentation.base.palette import INK, MUTED

WIDTH = 9.0  # inches
DPI = 110  # 990 pixels, about what GitHub shows


def use_style(dpi: int = DPI) -> None:
    """Set the style for every figure that follows; fewer dots where figures are many."""
    sns.set_theme(style="ticks", context="notebook", font_scale=0.9)
    mpl.rcParams.update(
        {
            "figure.dpi": dpi,
            "figure.facecolor": "white",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "axes.titlesize": 11,
            "axes.labelcolor": INK,
            "axes.edgecolor": MUTED,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "legend.frameon": False,
            "font.family": "DejaVu Sans",
            "figure.constrained_layout.use": True,
        }
    )
    # Without the software's version in them, the same figure is the same bytes.
    set_matplotlib_formats("png", metadata={"Software": None}, facecolor="white")


def percent(axis: mpl.axis.Axis, decimals: int = 0) -> None:
    """Show shares on an axis as percentages."""
    axis.set_major_formatter(PercentFormatter(1, decimals=decimals))


def heading(fig: Figure, text: str) -> None:
    """A title over several axes, set like the title of one."""
    fig.suptitle(text, x=0.01, ha="left", fontsize=11, fontweight="bold")


def new(rows: int = 1, columns: int = 1, height: float = 3.6, **options: object) -> tuple:
    """A figure of the usual width with a grid of axes."""
    return plt.subplots(rows, columns, figsize=(WIDTH, height), **options)
