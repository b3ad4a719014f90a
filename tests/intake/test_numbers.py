"""How numbers are read from lists: by the sign that parts the cells, and never by a guess."""

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultsFound
from cchc_metrics.intake import Read, read
from tests.intake.forms_as_they_are import workbook

HEADER = ["indicator_id", "unit_id", "year", "numerator", "denominator", "value", "flag", "source_id"]


def figures(separator: str, mini: Catalog, *rows: tuple[str, ...]) -> Read:
    lines = [HEADER, *([indicator, "xa-thu", year, *numbers, "final", "so-thu"] for indicator, year, *numbers in rows)]
    text = "\n".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in line) for line in lines)
    return read("a.csv", text.encode(), mini, unit_id="xa-thu")


def numbers(found: Read) -> list[tuple[float | None, float | None, float | None]]:
    return [(row.numerator, row.denominator, row.value) for _, row in found.observations]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_between_semicolons_a_comma_is_the_decimal_sign(separator: str, mini: Catalog) -> None:
    found = figures(
        separator,
        mini,
        ("early", "2021", "1.204", "1.250", ""),
        ("papi", "2021", "", "", "41,25"),
        ("recurrent", "2021", "1.234.567,5", "2.000.000", ""),
    )

    assert numbers(found) == [(1204, 1250, None), (None, None, 41.25), (1234567.5, 2000000, None)]


def test_between_semicolons_decimals_with_a_dot_make_the_dot_the_decimal_sign(mini: Catalog) -> None:
    assert numbers(figures(";", mini, ("papi", "2021", "", "", "41.2"), ("papi", "2022", "", "", "43.586"))) == [
        (None, None, 41.2),
        (None, None, 43.586),
    ]


def test_between_commas_a_dot_is_the_decimal_sign(mini: Catalog) -> None:
    assert numbers(figures(",", mini, ("papi", "2021", "", "", "41.256"), ("early", "2021", "8", "10", ""))) == [
        (None, None, 41.256),
        (8, 10, None),
    ]


@pytest.mark.parametrize(
    ("separator", "row", "column"),
    [
        (",", ("early", "2021", "1.204", "1250", ""), "numerator"),
        (";", ("papi", "2021", "", "", "41.256"), "value"),
    ],
)
def test_a_number_that_reads_in_two_ways_is_a_fault(
    separator: str, row: tuple[str, ...], column: str, mini: Catalog
) -> None:
    with pytest.raises(FaultsFound) as found:
        figures(separator, mini, row)

    assert [(fault.place, "đọc được hai cách" in fault.problem) for fault in found.value.faults] == [
        (f"a.csv, dòng 2, cột «{column}»", True)
    ]


def test_both_decimal_signs_in_one_file_are_a_fault(mini: Catalog) -> None:
    with pytest.raises(FaultsFound) as found:
        figures(";", mini, ("papi", "2021", "", "", "41,25"), ("papi", "2022", "", "", "43.5"))

    assert [fault.place for fault in found.value.faults] == ["a.csv, dòng 3, cột «value»"]


def test_the_cells_of_a_workbook_are_numbers_already(mini: Catalog) -> None:
    sheet = [
        HEADER,
        ["early", "xa-thu", 2021, 1204, 1250, "", "final", "so-thu"],
        ["papi", "xa-thu", 2021, "", "", 41.256, "final", "so-thu"],
    ]

    found = read("a.xlsx", workbook(sheet), mini, unit_id="xa-thu")

    assert numbers(found) == [(1204, 1250, None), (None, None, 41.256)]
    assert found.observations[0][0] == "a.xlsx, trang «Trang 1», ô A2"


def test_cautions_of_a_list_are_told(mini: Catalog) -> None:
    text = (
        "indicator_id,unit_id,year,numerator,denominator,reported_value,flag,source_id\n"
        "early,xa-thu,2021,2602,2760,96.2,final,so-thu\nearly,xa-thu,2022,8,10,80,final,so-thu\n"
    )

    found = read("a.csv", text.encode(), mini, unit_id="xa-thu")

    assert [caution.problem for caution in found.cautions] == [
        "tỷ lệ in 96,20 %, nhưng 2.602/2.760 là 94,28 %",
        "«Trước hạn» có mẫu số dưới 30: 10",
    ]
