"""What a user can mend: the message says what is wrong and what to do."""

import re


class InputError(ValueError):
    """Input that cannot be used: a missing file, a bad table, an unknown name. The message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", message))


class PageWarning(UserWarning):
    """Something about a page that a reader should know; the rest of the work goes on."""
