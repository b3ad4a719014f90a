"""What is taken out of a page has exactly the rows that stand on it, and says what it is."""

import csv
import io
import re
import struct

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from cchc_metrics.text import screens
from cchc_metrics.views.table import printed
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
TABLE = """(view) => [...view.querySelectorAll("details table tr")].map(
  (row) => [...row.cells].map((cell) => cell.textContent.trim()))"""


@pytest.mark.parametrize(("way", "filters"), [
    ("chi-so?don-vi=hung-yen&nam=2021&chi-so=papi", "Hưng Yên · Năm 2021"),
    ("linh-vuc?linh-vuc=tthc&nam=2023", "Xã Nhật Quang · Năm 2023"),
    ("so-sanh?don-vi=hung-yen&nam=2023&cac-don-vi=hung-yen,ha-noi&cac-chi-so=papi&cach-so=gia-tri", "Hà Nội"),
])
def test_files_have_the_rows_of_the_screen(visit: Visit, way: str, filters: str) -> None:
    visit.open(way)
    views = visit.page.locator("section.view:has(details)")
    expect(views).not_to_have_count(0)
    for at in range(views.count()):
        view = views.nth(at)
        title = view.locator("h2").first.inner_text()
        head, *rows = view.evaluate(TABLE)
        files = {kind: _fetched(visit, view.locator(f"a[href*='.{kind}']").get_attribute("href") or "")
                 for kind in ("csv", "xlsx", "svg", "png")}

        told = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
        assert [[_read(row[name]) for name in head] for row in told] == _without_idle_zeros(rows)
        for column in zip(*rows, strict=True):
            # A column has one number of decimals.
            assert len({len(cell.partition(",")[2]) for cell in column if re.fullmatch(r"[\d.]+,\d+", cell)}) < 2
        assert {row[screens.TAKEN["title"]] for row in told} == {title}
        assert all(filters in row[screens.TAKEN["filters"]] for row in told)
        assert all(row[screens.TAKEN["source"]].startswith("Nguồn: ") for row in told)

        book = load_workbook(io.BytesIO(files["xlsx"]))
        sheet = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        top = next(number for number, row in enumerate(sheet) if set(head) <= set(row))
        columns = [sheet[top].index(name) for name in head]
        assert len(sheet) - top - 1 == len(rows)
        for row, shown in zip(sheet[top + 1:], _without_idle_zeros(rows), strict=True):
            # A count such as 1.057,0 stands in a workbook as 1057.
            assert all(said in (printed(row[column]), _read(f"{row[column]}.0"))
                       for column, said in zip(columns, shown, strict=True)), (row, shown)
        above = " ".join(str(row[0]) for row in sheet[:top])
        assert all(words in above for words in (title, filters, "Nguồn: ", screens.TAKEN["day"]))

        # Lines are broken to the width of the picture.
        drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", files["svg"].decode()))
        assert all(words in drawn for words in (title.split(",")[0], "Nguồn: ", screens.TAKEN["day"]))
        assert (b"MINH H" in files["svg"]) is ("hung-yen" not in way)
        width = float(re.search(r'width="([\d.]+)"', files["svg"].decode())[1])  # type: ignore[index]
        assert struct.unpack(">I", files["png"][16:20])[0] == pytest.approx(2 * width, abs=2)


def _fetched(visit: Visit, href: str) -> bytes:
    answer = visit.page.request.get(f"{visit.base}/{href}")
    assert answer.ok, href
    return answer.body()


def _without_idle_zeros(rows: list[list[str]]) -> list[list[str]]:
    return [[re.sub(r",?0+$", "", cell) if re.fullmatch(r"−?[\d.]+,\d+", cell) else cell for cell in row]
            for row in rows]


def _read(cell: str) -> str:
    """A cell of a CSV as the screen prints it: a number of the file in Vietnamese, a day as dd/mm/yyyy."""
    if re.fullmatch(r"-?\d+", cell):
        return cell
    if re.fullmatch(r"-?\d+\.\d+(e-?\d+)?", cell):
        return printed(float(cell))
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)( 00:00:00)?", cell)
    return f"{day[3]}/{day[2]}/{day[1]}" if day else cell
