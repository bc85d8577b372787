"""A spreadsheet computes nothing of what others wrote."""

from __future__ import annotations

import csv
import io

import pytest

from services.partner_desk.export import as_csv, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+31612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Nijmegen", "a=b", "1-2", "'s-Gravenhage"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_each_row_has_every_column_whatever_is_in_it() -> None:
    hostile = '";=cmd|x\r\nnieuwe; regel'
    text = as_csv([{"naam": hostile}, {"=plaats": "Ede"}])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows == [["naam", "'=plaats"], [hostile, ""], ["", "Ede"]]
