"""Cells that no spreadsheet takes for a formula."""

import pytest

from lms.domain.spreadsheet import cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "  =1+1",
        "\n=cmd",
        "\u00a0-2",
        "\u3000@x",
        '=HYPERLINK("http://x")',
    ],
)
def test_what_could_be_calculated_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "written"), [("Ana", "Ana"), ("a=b", "a=b"), (None, ""), (12, "12"), ("", "")])
def test_everything_else_stays_itself(value: object, written: str) -> None:
    assert cell(value) == written
