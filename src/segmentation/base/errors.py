"""What users can mend: the error told in one sentence."""

import os


def sentence(error: Exception) -> str:
    """An error as one line for people, without the number an `OSError` carries."""
    text = str(error)
    if isinstance(error, OSError) and error.errno:
        text = os.strerror(error.errno) + (f": {error.filename}" if error.filename else "")
    text = " ".join(text.split()) or type(error).__name__
    return text if text.endswith(".") else f"{text}."


class DataError(ValueError):
    """Input that breaks a contract. Its text is for people: what is wrong and where."""
