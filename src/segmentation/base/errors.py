"""What users can mend: errors told in one sentence, and questions that an argument answers."""

import os
from collections.abc import Iterable, Mapping


class DataError(ValueError):
    """Input that breaks a contract. Its text is for people: what is wrong and where."""


class QuestionError(DataError):
    """Input that can be understood in several ways; an argument says in which.

    Attributes
    ----------
    answers : dict
        Argument → the most plausible answer, "" if none is more plausible than another.
    """

    def __init__(self, message: str, answers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.answers = dict(answers)


def sentence(error: Exception) -> str:
    """An error as one line for people, without the number an `OSError` carries."""
    text = str(error)
    if isinstance(error, OSError) and error.errno:
        text = os.strerror(error.errno) + (f": {error.filename}" if error.filename else "")
    text = " ".join(text.split()) or type(error).__name__
    return text if text.endswith(".") else f"{text}."


def gathered(questions: Iterable[QuestionError]) -> QuestionError:
    """Several questions as one, so that all can be answered at once."""
    asked = list(questions)
    answers = {name: answer for one in asked for name, answer in one.answers.items()}
    return QuestionError(" ".join(sentence(one) for one in asked), answers)
