"""What goes into a cell of an export: text that no spreadsheet takes for a formula."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """The value as text, with an apostrophe before anything a spreadsheet might calculate, also after blanks."""
    text = "" if value is None else str(value)
    risky = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if risky else text
