"""Charts of the app; their texts and grids take the colours of the reader's theme."""

from collections.abc import Callable

import altair as alt
import numpy as np
import pandas as pd

from segmentation.app import colours, words
from segmentation.app.colours import INK, PAPER
from segmentation.app.models import Model, on_map, sizes
from segmentation.base import palette
from segmentation.base.palette import short
from segmentation.features.names import FEATURES
from segmentation.personas import flagship

Chart = alt.LayerChart | alt.FacetChart
MAP_HEIGHT = 400  # pixels
TEXT = 13  # pixels
LEGEND, LEGEND_LIMIT = 18, 280  # pixels of height and width of a name
AXIS = 50  # pixels of height of an axis with its title
ROW = 34  # pixels of a bar with its name
BAR = 23  # pixels
# A name of several traits, "Very recent, high spend", in two lines.
TWO_LINES = (
    "indexof(datum.label, ', ') < 0 ? datum.label : [split(datum.label, ', ')[0], "
    "slice(datum.label, indexof(datum.label, ', ') + 2)]"
)
MOST_NAMES = 6  # segments that are named on the map; more have a legend
ROOM = 2.0  # longest bar and its figure, in bars
NAME_LIMIT = 130  # pixels of a name beside bars
APART = (0.34, 0.055)  # shares of the map within which two names would touch on a phone
POINT = 14  # square pixels
EDGE = 0.1  # of the range of the points, around them on the map


def _scale(model: Model) -> alt.Scale:
    found = palette.colours(model.segmenter.names)
    return alt.Scale(domain=list(found), range=[colours.mark(hue) for hue in found.values()])


def points_of(model: Model) -> pd.DataFrame:
    drawn = model.portrait["map"]["points"]
    return pd.DataFrame(
        [(name, *point) for name, points in drawn.items() for point in points],
        columns=["Segment", "x", "y"],
    )


def _axis(model: Model, which: int) -> str:
    """What an axis of the map stands for: the features that weigh most in it."""
    weights = np.asarray(model.portrait["map"]["axes"][which])
    share = model.portrait["map"]["share"][which]
    strongest = np.argsort(-np.abs(weights), kind="stable")[:2]
    names = [model.segmenter.features[i] for i in strongest]
    traits = [flagship.WORDS[n][int(weights[i] > 0)] for n, i in zip(names, strongest, strict=True)]
    return f"{', '.join(traits)} → ({share:.0%} of differences)"


def dressed(chart: Chart) -> Chart:
    """A chart whose texts have the colour of the text around it, whatever the theme.

    As SVG, since a canvas keeps the colours it was painted with.
    """
    chart.usermeta = {"embedOptions": {"renderer": "svg"}}
    return chart.configure_axis(
        labelColor=INK, titleColor=INK, labelFontSize=TEXT, titleFontSize=TEXT, domainColor=INK,
        titleFontWeight="normal", labelFlush=False,
    ).configure_view(strokeWidth=0)  # fmt: skip


def place(model: Model, scaled: pd.DataFrame | None) -> Chart:
    """The map: some customers of every segment, the names, and who is asked about (in σ)."""
    points = points_of(model)
    centres = pd.DataFrame(on_map(model, model.segmenter.centres), columns=["x", "y"]).assign(
        Segment=model.segmenter.names, name=[short(n) for n in model.segmenter.names]
    )
    bare = alt.Axis(labels=False, ticks=False, grid=False)
    within = [alt.Scale(domain=list(ends), nice=False, zero=False) for ends in frame(points)]
    x = alt.X("x:Q", title=_axis(model, 0), axis=bare, scale=within[0])
    y = alt.Y("y:Q", title=_axis(model, 1), axis=bare, scale=within[1])
    many = len(centres) > MOST_NAMES
    legend = alt.Legend(
        orient="bottom", columns=1, title=None, labelColor=INK, labelFontSize=TEXT,
        labelLimit=LEGEND_LIMIT, symbolSize=120, symbolOpacity=1,
    )  # fmt: skip
    hue = alt.Color("Segment:N", scale=_scale(model), legend=legend if many else None)
    layers = [
        alt.Chart(points)
        .mark_circle(size=POINT, opacity=0.7)
        .encode(x=x, y=y, color=hue, tooltip=alt.Tooltip("Segment:N")),
    ]
    if scaled is not None:
        at = pd.DataFrame(on_edge(model, scaled), columns=["x", "y"])
        at["name"] = "this customer" + ", beyond the map" * is_beyond(model, scaled)
        mark = alt.Chart(at).encode(x="x:Q", y="y:Q")
        layers.append(
            mark.mark_point(
                shape="diamond", size=320, filled=True, color=INK, stroke=PAPER, strokeWidth=2,
                opacity=1,
            ).encode(tooltip=alt.Tooltip("name:N", title="")),
        )  # fmt: skip
    if not many:
        centres["y"] = apart(centres, points)
        names = alt.Chart(centres).encode(x="x:Q", y="y:Q", text="name:N")
        named = names.mark_text(fontSize=TEXT, fontWeight="bold", color=INK)
        behind = names.mark_text(
            fontSize=TEXT, fontWeight="bold", color=PAPER, stroke=PAPER, strokeWidth=5
        )
        layers += [behind, named]
    height = MAP_HEIGHT + many * LEGEND * len(centres)
    return dressed(alt.layer(*layers).properties(height=height))


