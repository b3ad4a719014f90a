"""The period that a form or a list says it covers: «(Từ ngày 15/12/2022 đến ngày 14/12/2023)»."""

import datetime as dt
import re
from bisect import bisect_left, bisect_right

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.text.folding import fold

DAY = r"(\d{1,2})\s*(?:[/.-]|thang)\s*(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})"
FROM_TO = re.compile(rf"tu\s*(?:ngay)?\s*:?\s*{DAY}\s*,?\s*(?:-?\s*den|-)\s*(?:het)?\s*(?:ngay)?\s*:?\s*{DAY}")
IN_NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
EXPECTED = "«(Từ ngày 15/12/2022 đến ngày 14/12/2023)»"
REMEDY = "ghi kỳ ở dòng trên tiêu đề của bảng; với danh sách hồ sơ, có thể ghi vào tên tệp: …_2022-12-15_2023-12-14.csv"


def period_above(sheet: Sheet, header: int) -> tuple[dt.date, dt.date, str] | None:
    """First day, last day and place of the period written above the header row; None when none is written.

    Raises: FaultsFound when what is written are no two days in order, or two periods.
    """
    # «Từ ngày» and its day may stand in cells of their own, and «đến ngày» in the next row.
    places, folded, ends = [], "", []
    for row in range(header):
        for column, cell in enumerate(sheet.rows[row]):
            said = f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell
            if isinstance(said, str) and said.strip():
                folded = f"{folded} {fold(said)}".lstrip()
                places.append((sheet.cell(row, column), said.strip()))
                ends.append(len(folded))
    written: dict[tuple[dt.date, dt.date], str] = {}
    for found in FROM_TO.finditer(folded):
        first, last = bisect_right(ends, found.start()), bisect_left(ends, found.end())
        place, text = places[first][0], " ".join(said for _, said in places[first : last + 1])
        parts = [int(part) for part in found.groups()]
        written.setdefault(_days(place, text, parts[2::-1], parts[:2:-1]), place)
    if len(written) > 1:
        raise FaultsFound(
            [
                Fault(
                    "two-values",
                    list(written.values())[1],
                    "trên bảng ghi hai kỳ khác nhau",
                    f"một kỳ: {EXPECTED}",
                    "bỏ kỳ không phải của bảng này",
                )
            ]
        )
    return next(((*days, place) for days, place in written.items()), None)


def period_in_name(name: str) -> tuple[dt.date, dt.date, str] | None:
    """The period in the name of a file, as two days written 2022-12-15; None when there are no two."""
    found = IN_NAME.findall(name)
    if len(found) != 2:
        return None
    first, last = ([int(part) for part in day] for day in found)
    return *_days(name, name, first, last), name


def no_period(place: str) -> Fault:
    """The fault of a table that does not say which days it covers."""
    return Fault("missing-value", place, "không thấy kỳ của số liệu", EXPECTED, REMEDY)


def _days(place: str, text: str, first: list[int], last: list[int]) -> tuple[dt.date, dt.date]:
    try:
        days = dt.date(*first), dt.date(*last)
    except ValueError:
        raise FaultsFound(
            [
                Fault(
                    "unreadable-period",
                    place,
                    f"«{text.strip()[:80]}» có ngày không có trong lịch",
                    EXPECTED,
                    "sửa ngày",
                )
            ]
        ) from None
    if days[0] > days[1] or not (days[0].year >= 1990 and days[1].year <= 2100):
        raise FaultsFound(
            [
                Fault(
                    "unreadable-period",
                    place,
                    f"«{text.strip()[:80]}» không phải một kỳ",
                    "ngày đầu trước ngày cuối",
                    "sửa ngày",
                )
            ]
        )
    return days
