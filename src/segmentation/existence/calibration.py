"""How often the rule sees clusters where there are none, and how often it finds those there are.

Every finished data set is one line of a table that only grows, so that an interruption loses
nothing. A line holds as long as what made it is unchanged: the code of the null, of the fits and
of the families, and the versions of the libraries below.
"""

import ast
import hashlib
import inspect
import json
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import beta
from tqdm import tqdm

from segmentation.base.errors import DataError
from segmentation.base.exports import write_text
from segmentation.base.parallel import as_made
from segmentation.base.paths import ROOT, shown
from segmentation.clusters import centroids, criteria, kmeans, nulls, stability, strictest, verdict
from segmentation.existence import families
from segmentation.existence.families import FAMILIES
from segmentation.features import scaling
from segmentation.shop import planted, simulate

TABLE = ROOT / "reports" / "calibration.jsonl"
KS = tuple(range(2, 11))
FLOOR = 0.01  # an excess below it is no candidate for any margin
SET_ON = 20  # the first seeds set the margin, the others confirm it
SEEDS = {True: 20, False: 80}  # of a family with groups, and of one without
STEP = 0.005  # the margin is a multiple of it
CODE = (centroids, criteria, kmeans, nulls, stability, strictest, families, scaling, planted,
        simulate)  # fmt: skip
LIBRARIES = ("numpy", "scipy", "scikit-learn")
MARK = 12


def _as_lists(part: object) -> object:
    """A part of a module's tree as lists, alike under every version of Python."""
    if isinstance(part, ast.AST):
        fields = [[name, _as_lists(value)] for name, value in ast.iter_fields(part)]
        return [type(part).__name__, [one for one in fields if one[1] not in (None, [])]]
    return [_as_lists(one) for one in part] if isinstance(part, list) else part


def _bare(module: ModuleType) -> str:
    """The code of a module without its docstrings and comments."""
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return repr(_as_lists(tree))


@cache
def mark() -> str:
    """What all lines of one table have in common: a hash of the code and the libraries."""
    parts = [_bare(module) for module in CODE] + [version(name) for name in LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:MARK]


def judge(family: str, seed: int) -> dict[str, Any]:
    """Draw one data set and compare it with the strictest null.

    A line of the table: `family`, `seed`, `mark`; `plain`, the largest excess over the plain null;
    and `by_k`, for each k that exceeds the strictest null by `FLOOR`.
    """
    sample = FAMILIES[family].draw(seed)
    left, plain = strictest.sieve(sample, KS, FLOOR)
    by_k = {
        str(k): {
            "silhouette": round(row["silhouette"], 4),
            "excess": round(row["excess"], 4),
            "explained by": row["explained by"],
            "jaccard": round(stability.least_jaccard(sample.to_numpy(), int(str(k))), 4),
        }
        for k, row in left.iterrows()
    }
    return {"family": family, "seed": seed, "plain": round(plain, 4), "by_k": by_k, "mark": mark()}


