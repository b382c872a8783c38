"""What a user can mend: the message says what is wrong and what to do."""


class InputError(ValueError):
    """Input that cannot be used: a missing file, a bad table, an unknown name."""


class PageWarning(UserWarning):
    """Something about a page that a reader should know; the rest of the work goes on."""
