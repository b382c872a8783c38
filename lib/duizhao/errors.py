"""The one error that a user can mend: its message says what is wrong and what to do."""


class InputError(ValueError):
    """Input that cannot be used: a missing file, a bad table, an unknown name."""
