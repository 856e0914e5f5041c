"""What a notebook prints at its end: one JSON object of plain values, and the versions."""

import io
import json
import platform
from contextlib import redirect_stdout

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation.workshop.results import DIGITS, PACKAGES, print_results, print_versions


def printed(**figures: object) -> dict:
    """What `print_results` prints, read back as strict JSON."""
    with redirect_stdout(io.StringIO()) as out:
        print_results(**figures)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(out.getvalue(), parse_constant=refuse)


def test_one_object_with_the_figures_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    print_results(k=5, ari=0.25, note="naïve £")
    out = capsys.readouterr().out
    assert out == '{\n "k": 5,\n "ari": 0.25,\n "note": "naïve £"\n}\n'


def test_a_line_for_each_figure_and_each_record(capsys: pytest.CaptureFixture[str]) -> None:
    print_results(ks=[2, 3], by={"a": 1, "b": {"c": 2}}, rows=pd.DataFrame({"x": [1, 2]}), none=[])
    assert capsys.readouterr().out.splitlines() == [
        "{",
        ' "ks": [2, 3],',
        ' "by": {"a": 1, "b": {"c": 2}},',
        ' "rows": [',
        '  {"x": 1},',
        '  {"x": 2}',
        " ],",
        ' "none": []',
        "}",
    ]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.int64(7), 7),
        (np.int8(-3), -3),
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (False, False),
        (None, None),
        ("text", "text"),
        (float("nan"), None),
        (np.nan, None),
        (np.inf, None),
        (-np.inf, None),
        (500_000, 500_000),  # whole numbers keep every digit
        (12_345_678, 12_345_678),
        (0.12345678, 0.123457),
        (12_345_678.9, 12_345_700.0),
        (-0.00012345678, -0.000123457),
        ((1, 2.0), [1, 2.0]),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        ({1: {np.int64(2): np.nan}}, {"1": {"2": None}}),
        (pd.Series({"a": 1.2345678, "b": np.nan}), {"a": 1.23457, "b": None}),
        (pd.Series([True, False]), {"0": True, "1": False}),
        (pd.Series([5, None], ["rule", "elbow"], dtype=object), {"rule": 5, "elbow": None}),
        (pd.Series(pd.Categorical(["x"])), {"0": "x"}),
        (
            pd.DataFrame({"n": np.array([1, 2], "int32"), "x": [0.5, np.nan], "s": ["a", "b"]}),
            [{"n": 1, "x": 0.5, "s": "a"}, {"n": 2, "x": None, "s": "b"}],
        ),
        ([{"table": pd.DataFrame({"ok": [np.True_]})}], [{"table": [{"ok": True}]}]),
    ],
)
def test_values_become_plain(value: object, plain: object) -> None:
    found = printed(figure=value)["figure"]
    assert found == plain
    assert type(found) is type(plain)


@given(st.floats(-1e300, 1e300))
def test_floats_keep_six_significant_digits(value: float) -> None:
    plain = printed(figure=value)["figure"]
    assert abs(plain - value) <= abs(value) * 0.5 * 10.0 ** (1 - DIGITS) * (1 + 1e-9) + 1e-307
    assert len(repr(abs(plain)).split("e")[0].replace(".", "").strip("0")) <= DIGITS


def test_nothing_given_is_an_empty_object() -> None:
    assert printed() == {}


def test_versions_name_python_and_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    print_versions()
    out = capsys.readouterr().out
    assert out.startswith(f"Python {platform.python_version()}, ")
    assert f"numpy {np.__version__}" in out
    assert f"pandas {pd.__version__}" in out
    assert out.count(",") == len(PACKAGES)
