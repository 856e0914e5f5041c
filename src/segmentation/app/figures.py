"""Charts of the app; their texts and grids take the colours of the reader's theme."""

import altair as alt
import numpy as np
import pandas as pd

from segmentation.app import colours, words
from segmentation.app.models import Model, on_map, sizes
from segmentation.plots.style import short

MAP_HEIGHT = 400  # pixels
ROW = 34  # pixels of a bar with its name
POINT = 14  # square pixels


def _scale(model: Model) -> alt.Scale:
    found = colours.of_segments(model.segmenter.names)
    return alt.Scale(domain=list(found), range=list(found.values()))


def _points(model: Model) -> pd.DataFrame:
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
    traits = [
        words.WORDS.get(n, (n, n))[int(weights[i] > 0)]
        for n, i in zip(names, strongest, strict=True)
    ]
    return f"{', '.join(traits)} → ({share:.0%} of differences)"


def place(model: Model, scaled: pd.DataFrame | None, ink: str, paper: str) -> alt.LayerChart:
    """The map: some customers of every segment, the names, and the customer asked about.

    Parameters
    ----------
    model : Model
    scaled : DataFrame, shape (1, d), optional
        The customer, in σ; none draws the map alone.
    ink, paper : str
        Colours of text and background.
    """
    points = _points(model)
    centres = pd.DataFrame(
        on_map(model, model.segmenter.centres), columns=["x", "y"]
    ).assign(Segment=model.segmenter.names, name=[short(n) for n in model.segmenter.names])
    x = alt.X("x:Q", title=_axis(model, 0), axis=alt.Axis(labels=False, ticks=False, grid=False))
    y = alt.Y("y:Q", title=_axis(model, 1), axis=alt.Axis(labels=False, ticks=False, grid=False))
    hue = alt.Color("Segment:N", scale=_scale(model), legend=None)
    layers = [
        alt.Chart(points)
        .mark_circle(size=POINT, opacity=0.55)
        .encode(x=x, y=y, color=hue, tooltip=alt.Tooltip("Segment:N")),
    ]
    if scaled is not None:
        at = pd.DataFrame(on_map(model, scaled), columns=["x", "y"]).assign(name="this customer")
        mark = alt.Chart(at).encode(x="x:Q", y="y:Q")
        layers.append(
            mark.mark_point(
                shape="diamond", size=320, filled=True, color=ink, stroke=paper, strokeWidth=2,
                opacity=1,
            ).encode(tooltip=alt.Tooltip("name:N", title="")),
        )  # fmt: skip
    names = alt.Chart(centres).encode(x="x:Q", y="y:Q", text="name:N")
    bold = {"fontSize": 13, "fontWeight": "bold"}
    layers.append(names.mark_text(**bold, color=paper, stroke=paper, strokeWidth=5))
    layers.append(names.mark_text(**bold, color=ink))
    return alt.layer(*layers).properties(height=MAP_HEIGHT)


def against(
    model: Model, scaled: pd.Series, name: str, ink: str, paper: str
) -> alt.LayerChart:
    """A customer against the centre of a segment, feature by feature, in σ.

    Parameters
    ----------
    model : Model
    scaled : Series, index features
        The customer.
    name : str
        The segment.
    ink, paper : str
        Colours of text and background.
    """
    centre = model.segmenter.centres.iloc[model.segmenter.names.index(name)]
    features = model.segmenter.features
    table = pd.DataFrame(
        {
            "feature": [words.LABELS.get(f, f) for f in features],
            "customer": scaled[features].to_numpy(dtype="float64"),
            "segment": centre[features].to_numpy(),
        }
    )
    order = table["feature"].tolist()
    y = alt.Y("feature:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False))
    base = alt.Chart(table).encode(y=y)
    title = "← less than the average customer · more →   (σ)"
    hue = colours.of_segments(model.segmenter.names)[name]
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=ink, opacity=0.5).encode(x="x:Q")
    apart = base.mark_rule(color=hue, strokeWidth=3, opacity=0.6).encode(
        x=alt.X("segment:Q", title=title, axis=alt.Axis(grid=False)), x2="customer:Q"
    )
    own = base.mark_circle(size=260, color=hue, opacity=1).encode(x="segment:Q")
    one = base.mark_point(
        shape="diamond", size=200, filled=True, color=ink, stroke=paper, strokeWidth=1.5, opacity=1
    ).encode(x="customer:Q")
    return alt.layer(zero, apart, own, one).properties(height=ROW * len(features))


