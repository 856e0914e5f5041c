"""What a figure shows, read from its artists: for the tests of plots."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from segmentation.base.style import WIDTH


def bars(ax: Axes) -> list[float]:
    """Lengths of the bars of an axis, whichever way they point."""
    boxes = [(p.get_width(), p.get_height()) for p in ax.patches]
    upright = len({round(width, 9) for width, _ in boxes}) == 1
    return [height if upright else width for width, height in boxes]


def lines(ax: Axes) -> dict[str, list[float]]:
    """Label → heights of the lines of an axis; helper lines have no label of their own."""
    return {
        str(line.get_label()): list(line.get_ydata())
        for line in ax.lines
        if not str(line.get_label()).startswith("_")
    }


def cells(ax: Axes) -> np.ndarray:
    """Values of a heatmap, masked cells as NaN."""
    mesh = ax.collections[0]
    shape = mesh.get_coordinates().shape
    values = np.ma.filled(mesh.get_array().astype("float64"), np.nan)
    return values.reshape(shape[0] - 1, shape[1] - 1)


def texts(ax: Axes) -> list[str]:
    """What is written inside an axis."""
    return [text.get_text() for text in ax.texts]


def ticks(labels: list[Text]) -> list[str]:
    """Text of tick labels."""
    return [label.get_text() for label in labels]


def legend(ax: Axes) -> list[str]:
    """Text of a legend."""
    return [text.get_text() for text in ax.get_legend().get_texts()]


def title(ax: Axes) -> str:
    """Title of an axis, which stands at its left."""
    return ax.get_title(loc="left") or ax.get_title()


def check_layout(fig: Figure) -> None:
    """Assert that a figure has the usual width, a title, and nothing that sticks out."""
    assert isinstance(fig, Figure)
    assert fig.get_figwidth() == WIDTH
    fig.canvas.draw()
    inside = fig.get_tightbbox()  # in inches, all text included
    assert inside.x0 >= -0.05 and inside.y0 >= -0.05
    assert inside.x1 <= WIDTH + 0.05
    assert inside.y1 <= fig.get_figheight() + 0.05
    heading = fig.get_suptitle() or title(fig.axes[0])
    assert len(heading) > 5
