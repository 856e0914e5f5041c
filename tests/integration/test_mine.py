"""The command for your own orders, from a shell's point of view."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest

from segmentation.__main__ import main
from segmentation.base.errors import DataError, NotebookError
from segmentation.base.outputs import LIST
from segmentation.base.paths import RUNS, shown
from segmentation.command import mine, mine_arguments
from segmentation.orders_file import column_roles, look, parsing, sample
from segmentation.reading import opening
from segmentation.scoring.segmenter import Segmenter
from segmentation.workshop.execute import results
from segmentation.workshop.parameters import declared, known_parameters
from segmentation.workshop.report import OPENING

pytestmark = pytest.mark.notebook

WRITTEN = {"report.html", "your_orders.ipynb", "segments.csv", "segments.parquet",
           "data_dictionary.csv", "orders.parquet"}  # fmt: skip
ODD = (
    "Wer;Wann;Wieviel;Bemerkung",
    "=cmd|' /C calc'!A0;31.12.2023;1.200,50 €;x",
    "0017;01.02.2024;12,00 €;",
    "18.0;03.02.2024;7,25 €;",
    ";03.02.2024;7,25 €;",
    "0017;05.02.2024;-2,00 €;",
)
NAMED = ("--customer", "Wer", "--date", "Wann", "--amount", "Wieviel")


def odd(folder: Path) -> Path:
    """A small file whose columns have unusual names."""
    path = folder / "Umsätze 2024.csv"
    path.write_text("\n".join(ODD), encoding="cp1252")
    return path


def test_a_small_file_with_unusual_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = odd(tmp_path), tmp_path / "out"
    assert main(["mine", str(path), *NAMED, "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert {p.name for p in out.iterdir()} == WRITTEN | {"set_aside.csv", LIST}
    shown = ["Rows used: 4 of 5; snapshot 2024-02-03", "No model is written", "%"]
    shown += ["Spend counted: EUR 1,217.75 of 3 customers", *(str(out / name) for name in WRITTEN)]
    for text in shown:
        assert text in said.out.replace("\n", " "), text
    assert "cell/s" in said.err  # the progress bar
    table = pd.read_csv(
        out / "segments.csv", sep=";", decimal=",", dtype={"Customer_ID": str}, encoding="utf-8-sig"
    )
    spend = dict(zip(table["Customer_ID"], table["Monetary"], strict=True))
    assert spend == {"'=cmd|' /C calc'!A0": 1200.5, "0017": 10.0, "18": 7.25}
    raw = pd.read_parquet(out / "segments.parquet")["Customer_ID"]
    assert set(raw) == {"=cmd|' /C calc'!A0", "0017", "18"}
    assert results(out / "your_orders.ipynb")["by"] == "rules"
    # The report opens with its own answer.
    first = nbformat.read(out / "your_orders.ipynb", as_version=4).cells[0].source
    page = (out / "report.html").read_text(encoding="utf-8")
    assert OPENING not in first
    for text in ("3 orders of 3 customers up to 2024-02-03", "rule-based segments",
                 "Umsätze 2024.csv", "the names are ranks", "data:image/png",
                 "who spent <strong>EUR 1,217.75</strong>"):  # fmt: skip
        assert text in page, text
    # Who the customers are in a picture, then whom to write to, then how the file was read.
    places = ("who spent", "data:image/png", "share of spend</th>", "What was read")
    assert sorted(places, key=page.index) == list(places)
    for text in (OPENING, "his notebook", str(tmp_path), "import pandas", "<script", "<link"):
        assert text not in page, text


def test_enough_customers_get_clusters_and_a_model(tmp_path: Path) -> None:
    out = tmp_path / "out"
    mine.mine(sample.FILE, out, ["country=none"])
    found = results(out / "your_orders.ipynb")
    model = Segmenter.load(out / "segmenter.json")
    table = pd.read_parquet(out / "segments.parquet")
    assert found["by"] == "clusters" and found["k"] == len(model.names)
    assert (model.verdict, model.currency) == (found["verdict"], found["currency"])
    assert model.read_with["date"] == "Order Date" and "country" not in model.read_with
    assert model.predict(table)["Segment"].tolist() == table["Segment"].tolist()
    assert len(table) == found["customers"] and "Country" not in table
    assert set(found["written"]) <= {p.name for p in out.iterdir()}


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no column is known as customer or date or amount; set customer, date, amount to one "
             "of Wann (31.12.2023), Wer (=cmd|' /C calc'!A0), Wieviel (1.200,50 €), "
             "Bemerkung (x)."),
        ([*NAMED, "--day-first", "maybe"], "day_first must be yes or no; got 'maybe'."),
        ([*NAMED, "--k", "3"], "k = 3 cannot be judged with 3 different customers, 100 are needed; "
                               "leave k at 0 for the rule-based segments."),
    ],
)  # fmt: skip
def test_what_the_file_leaves_open_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["mine", str(odd(tmp_path)), *arguments, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert f"error: {message}" in [line[line.find("error: ") :] for line in said]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv"], "there is no file or folder 'nowhere.csv' here; give the path to your"),
        (["x.csv", "--k", "three"], "parameter k must be a whole number, not 'three'"),
        (["x.csv", "--colour", "red"], "unrecognized arguments: --colour red"),
        ([], "the following arguments are required: PATH"),
    ],
)
def test_wrong_arguments_are_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("\n".join(ODD), encoding="utf-8")
    assert main(["mine", *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said and len(said.strip().splitlines()) == 1


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_old_result_stays_until_the_new_one_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = odd(tmp_path), tmp_path / "out"
    assert main(["mine", str(path), *NAMED, "--out", str(out)]) == 0
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(out)
    assert main(["mine", str(path), "--out", str(out)]) == 2  # its columns are not known
    assert main(["mine", str(path), *NAMED, "--k", "9", "--out", str(out)]) == 2
    assert contents(out) == before
    rows = [row for row in ODD if not row.startswith(";")]  # nothing is set aside
    path.write_text("\n".join(rows), encoding="cp1252")
    assert main(["mine", str(path), *NAMED, "--out", str(out)]) == 0
    after = contents(out)
    assert after["notes.txt"] == b"mine" and set(after) == WRITTEN | {"notes.txt", LIST}
    assert after["segments.csv"] == before["segments.csv"]
    for name in ("report.html", "your_orders.ipynb"):
        assert b".part" not in after[name]


HOLDS = {
    "a photograph": {"holiday.jpg": b"x"},
    "a report of somebody": {"report.html": b"mine"},
    "segments of somebody": {"segments.csv": b"mine", "segments-2.csv": b"mine"},
    "another command's result": {LIST: b'{"by": "segmentation sweep", "files": {}}', "a": b"x"},
}


@pytest.mark.parametrize("files", HOLDS.values(), ids=HOLDS)
def test_a_folder_with_files_of_others_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    files: dict[str, bytes],
) -> None:  # fmt: skip
    monkeypatch.setattr(mine, "execute", lambda *_, **__: 1 / 0)
    out = tmp_path / "out"
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)
    assert main(["mine", str(odd(tmp_path)), *NAMED, "--out", str(out)]) == 2
    assert "stays as it is" in capsys.readouterr().err
    assert contents(out) == files


def test_a_default_folder_of_an_earlier_version_is_kept_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mine, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(mine, "execute", lambda *_, **__: 1 / 0)
    out = tmp_path / "runs" / "mine" / "Umsätze 2024"
    out.mkdir(parents=True)
    (out / "report.html").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        main(["mine", str(odd(tmp_path)), *NAMED])
    assert contents(out.with_name("Umsätze 2024-earlier-1")) == {"report.html": b"old"}
    assert "kept: " in capsys.readouterr().out


def test_the_orders_themselves_are_never_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = odd(tmp_path).rename(tmp_path / "segments.csv")
    for given in (path, tmp_path):
        assert main(["mine", str(given), *NAMED, "--out", str(tmp_path)]) == 2
        assert "is where the orders are; give another --out" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("mistake", "kept"), [(True, {LIST, mine.FAILED}), (False, set())])
def test_a_mistake_in_the_code_keeps_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mistake: bool, kept: set[str]
) -> None:
    def stop(_: Path, out: Path, *__: object, **___: object) -> None:
        failed = out.with_name(mine.FAILED)
        failed.write_text("{}", encoding="utf-8")
        said = f"x.ipynb, cell [4]: the cause; what ran so far is in {shown(failed)}."
        raise NotebookError(said, cell=4, cause="the cause", is_data_error=not mistake)

    monkeypatch.setattr(mine, "execute", stop)
    out = tmp_path / "out"
    with pytest.raises(DataError) as stopped:
        mine.mine(odd(tmp_path), out, ["customer=Wer", "date=Wann", "amount=Wieviel"])
    told = f"x.ipynb, cell [4]: the cause; what ran so far is in {shown(out / mine.FAILED)}."
    assert str(stopped.value) == (told if mistake else "the cause.")
    assert {file.name for file in out.glob("*")} == kept


# Arguments


def test_help_lists_every_parameter_of_the_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["mine", "--help"])
    assert stop.value.code == 0
    said = capsys.readouterr().out
    for name in set(known_parameters(mine.NOTEBOOK)) - set(mine_arguments.OURS):
        assert f"--{name.replace('_', '-')}" in said, name
    assert "such as %d.%m.%Y %H:%M" in said
    least = look.FEWEST, look.FEWEST_DAYS, look.FEWEST_REPEATERS
    assert [str(n) for n in least] == re.findall(r"\d+", said[said.index("Clusters, ") :])[:3]


def test_the_parameters_are_read_as_papermill_reads_them() -> None:
    found = {name: (one.kind, one.help) for name, one in declared(mine.NOTEBOOK).items()}
    read = papermill.inspect_notebook(mine.NOTEBOOK)
    assert found == {name: (one["inferred_type_name"], one["help"]) for name, one in read.items()}


def test_the_notebook_hands_on_all_that_can_be_set() -> None:
    known = set(known_parameters(mine.NOTEBOOK)) - {"path", "out", "returns", "features", "k"}
    assert known == {*column_roles.PARAMETERS.values(), *parsing.Options.__annotations__}


def test_files_are_looked_for_here_and_beside_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert opening.locate("sample_orders.csv") == sample.FILE
    (tmp_path / "sample_orders.csv").write_text("x", encoding="utf-8")
    assert opening.locate("sample_orders.csv") == tmp_path.resolve() / "sample_orders.csv"
    assert opening.locate(str(sample.FILE)) == sample.FILE


def test_the_default_folder_has_the_name_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}
    monkeypatch.setattr(mine, "mine", lambda path, out, _: asked.update({path.name: out}) or 1 / 0)
    for name in ("my orders.csv.gz", "folder"):
        path = tmp_path / name
        path.mkdir() if name == "folder" else path.write_text("x", encoding="utf-8")
        with pytest.raises(ZeroDivisionError):
            main(["mine", str(path)])
    assert asked == {
        "my orders.csv.gz": RUNS / "mine" / "my orders", "folder": RUNS / "mine" / "folder"
    }  # fmt: skip
