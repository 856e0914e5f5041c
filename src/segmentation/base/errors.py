"""What users can mend: errors told in one sentence, and questions that an argument answers."""

import os
from collections.abc import Iterable, Mapping
from functools import partial


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


class NotebookError(DataError):
    """A notebook that stopped before its end.

    Attributes
    ----------
    cell : int or None
        The count of the cell that failed; None if the kernel stopped.
    cause : str
        Why, without a full stop: what a `DataError` says; of other errors their type too.
    is_data_error : bool
        Whether it was a `DataError`; else it is a mistake in the code.
    """

    def __init__(self, message: str, *, cell: int | None, cause: str, is_data_error: bool) -> None:
        super().__init__(message)
        self.cell, self.cause, self.is_data_error = cell, cause, is_data_error

    def __reduce__(self) -> tuple[partial, tuple]:
        """Let it come out of a worker process, as exceptions with named arguments cannot."""
        return partial(NotebookError, **vars(self)), self.args


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
