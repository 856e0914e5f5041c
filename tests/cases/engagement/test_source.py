"""The engagement table: reading, accounting, contradictions, and the twin."""

from pathlib import Path

import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases.engagement import quality
from segmentation.cases.engagement import source as engagement
from segmentation.cases.engagement.twin import RANGES, twin

(FILE,) = engagement.FILES
HEADER = ",".join(engagement.COLUMNS)
GOOD = "CUST1,20,10,1000,100,30,12.5,60,600,1,20,15.5,2,Silver"
OTHER = "CUST2,90,5,250,50,10,6.5,12,250,0,6,25.5,1,Copper"


def customer(**figures: object) -> str:
    """A line that agrees with itself but for the figures given."""
    fields = dict(zip(engagement.COLUMNS, GOOD.split(","), strict=True))
    return ",".join(str(value) for value in (fields | figures).values())


def read(folder: Path, *lines: str) -> pd.DataFrame:
    (folder / FILE).write_text("\n".join((HEADER, *lines, "")), encoding="utf-8")
    return engagement.read_customers(folder)


# Reading


def test_reads_every_column_in_its_kind(tmp_path):
    table = read(tmp_path, GOOD, OTHER)
    assert tuple(table.columns) == engagement.COLUMNS
    assert table["Customer_ID"].tolist() == ["CUST1", "CUST2"]
    assert table["Recency"].tolist() == [20, 90] and table["Recency"].dtype == "Int64"
    assert table["Cart_Abandon_Rate"].tolist() == [15.5, 25.5]
    assert table["Segment_Label"].tolist() == ["Silver", "Copper"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (customer(Clicks="many"), r"Clicks must hold a whole number \(1 lines .* line 3 'many'"),
        (customer(Orders="x", Monetary="1.5"), "cannot be read to its end"),
        (customer(Monetary="1.5"), r"Monetary must hold a whole number .* line 3 '1\.5'"),
        (customer(Cart_Abandon_Rate="inf"), r"Cart_Abandon_Rate must hold a number .*'inf'"),
        (customer(Customer_ID="CUST2"), r"Customer_ID must be filled and unique \(1 lines"),
        (customer(Customer_ID=" "), r"Customer_ID must be filled and unique .* line 3 ' '"),
        (customer(Segment_Label="Silv"), r"Segment_Label must be one of Iron.* line 3 'Silv'"),
        ("CUST3,20,10", "Segment_Label must be one of .* cut short, download it again"),
    ],
)
def test_bad_lines_name_column_count_and_line(tmp_path, line, message):
    with pytest.raises(DataError, match=message) as error:
        read(tmp_path, OTHER, line)
    assert "\n" not in str(error.value)


def test_feature_list():
    assert engagement.feature_list("rfm") == ["Recency", "Frequency", "Monetary"]
    assert engagement.feature_list("Clicks, Monetary") == ["Clicks", "Monetary"]
    for bad in ("Clicks", "Clicks,Clicks", "Clicks,Campaign_Response", "Clicks,Segment_Label"):
        with pytest.raises(DataError, match="features must be rfm or at least two"):
            engagement.feature_list(bad)


# Accounting


def test_rows_in_are_rows_used_plus_rows_set_aside_by_reason(tmp_path):
    table = read(
        tmp_path,
        GOOD,
        OTHER,
        customer(Customer_ID="A", Clicks=""),
        customer(Customer_ID="B", Cart_Abandon_Rate=101, Frequency=0),
        customer(Customer_ID="C", Returns=-1),
        customer(Customer_ID="D", Campaign_Response=2),
        customer(Customer_ID="E"),
        customer(Customer_ID="F", Frequency=0),
        customer(Customer_ID="G", Frequency=0, Monetary=0),
    )
    used, aside, account = engagement.account(table)
    assert used["Customer_ID"].tolist() == ["CUST1", "CUST2"]
    assert used["Clicks"].dtype == "int64"
    assert dict(zip(aside["Customer_ID"], aside["Reason"], strict=True)) == {
        "A": "a figure is missing",
        "B": "a figure that cannot be",
        "C": "a figure that cannot be",
        "D": "a figure that cannot be",
        "E": "a copy of an earlier customer",
        "F": "no order, yet money spent",
        "G": "no order, no money",
    }
    step = account.set_index("Reason")
    assert step.loc["no order, yet money spent", ["Rows", "In_File"]].tolist() == [1, 2]
    assert step["Rows"]["a figure that cannot be"] == 3


# Contradictions


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ({"Monetary": 1_501}, "Monetary far from Frequency × Avg_Order_Value"),
        ({"Monetary": 499}, "Monetary far from Frequency × Avg_Order_Value"),
        ({"Pages_Viewed": 29}, "fewer pages viewed than sessions"),
        ({"Returns": 11}, "more returns than orders"),
        ({"Session_Count": 9}, "more orders than sessions"),
        ({"Clicks": 59}, "fewer clicks than pages viewed"),
        ({"Cart_Abandon_Rate": 100.5}, "cart abandonment outside 0 to 100"),
        ({"Recency": -1}, "a negative figure, or a response other than 0 or 1"),
        ({"Campaign_Response": 3}, "a negative figure, or a response other than 0 or 1"),
        ({"Wishlist_Adds": ""}, "a figure is missing"),
    ],
)
def test_one_contradiction_each(tmp_path, figures, rule):
    broken = quality.contradictions(read(tmp_path, customer(**figures)))
    assert broken.columns[broken.iloc[0]].tolist() == [rule]


