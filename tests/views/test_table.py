"""Tables as readers see them: a column has one number of decimals, and no figure is printed away."""

import pytest
from pandas import Series

from cchc_metrics.views.table import decimals, printed


@pytest.mark.parametrize(("column", "shown"), [
    ([100.0, 96.0644, None, 90.9], ["100,0000", "96,0644", "", "90,9000"]),
    ([58.5, 61.76, 86.71], ["58,50", "61,76", "86,71"]),
    # Counts, and what has more decimals than four.
    ([911.0, 2671.0], ["911", "2.671"]),
    ([1 / 3, 2.0], ["0,3333", "2,0000"]),
    ([-0.5, 0.25], ["−0,50", "0,25"]),
    ([2024, 2025], ["2024", "2025"]),
    (["41", "PAPI"], ["41", "PAPI"]),
])
def test_a_column_has_one_number_of_decimals(column: list[object], shown: list[str]) -> None:
    cells = Series(column)
    assert [printed(cell, decimals(cells)) for cell in cells.astype(object)] == shown


def test_a_number_that_stands_alone_has_the_decimals_it_needs() -> None:
    assert [printed(cell) for cell in (1057.0, 41.5, 0.55, 99.98903)] == ["1.057", "41,5", "0,55", "99,989"]
