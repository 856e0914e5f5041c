"""A look before the report: what is understood, what is open, what a verdict would need."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from odd_orders import GOOD, TODAY, made

from segmentation.__main__ import main
from segmentation.base.errors import QuestionError
from segmentation.orders_file import hashing
from segmentation.orders_file.look import look
from segmentation.orders_file.parsing import Options

KEYS = {"customers", "orders", "gross", "refunds", "first", "last", "currency", "rows", "used",
        "set_aside", "columns", "questions"}  # fmt: skip
OPEN = ("a,1,03/04/2024,10.00", "b,2,05/06/2024,20.00")


def test_a_look_says_what_was_understood_and_leaves_nothing(tmp_path: Path) -> None:
    path = made(tmp_path, *GOOD, "a,3,2024-02-01,-1.25", ",4,2024-02-02,9.00")
    found = look(path, {}, Options(), TODAY)
    assert set(found) >= KEYS
    assert (found["customers"], found["orders"], found["repeat_buyers"]) == (2, 3, 1)
    assert (found["gross"], found["refunds"]) == (35.75, 1.25)
    assert (found["first"], found["last"], found["days"]) == ("2024-01-05", "2024-02-01", 28)
    assert (found["rows"], found["used"], found["set_aside"]) == (5, 4, {"no customer": 1})
    assert found["columns"]["date"] == "date" and found["questions"] == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["orders.csv"]


def test_a_look_at_hashes_leaves_no_salt(tmp_path: Path) -> None:
    before = hashing.SALT.exists()
    assert look(made(tmp_path, *GOOD), {}, Options(hash_ids=True), TODAY)["customers"] == 2
    assert hashing.SALT.exists() == before
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]


def test_what_was_given_back_without_an_order_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # By hand: the shop's own address stands where the customer does in a refund.
    path = made(tmp_path, *GOOD, "shop,9,2024-02-03,-7.00")
    found = look(path, {}, Options(), TODAY)
    assert (found["refunds"], found["refunds_unmatched"]) == (0, 7)
    assert main(["mine", str(path), "--look"]) == 0
    assert "refunds without an order 7.00" in " ".join(capsys.readouterr().out.split())


def test_a_look_says_what_a_verdict_would_need(tmp_path: Path) -> None:
    found = look(made(tmp_path, *GOOD), {}, Options(), TODAY)
    assert found["missing"] == [
        "100 customers (2 here)",
        "90 days from the first order to the last (28 here)",
        "30 customers who ordered more than once (1 here)",
    ]


def test_a_question_has_its_most_plausible_answer(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="set day_first") as asked:
        look(made(tmp_path, *OPEN), {}, Options(), TODAY)
    assert asked.value.answers == {"day_first": ""}
    assert look(made(tmp_path, *OPEN), {}, Options(day_first=True), TODAY)["last"] == "2024-06-05"


def test_the_command_looks_in_words_and_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path, *GOOD)
    assert main(["mine", str(path), "--look"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "customers 2, 1 with several orders" in said
    assert "rows used 3 of 3" in said and "too little: a verdict needs 100 customers" in said
    assert main(["mine", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= KEYS and found["orders"] == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["orders.csv"]


def test_a_question_is_asked_with_the_command_that_answers_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path, *OPEN)
    assert main(["mine", str(path), "--country", "none"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("error: ") and "set day_first to yes or no" in said[0]
    assert said[1:] == [
        "To answer, for example:",
        f'  segmentation mine {path} --country none --day-first "<day_first>"',
        f"  make mine ORDERS={path} ARGS='--country none --day-first \"<day_first>\"'",
    ]
    assert main(["mine", str(path), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS and found["orders"] is None
    assert "set day_first to yes or no" in found["questions"][0]


def test_all_that_is_open_is_asked_at_once(tmp_path: Path) -> None:
    rows = ("a,1,03/04/2024,1.234 EUR,huh", "b,2,05/06/2024,5.678 USD,paid")
    path = made(tmp_path, *rows, header="customer,order,date,amount,status")
    with pytest.raises(QuestionError) as asked:
        look(path, {}, Options(), TODAY)
    assert asked.value.answers == {"currency": "EUR", "day_first": "", "decimal": "", "sold": "huh"}
    answers = Options(day_first=True, decimal=".", sold="huh", currency="EUR")
    assert look(path, {}, answers, TODAY)["orders"] == 1


@pytest.mark.parametrize("name", ["`touch ran` total", "$(touch ran) total", "it's a total"])
def test_a_copied_command_runs_nothing_that_a_file_says(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path, "a,1,2024-01-05,1.00", header=f"customer,order,date,{name}")
    assert main(["mine", str(path), "--look"]) == 2
    command, with_make = capsys.readouterr().err.splitlines()[-2:]
    assert shlex.split(command)[-2:] == ["--amount", name]
    arguments = shlex.split(with_make)[-1].removeprefix("ARGS=").replace("$$", "$")
    assert shlex.split(arguments)[-2:] == ["--amount", name]
    echoed = command.replace("segmentation mine", "echo", 1)
    subprocess.run(["sh", "-c", echoed], cwd=tmp_path, capture_output=True, check=True)
    assert not (tmp_path / "ran").exists()