def bars(
    table: pd.DataFrame, model: Model, columns: dict[str, str], form: str, ink: str
) -> alt.LayerChart:
    """One row per segment: a bar in its colour, and what else is given as ticks.

    Parameters
    ----------
    table : DataFrame, index segment
    model : Model
        For the colours.
    columns : dict
        Column → what it is called; the first is drawn as bars with figures, a second as ticks.
    form : str
        How figures are written, in d3's notation.
    ink : str
        Colour of text.
    """
    value, *other = columns
    rows = table.reset_index(names="Segment").assign(
        name=lambda t: [short(n) for n in t["Segment"]]
    )
    y = alt.Y("name:N", sort=rows["name"].tolist(), title=None,
              axis=alt.Axis(labelLimit=200, ticks=False, domain=False))  # fmt: skip
    most = max(float(rows[c].max()) for c in columns)
    least = min(0.0, *(float(rows[c].min()) for c in columns))
    scale = alt.Scale(domain=[least * 1.2, most * 1.2 or 1.0], nice=False)
    x = alt.X(f"{value}:Q", title=columns[value], scale=scale,
              axis=alt.Axis(format=form, grid=False, tickCount=4))  # fmt: skip
    base = alt.Chart(rows).encode(y=y)
    layers = [
        base.mark_bar(cornerRadius=3).encode(
            x=x, color=alt.Color("Segment:N", scale=_scale(model), legend=None)
        ),
    ]
    if other:
        layers.append(
            base.mark_tick(color=ink, thickness=3, size=ROW * 0.75).encode(x=f"{other[0]}:Q")
        )
        layers.append(base.mark_text(align="left", dx=6, color=ink).encode(
            x="end:Q", text=alt.Text(f"{value}:Q", format=form)))  # fmt: skip
        rows["end"] = rows[[value, other[0]]].max(axis=1)
    else:
        rows["end"] = rows[value].clip(lower=0)
        layers.append(base.mark_text(align="left", dx=6, color=ink).encode(
            x="end:Q", text=alt.Text(f"{value}:Q", format=form)))  # fmt: skip
    return alt.layer(*layers).properties(height=ROW * len(rows) + 40)


def profiles(model: Model, dark: bool) -> alt.LayerChart:
    """Raw means of every segment, coloured by how far they lie from the average customer."""
    features, names = model.segmenter.features, model.segmenter.names
    low, middle, high = ("#3d9be0", "#262b33", "#e08a3d") if dark else (
        "#6baed6", "#f4f4f4", "#f4a261")  # fmt: skip
    rows = []
    for i, name in enumerate(names):
        for feature in features:
            z = model.segmenter.centres.loc[i, feature]
            share = min(1.0, abs(z) / 2)
            shade = colours.blend(middle, high if z > 0 else low, share)
            mean = model.portrait["segments"][name]["means"][feature]
            rows.append(
                {
                    "name": short(name), "Segment": name, "feature": words.label(model, feature),
                    "mean": words.shown(model, feature, mean), "z": z,
                    "shade": shade, "text": colours.text_on(shade),
                }
            )  # fmt: skip
    table = pd.DataFrame(rows)
    order = [words.label(model, f) for f in features]
    base = alt.Chart(table).encode(
        x=alt.X("name:N", sort=[short(n) for n in names], title=None,
                axis=alt.Axis(orient="top", labelAngle=-40 if len(names) > 5 else 0, ticks=False,
                              domain=False, labelLimit=150)),
        y=alt.Y("feature:N", sort=order, title=None,
                axis=alt.Axis(labelLimit=220, ticks=False, domain=False)),
    )  # fmt: skip
    cells = base.mark_rect(stroke="transparent").encode(
        color=alt.Color("shade:N", scale=None),
        tooltip=[alt.Tooltip("Segment:N"), alt.Tooltip("feature:N", title="Feature"),
                 alt.Tooltip("mean:N", title="Mean"),
                 alt.Tooltip("z:Q", title="σ from the average", format="+.1f")],
    )  # fmt: skip
    text = base.mark_text(fontSize=12).encode(
        text="mean:N", color=alt.Color("text:N", scale=None)
    )
    return alt.layer(cells, text).properties(height=ROW * len(features) + 60)


def sizes_and_spend(model: Model, ink: str) -> alt.LayerChart:
    """Share of customers of each segment as bars, and its share of spend as ticks."""
    return bars(
        sizes(model), model,
        {"share of customers": "share of customers (bar) and of spend (line)",
         "share of spend": "share of spend"}, "%", ink,
    )  # fmt: skip