def frame(points: pd.DataFrame) -> list[tuple[float, float]]:
    """The ends of both axes: whoever is asked about, the segments stay as large."""
    room = {c: EDGE * np.ptp(points[c]) for c in "xy"}
    return [(points[c].min() - room[c], points[c].max() + room[c]) for c in "xy"]


def on_edge(model: Model, scaled: pd.DataFrame) -> np.ndarray:
    """Coordinates of a customer on the map, shape (1, 2); at its edge for one beyond it."""
    least, most = zip(*frame(points_of(model)), strict=True)
    return np.clip(on_map(model, scaled), least, most)


def is_beyond(model: Model, scaled: pd.DataFrame) -> bool:
    """Whether a customer lies beyond the map."""
    return not np.array_equal(on_edge(model, scaled), on_map(model, scaled))


def apart(centres: pd.DataFrame, points: pd.DataFrame) -> list[float]:
    """Heights for names, moved down where they would touch one that stands higher."""
    wide, high = (np.ptp(points[c]) * share for c, share in zip("xy", APART, strict=True))
    heights = centres["y"].astype("float64").tolist()
    order = np.argsort(-centres["y"].to_numpy(), kind="stable")
    for n, i in enumerate(order):
        above = [j for j in order[:n] if abs(centres["x"].iloc[i] - centres["x"].iloc[j]) < wide]
        for j in sorted(above, key=lambda j: -heights[j]):
            if abs(heights[j] - heights[i]) < high:
                heights[i] = heights[j] - high
    return heights


def against(model: Model, scaled: pd.Series, name: str) -> Chart:
    """A customer against the centre of a segment, feature by feature, in σ."""
    centre = model.segmenter.centres.iloc[model.segmenter.names.index(name)]
    features = model.segmenter.features
    table = pd.DataFrame(
        {
            "feature": [FEATURES[f].label for f in features],
            "customer": scaled[features].to_numpy(dtype="float64"),
            "segment": centre[features].to_numpy(),
        }
    )
    order = table["feature"].tolist()
    y = alt.Y("feature:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False))
    base = alt.Chart(table).encode(y=y)
    title = "← less than the average customer · more →   (σ)"
    hue = colours.mark(palette.colours(model.segmenter.names)[name])
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=INK, opacity=0.5).encode(x="x:Q")
    apart = base.mark_rule(color=hue, strokeWidth=3, opacity=0.6).encode(
        x=alt.X("segment:Q", title=title, axis=alt.Axis(grid=False, tickCount=6)), x2="customer:Q"
    )
    own = base.mark_circle(size=260, color=hue, opacity=1).encode(x="segment:Q")
    one = base.mark_point(
        shape="diamond", size=200, filled=True, color=INK, stroke=PAPER, strokeWidth=1.5, opacity=1
    ).encode(x="customer:Q")
    return dressed(alt.layer(zero, apart, own, one).properties(height=ROW * len(features) + AXIS))


def bars(table: pd.DataFrame, model: Model, columns: dict[str, Callable[[float], str]]) -> Chart:
    """Two bars per segment, the second one paler; `columns` are two, each with its writer."""
    rows = pd.DataFrame(
        [
            {
                "Segment": segment, "name": short(str(segment)), "column": column,
                "value": row[column], "end": max(row[column], 0.0),
                "text": said(row[column]),
            }
            for segment, row in table.iterrows()
            for column, said in columns.items()
        ]
    )  # fmt: skip
    most, least = max(float(rows["end"].max()), 1e-9), min(0.0, float(rows["value"].min()))
    names = list(dict.fromkeys(rows["name"]))
    axis = alt.Axis(
        labelLimit=NAME_LIMIT, ticks=False, domain=False, labelOverlap=False, labelExpr=TWO_LINES
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=axis),
        yOffset=alt.YOffset("column:N", sort=list(columns)),
    )
    scale = alt.Scale(domain=[least, most * ROOM], nice=False)
    layers = [
        base.mark_bar(cornerRadius=2).encode(
            x=alt.X("value:Q", scale=scale, axis=None),
            color=alt.Color("Segment:N", scale=_scale(model), legend=None),
            opacity=alt.Opacity(
                "column:N", legend=None, scale=alt.Scale(domain=list(columns), range=[1, 0.55])
            ),
        ),
        base.mark_text(align="left", dx=6, color=INK, fontSize=TEXT).encode(
            x="end:Q", text="text:N"
        ),
    ]
    return dressed(alt.layer(*layers).properties(height=2 * BAR * len(names)))


def sizes_and_spend(model: Model) -> Chart:
    """Share of customers and of spend of each segment."""
    said = {"share of customers": share("of customers"), "share of spend": share("of spend")}
    return bars(sizes(model), model, said)


def share(of: str) -> Callable[[float], str]:
    """What writes a share, such as "25% of spend"."""
    return lambda figure: f"{words.percent(figure)} {of}"
