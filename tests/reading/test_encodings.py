"""Encodings beyond UTF-8 and Windows-1252: guessed, and said to be a guess."""

import io
from pathlib import Path

import pytest
from staged_files import texts, written

from segmentation.reading.encodings import encoding_of

RUSSIAN = ("Иванов Пётр,2024-01-05,1", "Москва Тверь,2024-01-06,2")
POLISH = ("Łódź Świętosława,2024-01-05,1", "Grzegorz Brzęczyszczykiewicz,2024-01-06,2",
          "Józef Żółty,2024-01-07,3", "Kołobrzeg,2024-01-08,4")  # fmt: skip
GREEK = ("Γιώργος Παπαδόπουλος,2024-01-05,1", "Ελένη Νικολάου,2024-01-06,2")
JAPANESE = ("田中さくら,2024-01-05,1", "鈴木ハナコ,2024-01-06,2")
TURKISH = ("Şükrü Yıldız,2024-01-05,1", "Özgür Çağlar,2024-01-06,2", "Iğdır İş,2024-01-07,3")


@pytest.mark.parametrize(
    ("lines", "encoding", "form"),
    [
        (RUSSIAN, "cp1251", "CP1251 (a guess)"),
        (RUSSIAN, "koi8_r", "KOI8-R (a guess)"),
        (POLISH, "cp1250", "CP1250 (a guess)"),
        (GREEK, "cp1253", "CP1253 (a guess)"),
        (TURKISH, "cp1254", "CP1254 (a guess)"),
        (JAPANESE, "cp932", "CP932 (a guess)"),
    ],
)
def test_other_encodings_are_guessed_and_said(
    tmp_path: Path, lines: tuple[str, ...], encoding: str, form: str
) -> None:
    path = written(tmp_path / "x.csv", *lines, header="customer,date,amount", encoding=encoding)
    rows, said, _ = texts(path)
    assert [row[0] for row in rows] == [line.split(",")[0] for line in lines]
    assert said == f"{form}, separated by commas"


@pytest.mark.parametrize(
    "text",
    ["Müller;Groß", "Çelik;À bientôt;naïve;Noël", "œuvre – “x”;5 €;£20;3½", "Åse Sørensen;Ærø",
     "São João;coração;avó", "Señor Núñez;¿Qué?;¡Hola!"],
)  # fmt: skip
def test_languages_of_the_west_are_no_guess(text: str) -> None:
    assert encoding_of(io.BytesIO(text.encode("cp1252"))) == "cp1252"