def test_no_contradiction_at_the_limits(tmp_path):
    lines = [
        GOOD,
        customer(Customer_ID="A", Monetary=1_500),
        customer(Customer_ID="B", Monetary=500),
        customer(Customer_ID="C", Pages_Viewed=30, Returns=10, Cart_Abandon_Rate=100),
    ]
    assert not quality.contradictions(read(tmp_path, *lines)).to_numpy().any()


def test_contradictions_that_come_together(tmp_path):
    lines = [
        customer(Customer_ID="A", Frequency=0, Returns=0),
        customer(Customer_ID="B", Session_Count=0),
        customer(Customer_ID="C", Session_Count=0),
    ]
    broken = quality.contradictions(read(tmp_path, *lines))
    assert set(broken.columns[broken.iloc[0]]) == {
        "Monetary far from Frequency × Avg_Order_Value",
        "no order, yet days since the last one",
        "no order, yet money spent",
    }
    without = {"more orders than sessions", "no sessions, yet clicks"}
    assert set(broken.columns[broken.iloc[1]]) == without
    assert set(broken.columns[broken.iloc[2]]) == {*without, "a copy of an earlier customer"}


def counted(**broken: int) -> pd.DataFrame:
    """A table of 100 customers, of whom so many break a rule."""
    table = pd.DataFrame(False, index=range(100), columns=list(quality.RULES))
    for rule, count in broken.items():
        table.loc[: count - 1, rule] = True
    return table


def test_quality_and_usable():
    broken = counted(
        **{
            "more returns than orders": 2,
            "no sessions, yet clicks": 1,
            "fewer pages viewed than sessions": 50,
            "no order, yet money spent": 3,
        }
    )
    table = quality.quality(broken)
    assert table.index[:3].tolist() == [
        "fewer pages viewed than sessions",
        "no order, yet money spent",
        "more returns than orders",
    ]
    assert table["customers"].iloc[0] == 50 and table["share of customers"].iloc[0] == 0.5
    assert table["not clustered on"].to_dict() == dict.fromkeys(table.index, "–") | {
        "fewer pages viewed than sessions": "Pages_Viewed, Session_Count",
        "no order, yet money spent": "the row",
        "more returns than orders": "Returns",
    }
    lost = {"Pages_Viewed", "Session_Count", "Returns"}
    assert quality.usable(broken) == [c for c in engagement.MEASURES if c not in lost]
    assert quality.usable(counted()) == list(engagement.MEASURES)


def test_rules_that_need_no_reading(tmp_path):
    table = read(
        tmp_path,
        customer(Customer_ID="A", Pages_Viewed=29, Returns=11),
        customer(Customer_ID="B", Monetary=1_800),
        customer(Customer_ID="C", Frequency=0),
    )
    # A breaks readings only; C has no order, so its spend is far from nothing.
    assert quality.without_readings(quality.contradictions(table)) == 1
    assert quality.far(table).sum() == 2


# Twin


@pytest.fixture(scope="module")
def twin_folder(tmp_path_factory) -> Path:
    return twin(tmp_path_factory.mktemp("twin"), customers=2_000).parent


def test_twin_has_columns_ranges_and_contradictions(twin_folder):
    table = engagement.read_customers(twin_folder)
    assert len(table) == 2_000
    for column, ranges in RANGES.items():
        for tier, (low, high) in zip(engagement.TIERS, ranges, strict=True):
            own = table.loc[table["Segment_Label"] == tier, column]
            assert own.between(low, high).all()
    broken = quality.contradictions(table)
    impossible = {"fewer clicks than pages viewed", "cart abandonment outside 0 to 100",
                  "a negative figure, or a response other than 0 or 1", "a figure is missing",
                  "a copy of an earlier customer"}  # fmt: skip
    assert (broken.sum() > 0).to_dict() == {rule: rule not in impossible for rule in broken}
    used, aside, _ = engagement.account(table)
    assert len(used) + len(aside) == 2_000 and len(aside) > 0
    assert {"Avg_Order_Value", "Session_Count", "Pages_Viewed", "Returns"} == set(
        engagement.MEASURES
    ) - set(quality.usable(broken))


# The published file


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    folder = raw_folder("engagement")
    if not (folder / FILE).exists() or engagement.is_twin(folder):
        pytest.skip("the published engagement table is not under $SEGMENTATION_DATA")
    return engagement.read_customers(folder)


def test_published_file_contradicts_itself(published):
    broken = quality.contradictions(published)
    assert len(published) == 10_000
    assert broken.sum().to_dict() == {
        "Monetary far from Frequency × Avg_Order_Value": 7_866,
        "fewer pages viewed than sessions": 7_956,
        "more returns than orders": 2_010,
        "more orders than sessions": 732,
        "no order, yet days since the last one": 145,
        "no order, yet money spent": 143,
        "no sessions, yet clicks": 71,
        "fewer clicks than pages viewed": 0,
        "cart abandonment outside 0 to 100": 0,
        "a negative figure, or a response other than 0 or 1": 0,
        "a figure is missing": 0,
        "a copy of an earlier customer": 0,
    }
    used, aside, _ = engagement.account(published)
    assert (len(used), len(aside)) == (9_855, 145)
