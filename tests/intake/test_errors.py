"""A cell whose formula failed is neither blank nor a number: it is a fault at its cell, in every kind of workbook."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.numbers import Unreadable, percent
from cchc_metrics.intake.sheets import sheets
from tests.intake.forms_as_they_are import changed, form, workbook

ROOT = Path(__file__).parents[2]


def test_a_failed_count_is_no_blank_that_the_others_fill_in(plan: Catalog) -> None:
    # Settled 1.204 = 1.200 early + 4 on time: a blank in J (late) would be proved to be 0.
    file = workbook(changed(form(), {"J11": "#N/A"}))

    with pytest.raises(FaultError) as refusal:
        read("06a.xlsx", file, plan, unit_id="nhat-quang")

    assert [(fault.place, fault.problem) for fault in refusal.value.faults] == [
        ("06a.xlsx, trang «Trang 1», ô J11", "công thức trong ô báo lỗi «#N/A»")
    ]


def test_each_failed_cell_is_read_in_its_place() -> None:
    pages = sheets("a.xlsx", workbook([["", "#DIV/0!"], [], ["x", 1]], [["#REF!"]]))

    assert [list(row) for row in pages[0].rows] == [["", "#DIV/0!"], ["", ""], ["x", 1.0]]
    assert [list(row) for row in pages[1].rows] == [["#REF!"]]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_failed_formulas_saved_by_an_office_program_are_seen(
    kind: str, office: Callable[..., Path], tmp_path: Path
) -> None:
    book = Workbook()
    first = book.worksheets[0]
    first["B2"], first["C3"], first["D4"], first["E5"] = "=1/0", "=NA()", "=1+1", "x"
    book.create_sheet("Trang hai")["A1"] = "=1/0"
    book.save(tmp_path / "made.xlsx")

    pages = sheets("a", office(tmp_path / "made.xlsx", kind).read_bytes())

    assert (pages[0].rows[1][1], pages[0].rows[2][2], pages[0].rows[3][3]) == ("#DIV/0!", "#N/A", 2)
    assert pages[1].rows[0][0] == "#DIV/0!"


def test_a_share_of_nothing_is_none_and_a_failed_one_of_something_is_a_fault() -> None:
    assert percent("#DIV/0!") is None
    with pytest.raises(Unreadable):
        percent("#REF!")
