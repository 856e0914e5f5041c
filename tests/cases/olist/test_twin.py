"""The synthetic twin of Olist: the way through the case, and the quirks."""

from pathlib import Path

import pandas as pd
import pytest
from olist_files import SNAPSHOT

from segmentation.base import outputs
from segmentation.base.paths import TWIN_MARKER
from segmentation.cases.olist import features
from segmentation.cases.olist import source as olist
from segmentation.cases.olist.source import TABLES
from segmentation.cases.olist.twin import SELLERS, twin


@pytest.fixture(scope="module")
def twin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twin(tmp_path_factory.mktemp("twin"), customers=1_000).parent


def test_twin_goes_the_whole_way(twin_folder):
    tables = olist.read(twin_folder)
    orders, account = olist.clean(tables, SNAPSHOT)
    step = account.set_index("Reason")
    assert step.loc["no payment", "Rows"] == 1
    assert (step["In_File"] > 0).all()
    assert step.loc["the file", "Customers"] == 1_000
    assert 0.955 < (orders.groupby("customer_id").size() == 1).mean() < 0.985
    more = features.rich(tables, orders, SNAPSHOT)
    assert more["Review_Score"].isna().any()
    published = tables["products"]["product_category_name"]
    assert published.isna().any() and (published == "pc_gamer").any()  # has no translation


def test_twin_has_the_published_quirks(twin_folder):
    named = {table.file for table in TABLES.values()} | {SELLERS, TWIN_MARKER, outputs.LIST}
    assert {file.name for file in twin_folder.iterdir()} == named
    words = (twin_folder / TABLES["categories"].file).read_bytes()
    assert words.startswith("\ufeff".encode())
    reviews = (twin_folder / TABLES["reviews"].file).read_text(encoding="utf-8")
    assert '"veio ""errado"""' in reviews and '"Muito bom\nobrigada"' in reviews
    assert '"lages, sc"' in (twin_folder / TABLES["customers"].file).read_text(encoding="utf-8")
    tables = olist.read(twin_folder)
    orders = tables["orders"]
    assert orders["customer_id"].is_unique
    assert tables["customers"]["customer_unique_id"].nunique() == 1_000
    assert orders["order_status"].nunique() > 4
    assert tables["payments"].groupby("order_id").size().max() == 2
    assert not orders["order_id"].isin(tables["reviews"]["order_id"]).all()
    assert tables["products"]["product_category_name"].isna().any()
    assert orders["order_purchase_timestamp"].max() > pd.Timestamp("2018-08-30")


@pytest.mark.parametrize("customers", [20, 100])
def test_small_twin(tmp_path, customers):
    tables = olist.read(twin(tmp_path / "new", customers=customers).parent)
    orders, _ = olist.clean(tables, SNAPSHOT)
    assert 0 < orders["customer_id"].nunique() <= customers
