"""What is taken out of a page has exactly the rows that stand on it, and says what it is."""

import csv
import io
import re
import struct
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from cchc_metrics.documents import exports
from cchc_metrics.text import formats, words
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
TABLE = """(view) => [...view.querySelectorAll("details table tr")].map(
  (row) => [...row.cells].map((cell) => cell.textContent.trim()))"""


@pytest.mark.parametrize(
    ("way", "filters"),
    [
        ("chi-so?don-vi=hung-yen&nam=2021&chi-so=papi", "Hưng Yên · Năm 2021"),
        ("linh-vuc?linh-vuc=tthc&nam=2023", "Xã Nhật Quang · Năm 2023"),
        ("so-sanh?don-vi=hung-yen&nam=2023&cac-don-vi=hung-yen,ha-noi&cac-chi-so=papi&cach-so=gia-tri", "Hà Nội"),
    ],
)
def test_files_have_the_rows_of_the_screen(shared: Visit, way: str, filters: str) -> None:
    visit = shared.open(way)
    views = visit.page.locator("section.view:has(details)")
    expect(views).not_to_have_count(0)
    for at in range(views.count()):
        view = views.nth(at)
        title = view.locator("h2").first.inner_text()
        head, *rows = view.evaluate(TABLE)
        files = {
            kind: _fetched(visit, view.locator(f"a[href*='.{kind}']").get_attribute("href") or "")
            for kind in ("csv", "xlsx", "svg", "png")
        }

        csv_rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
        _alike([[row[name] for name in head] for row in csv_rows], rows)
        # Of one indicator, a column has one number of decimals.
        values = [row[head.index(words.COLUMNS["value"])] for row in rows if words.COLUMNS["value"] in head]
        assert "papi" not in way or len({len(value.partition(",")[2]) for value in values if value}) < 2
        assert {row[exports.ORIGIN["title"]] for row in csv_rows} == {title}
        assert all(filters in row[exports.ORIGIN["filters"]] for row in csv_rows)
        assert all(row[exports.ORIGIN["source"]].startswith("Nguồn: ") for row in csv_rows)

        book = load_workbook(io.BytesIO(files["xlsx"]))
        sheet = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        top = next(number for number, row in enumerate(sheet) if set(head) <= set(row))
        columns = [sheet[top].index(name) for name in head]
        _alike([[row[column] for column in columns] for row in sheet[top + 1 :]], rows)
        above = " ".join(str(row[0]) for row in sheet[:top])
        assert all(text in above for text in (title, filters, "Nguồn: ", exports.ORIGIN["day"]))

        # Lines are broken to the width of the picture.
        drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", files["svg"].decode()))
        assert all(text in drawn for text in (title.split(",")[0], "Nguồn: ", exports.ORIGIN["day"]))
        assert (b"MINH H" in files["svg"]) is ("hung-yen" not in way)
        width = float(re.search(r'width="([\d.]+)"', files["svg"].decode())[1])  # type: ignore[index]
        assert struct.unpack(">I", files["png"][16:20])[0] == pytest.approx(2 * width, abs=2)


def _fetched(visit: Visit, href: str) -> bytes:
    answer = visit.page.request.get(f"{visit.base}/{href}")
    assert answer.ok, href
    return answer.body()


def _alike(cells: list[list[Any]], rows: list[list[str]]) -> None:
    """The cells of a file read as those of the screen, its numbers with as many decimals as there."""
    assert len(cells) == len(rows)
    for row, shown in zip(cells, rows, strict=True):
        for cell, part in zip(row, shown, strict=True):
            assert part in _readings(cell, len(part.partition(",")[2])), (row, shown)


def _readings(cell: Any, decimals: int) -> list[str]:
    text = "" if cell is None else str(cell)
    if re.fullmatch(r"-?\d+(\.\d+(e-?\d+)?)?", text):
        # A year stands without a dot, a count with one.
        return [text, formats.number(float(text), decimals)]
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)( 00:00:00)?", text)
    return [f"{day[3]}/{day[2]}/{day[1]}" if day else text]
