"""One small simulated shop, shared by all tests, and the R reference figures."""

import json
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from segmentation.base.style import use_style
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.shop import disk
from segmentation.shop.planted import Parameters

settings.register_profile("here", deadline=None, max_examples=40, derandomize=True)
settings.load_profile("here")

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """The small shop: 5,000 customers, otherwise the defaults."""
    return Parameters(n_customers=5_000)


@pytest.fixture(scope="session")
def shop_folder(parameters: Parameters, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables of the small shop."""
    folder = tmp_path_factory.mktemp("shop")
    disk.generate(parameters, folder)
    return folder


@pytest.fixture(scope="session")
def tables(shop_folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of the small shop as frames; not to be changed in place."""
    return {name: pd.read_parquet(shop_folder / f"{name}.parquet") for name in disk.TABLES}


@pytest.fixture(scope="session")
def customers(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The features of the small shop, one row per customer."""
    return tables["features"]


@pytest.fixture(scope="session")
def truth(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """The planted persona of each row of `customers`."""
    planted = tables["truth"].set_index("Customer_ID")["Persona"]
    return planted.loc[tables["features"]["Customer_ID"]].reset_index(drop=True)


@pytest.fixture(scope="session")
def matrix(customers: pd.DataFrame) -> pd.DataFrame:
    """The nine features of the small shop, scaled."""
    return scale(customers, list(NUMERIC))


@pytest.fixture(scope="session")
def no_structure(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Scaled features of a shop of 5,000 customers without any personas."""
    folder = tmp_path_factory.mktemp("none")
    disk.generate(Parameters(n_customers=5_000, structure="none"), folder)
    return scale(pd.read_parquet(folder / "features.parquet"), list(NUMERIC))


@pytest.fixture(scope="session")
def blobs() -> pd.DataFrame:
    """Four far apart groups of 150 rows, with the columns that order the labels."""
    rng = np.random.default_rng(7)
    centres = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]])
    rows = np.repeat(centres, 150, axis=0) + rng.standard_normal((600, 3))
    return pd.DataFrame(rows, columns=["Recency", "Frequency", "Monetary"])


@pytest.fixture(scope="session")
def r_data() -> dict[str, np.ndarray]:
    """The three small data sets that R looked at (`fixtures/make_fixtures.R`)."""
    return {
        name: pd.read_csv(FIXTURES / f"{name}.csv").to_numpy()
        for name in ("separated", "overlapping", "noise")
    }


@pytest.fixture(scope="session")
def r_reference() -> dict[str, pd.DataFrame]:
    """R's figures: `gap` and `strength` by (data, k), `jaccard` one row per cluster."""
    found = {name: pd.read_csv(FIXTURES / f"{name}.csv") for name in ("gap", "strength", "jaccard")}
    return {
        "gap": found["gap"].set_index(["data", "k"]),
        "strength": found["strength"].set_index(["data", "k"]),
        "jaccard": found["jaccard"],
    }


@pytest.fixture(scope="session")
def r_settings() -> dict[str, dict[str, int]]:
    """With how many starts, references and draws R ran, and the k of its gap rule."""
    return json.loads((FIXTURES / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture
def style() -> Iterator[None]:
    """Every figure in the notebooks' style, drawn without a screen and closed afterwards."""
    with mpl.rc_context():
        plt.switch_backend("agg")
        use_style()
        yield
    plt.close("all")