def _lines(path: Path) -> list[dict[str, Any]]:
    """All whole lines of a table; an interruption may have cut the last one off."""
    whole = [line for line in path.read_text("utf-8").splitlines(keepends=True) if line[-1] == "\n"]
    try:
        lines = [json.loads(line) for line in whole]
    except json.JSONDecodeError:
        lines = [None]
    if not all(
        isinstance(line, dict) and {"family", "seed", "mark"} <= set(line) for line in lines
    ):
        raise DataError(f"{path.name} holds something else than a calibration; name another file.")
    return lines


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a table that hold for this code and these libraries."""
    return [line for line in _lines(path) if line["mark"] == mark()] if path.exists() else []


def committed(path: Path = TABLE) -> list[dict[str, Any]]:
    """The lines of the committed table, whatever libraries are here.

    Raises DataError if there are none, or if they were not all made by the same code and libraries.
    """
    lines = _lines(path) if path.exists() else []
    if len({line["mark"] for line in lines}) != 1:
        raise DataError(f"{shown(path)} is not of one calibration: run segmentation calibrate.")
    return lines


def planned() -> list[tuple[str, int]]:
    """Family and seed of every data set, all families of a seed before the next seed."""
    return [
        (name, seed)
        for seed in range(1, max(SEEDS.values()) + 1)
        for name, family in FAMILIES.items()
        if seed <= SEEDS[family.groups > 1]
    ]


def missing(lines: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """What is planned and not in a table."""
    known = {(line["family"], line["seed"]) for line in lines}
    return [one for one in planned() if one not in known]


def calibrate(path: Path, *, progress: bool = False) -> list[dict[str, Any]]:
    """Judge every planned data set that the table does not hold yet, and add it to the table.

    Returns the lines of all data sets.
    """
    done = read(path)
    write_text("".join(json.dumps(line) + "\n" for line in done), path)
    jobs = [partial(judge, *one) for one in missing(done)]
    bar = tqdm(total=len(done) + len(jobs), initial=len(done), unit=" data sets",
               disable=not progress)  # fmt: skip
    with bar, path.open("a", encoding="utf-8", newline="\n") as file:
        for line in as_made(jobs, processes=True):
            done.append(line)
            file.write(json.dumps(line) + "\n")
            file.flush()
            bar.update()
    return done


def _by_k(line: dict[str, Any]) -> pd.DataFrame:
    columns = ["silhouette", "excess", "explained by", "jaccard"]
    table = pd.DataFrame.from_dict(line["by_k"], orient="index", columns=columns)
    return table.set_index(table.index.astype(int))


def largest(line: dict[str, Any]) -> float:
    """The largest excess of a k whose clusters come back; 0 without any above `FLOOR`."""
    table = _by_k(line)
    back = table.loc[table["jaccard"] >= stability.STABLE, "excess"]
    return float(back.max()) if len(back) else 0.0


def found_k(line: dict[str, Any], margin: float) -> int | None:
    """The k that the rule calls natural, if any."""
    table = _by_k(line)
    return verdict.natural_k(table[verdict.is_natural(table, margin)])


def margin(lines: list[dict[str, Any]], *, beyond: bool = False) -> float:
    """The smallest multiple of `STEP` above all excesses of the first seeds without structure.

    With `beyond` the families that lie beyond the rule count too: what it would have to be then.
    """
    alone = {
        name for name, one in FAMILIES.items() if one.groups == 1 and (beyond or not one.beyond)
    }
    seen = [largest(line) for line in lines if line["family"] in alone and line["seed"] <= SET_ON]
    return round(STEP * (np.floor(max(seen, default=0.0) / STEP) + 1), 4)


def upper_bound(alarms: int, trials: int, confidence: float = 0.95) -> float:
    """The exact one-sided upper bound of a rate (Clopper & Pearson 1934, Biometrika 26).

    Examples
    --------
    >>> round(upper_bound(0, 60), 4)
    0.0487
    """
    return 1.0 if alarms == trials else float(beta.ppf(confidence, alarms + 1, trials - alarms))


def by_data_set(lines: list[dict[str, Any]], margin: float) -> pd.DataFrame:
    """One row per data set.

    Returns
    -------
    DataFrame
        `family`, `seed`, `groups`, `beyond` (as in `Family`), `first` (whether it set the
        margin), `plain` (largest excess over the plain null), `excess` (from `largest`) and `k`
        (the natural one, or missing).
    """
    rows = pd.DataFrame(
        {
            "family": [line["family"] for line in lines],
            "seed": [line["seed"] for line in lines],
            "plain": [line["plain"] for line in lines],
            "excess": [largest(line) for line in lines],
            "k": pd.array([found_k(line, margin) for line in lines], dtype="Int64"),
        }
    )
    for name in ("groups", "beyond"):
        rows[name] = [getattr(FAMILIES[family], name) for family in rows["family"]]
    rows["first"] = (rows["seed"] <= SET_ON) & (rows["groups"] == 1) & ~rows["beyond"]
    return rows


def _row(name: str, judged: pd.DataFrame, margin: float) -> dict[str, Any]:
    """What the rule does on one family; columns as in `summary`."""
    family, natural, first = FAMILIES[name], judged["k"].notna(), judged["first"]
    fresh, alarms = int((~first).sum()), int(natural[~first].sum())
    return {
        "about": family.about,
        "groups": family.groups,
        "beyond": family.beyond,
        "set_on": int(first.sum()),
        "seeds": fresh,
        "plain": float((judged["plain"] >= margin).mean()),
        "typical": float(judged["excess"].median()),
        "largest": float(judged["excess"].max()),
        "natural_on_first": int(natural[first].sum()),
        "natural": alarms,
        "bound": upper_bound(alarms, fresh) if fresh else np.nan,
        "k": float(judged["k"].mode().iloc[0]) if natural.any() else np.nan,
        "right_k": float(judged["k"].eq(family.groups).fillna(False).mean()),
    }


def summary(lines: list[dict[str, Any]], margin: float) -> pd.DataFrame:
    """One row per family that has been judged at all.

    Returns
    -------
    DataFrame, index family
        `about`, `groups`, `beyond` as in `Family`; `set_on` and `seeds` (data sets that set the
        margin, and all others); `plain` (share whose excess over the plain null reaches the
        margin), `typical` and `largest` (median and maximum of the excess of a k that comes
        back), `natural_on_first` and `natural` (numbers called natural among those that set the
        margin, and among the others), `bound` (upper bound of the rate among the others), `k`
        (the most frequent natural k) and `right_k` (share of all data sets with as many natural
        clusters as planted).
    """
    rows = by_data_set(lines, margin)
    judged = {name: rows[rows["family"] == name] for name in FAMILIES}
    return pd.DataFrame.from_dict(
        {name: _row(name, part, margin) for name, part in judged.items() if len(part)},
        orient="index",
    ).rename_axis("family")
