"""The period that a form or a list says it covers: «(Từ ngày 15/12/2022 đến ngày 14/12/2023)», «Quý IV năm 2024»."""

import calendar
import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cchc_metrics.catalog.catalog import Period as ReportPeriod
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import EXAMPLE
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Excel counts days from here, or on older Apple machines from 1904.
SERIAL_DAY = dt.date(1899, 12, 30)
SERIALS = range((dt.date(FIRST_YEAR, 1, 1) - SERIAL_DAY).days, (dt.date(LAST_YEAR, 12, 31) - SERIAL_DAY).days)
HOUR = r"(?:[0-9]{1,2}\s?(?:(?::|h|gio)\s?[0-9]{0,2}){1,2}(?:\s?phut)?\s?,?\s?(?:ngay\s?)?)?"
AFTER = r"(?:[ t]+[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?![0-9/]))?"
WRITTEN_DAY = (
    r"(?:(?<![0-9/.-])(?P<{0}y>[0-9]{{4}})[-/](?P<{0}mo>[0-9]{{1,2}})[-/](?P<{0}da>[0-9]{{1,2}})(?![0-9])"
    r"|(?<![0-9])(?P<{0}a>[0-9]{{1,2}})\s*(?:[/.-]|,?\s*thang)\s*(?P<{0}b>[0-9]{{1,2}})\s*(?:[/.-]|,?\s*nam|,)\s*"
    r"(?P<{0}c>[0-9]{{4}}|[0-9]{{2}})(?![0-9])"
    r"|\#(?P<{0}n>[0-9]{{5}}))"
)
FIRST, LAST = (HOUR + WRITTEN_DAY.format(name) + AFTER for name in ("f", "l"))
DAY = re.compile(HOUR + WRITTEN_DAY.format("d") + AFTER)
DASH = "[-–—‐‑−~]"
FROM = r"tu\s*(?:het\s*)?(?:ngay)?\s*:?\s*"
TO = rf"\s*,?\s*\)?\s*(?:{DASH}?\s*(?:cho\s*)?(?:den|toi)\s*(?:het)?\s*(?:ngay)?|{DASH}+\s*>?\s*(?:ngay)?)\s*:?\s*"
FROM_TO = re.compile("(?P<said>" + FROM + ")?" + FIRST + TO + LAST)
# «Từ ngày 01/01 đến ngày 31/3/2024»: the year stands behind the last day only.
SAME_YEAR = re.compile(
    FROM + r"(?P<day>[0-9]{1,2})\s*(?:[/.-]|,?\s*thang)\s*(?P<month>[0-9]{1,2})(?![0-9]|\s*[/.-]\s*[0-9])" + TO + LAST
)
UNTIL = re.compile(r"(?:tinh|cap nhat|luy ke)?\s*den\s*(?:het)?\s*(?:ngay)?\s*:?\s*" + LAST)
# «Năm 2024 (lũy kế đến hết tháng 10)» is no year.
UNTIL_MONTH = re.compile(
    r"(?<![a-z])(?:luy ke|cong don|tinh|so lieu|ket qua|cap nhat)(?: tu dau nam| (?!tu )\w+){0,3}? den (?:het |cuoi )*"
    r"(?:thang (?P<month>1[01]|0?[1-9])(?![0-9])|(?P<of>1[01]|0?[1-9])/20[0-9]{2}(?![0-9]))"
)
# «Lũy kế từ đầu năm đến hết tháng 10 năm 2024», «lũy kế đến hết tháng 1/2024».
END_OF_MONTH = re.compile(
    r"(?P<since>tu dau nam(?:\s*(?P<of>(?:19|20)[0-9]{2}))?\s*|(?:luy ke|cong don)\s*)?"
    r"(?<![a-z])(?:den|toi)\s*(?:het|cuoi)\s*thang\s*(?P<month>1[0-2]|0?[1-9])(?![0-9])"
    r"(?:\s*(?:[/.-]|,?\s*nam)\s*(?P<until>(?:19|20)[0-9]{2})(?![0-9/]))?"
)
NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WORDS = {"hai": 2, "ba": 3, "bon": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
WORDS |= {"muoi mot": 11, "muoi hai": 12}
MANY = "muoi hai|muoi mot|muoi|hai|ba|bon|sau|bay|tam|chin"
YEAR = r"(?:nam\s*:?\s*)?(?P<{0}>(?:19|20)[0-9]{{2}})(?![0-9])"
# The year of a quarter or a month may stand in the next line: «Quý: 3», «Năm: 2024».
BEFORE_YEAR = r"\s*(?:[/,.;-]|nam|\|(?=\s*nam))?\s*"
PERIOD_NAME = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?:quy|q)\s*:?\s*(?P<quarter>iv|i{1,3}|[1-4])\s*\)?" + BEFORE_YEAR + YEAR.format("of_quarter") + "|"
    r"(?P<months>1[0-2]|0?[2-9]|"
    + MANY
    + r")\s*thang\s*(?P<part>dau|cuoi)?\s*(?:cua\s*)?(?:[/,.-])?\s*"
    + YEAR.format("of_months")
    + "|"
    r"(?:thang|t)\s*:?\s*(?P<month>1[0-2]|0?[1-9])" + BEFORE_YEAR + YEAR.format("of_month") + "|"
    r"(?:(?:ca\s*)?nam)(?:\s*bao cao)?\s*:?\s*(?P<year>(?:19|20)[0-9]{2})(?![0-9])(?!\s*[-–—]\s*(?:19|20)[0-9]{2}))"
)
# A year behind these words is that of a document, of a day, of a plan or of another period.
OTHER = re.compile(
    r"(?:(?<![a-z])(?:cung ky|so voi|so sanh|ke hoach|quyet dinh|nghi dinh|nghi quyet|thong tu|cong van|chi thi|luat"
    r"|giai doan|phuong huong|nhiem vu"
    r"|(?<!dien )(?<!dau )(?<!phan )tu(?= ?$| (?:nam|ngay|thang|quy|dau|cuoi|het|giua|[0-9]))"
    r"|den(?! (?:bo phan|giao dich|lam|nop)(?![a-z]))|truoc(?! h[ae]n))(?![a-z])[^|]{0,24}|(?<![a-z])voi "
    r"|ngay[^a-z|]{0,12}(?:thang[^a-z|]{0,12})?|so [0-9]+/[^|]{0,24})$"
)
MONTHS = re.compile(
    r"tu\s*(?:dau\s*)?thang\s*(?P<first>1[0-2]|0?[1-9])\s*(?:(?:[/.-]|nam)\s*(?P<of>(?:19|20)[0-9]{2}))?"
    r"\s*(?:den|-|–)\s*(?:het\s*)?(?:cuoi\s*)?thang\s*(?P<last>1[0-2]|0?[1-9])\s*(?:[/.-]|nam)\s*"
    r"(?P<until>(?:19|20)[0-9]{2})(?![0-9])"
)
MONTHS_OF_YEARS = re.compile(
    r"(?<![0-9/.-])(?P<first>1[0-2]|0?[1-9])/(?P<of>(?:19|20)[0-9]{2})\s*(?:den|[-–—])\s*"
    r"(?:thang\s*)?(?P<last>1[0-2]|0?[1-9])/(?P<until>(?:19|20)[0-9]{2})(?![0-9/])"
)
# The name of a period without its year, which stands behind another one: «tháng 10 và 10 tháng năm 2024».
PART = re.compile(
    r"(?<![a-z0-9])(?:(?:quy|q)\s*:?\s*(?:iv|i{1,3}|[1-4])(?![a-z0-9])|(?:thang|t)\s*:?\s*(?:1[0-2]|0?[1-9])(?![0-9/])"
    r"|(?:[0-9]{1,2}|" + MANY + r")\s*thang\s*(?:dau|cuoi)?\s*(?:nam)?(?![a-z0-9])|(?:nua|dau|cuoi)\s*nam(?![a-z]))"
)
# «Năm: 2024», «Quý: 3»: the year stands first.
YEAR_FIRST = re.compile(
    r"(?<![a-z0-9])(?P<year>nam\s*(?:bao cao)?\s*:?\s*(?:19|20)[0-9]{2})(?P<between>\s*[-–—,;|]?\s*)"
    r"(?P<part>(?:quy|thang)\s*(?:bao cao)?\s*:?\s*(?:iv|i{1,3}|1[0-2]|0?[1-9]))(?![a-z0-9/])"
    r"(?!\s*[-/|,.]?\s*(?:nam|(?:19|20)[0-9]{2}))"
)
# A number in a cell of its own behind these words is that of a day, a month or a quarter.
COUNTED_BEFORE = re.compile(r"(?<![a-z])(?:ngay|thang|quy)\s*:?$")
IN_NAME = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9])")
DAY_FIRST_IN_NAME = re.compile(r"(?<![0-9])([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})(?![0-9])")
MOST_DAYS = 31
# Periods that are numbered below a header: their name, and the numbers that they may have.
PERIOD_NUMBERS = {"thang": ("Tháng", "0?[1-9]|1[0-2]"), "quy": ("Quý", "[1-4]"), "nam": ("Năm", "(?:19|20)[0-9]{2}")}
PERIOD_NUMBERS |= {"ngay": ("Ngày", "0?[1-9]|[12][0-9]|3[01]")}
# «Tháng» above 6, 7; «Quý II/2023» above counts names a quarter itself.
KIND_ABOVE = re.compile(r"(thang|quy)(?!\s*:?\s*(?:iv|i{1,3}|\d+|truoc|nay|sau)\b)")
DAYS_BELOW = ("ngay", "ngay thang", "thoi gian")
LINES_OF_COVER, CELLS_OF_COVER = 40, 2
# So much earlier than its month a report period begins: on the 15th of the month before.
EARLIEST = dt.timedelta(17)
# «Năm báo cáo 2024», «Năm nay (2024)» over the columns of the period, beside others.
OF_REPORT = re.compile(r"(năm|nam|quý|quy|tháng|thang) (?:báo cáo|bao cao|nay)(?:\s*\(?(?=\d))?", re.IGNORECASE)
# Months and quarters differ by so many days.
LEAP = dt.timedelta(3)

Days = tuple[dt.date, dt.date]
Place = tuple[dt.date, dt.date, str]


@dataclass(frozen=True)
class _Words:
    """The text of some cells as one, folded, a bar between two rows, and where each cell ends in it."""

    text: str
    ends: Sequence[int]
    places: Sequence[tuple[str, str]]

    def place(self, match: re.Match[str]) -> tuple[str, str]:
        """The place where a match begins, and the words of its cells."""
        first = bisect_right(self.ends, match.start())
        last = bisect_left(self.ends, match.end())
        cells = self.places[first : last + 1]
        return cells[0][0], " ".join(text for _, text in cells)


def period_above(sheet: Sheet, header: int, plan: Iterable[ReportPeriod] = ()) -> Place | None:
    """First day, last day and place of the period written above the header row; None when none is written.

    Two days are worth more than a name. A name such as «Quý I năm 2024» means the days that a report period of the
    plan gives it, and those of the calendar otherwise.
    Raises: FaultError when what is written are no two days in order, or two periods.
    """
    return _period(_words(sheet, range(header)), tuple(plan))


def period_in_name(name: str, plan: Iterable[ReportPeriod] = ()) -> Place | None:
    """The period in the name of a file, as two days (2022-12-15) or a name («quy-4-2024»); None when there is none.

    Raises: FaultError when the days are none of the calendar.
    """
    day_first = [_day(int(year), int(month), int(day)) for day, month, year in DAY_FIRST_IN_NAME.findall(name)]
    if len(day_first) == 2 and None not in day_first:
        return *_days(name, name, *day_first), name
    result = IN_NAME.findall(name)
    if len(result) == 2:
        first, last = ([int(part) for part in day] for day in result)
        return *_days(name, name, _day(*first), _day(*last)), name
    stem = fold(name.rpartition(".")[0] or name).replace("_", " ")
    ranges = [match for match in FROM_TO.finditer(stem) if match["fn"] is None]
    if len(ranges) == 1:
        return *_range(name, name, ranges[0]), name
    text = re.sub(r"[.\s-]+", " ", stem).strip()
    # «In ngày 30 tháng 11 năm 2024» is the day of printing, «tháng 10 và tháng 11-2024» is more than the last of them.
    names = [match for match in PERIOD_NAME.finditer(text) if not OTHER.search(text[: match.start()])]
    days = set() if _in_parts(text, names) else {_period_of_name(match, tuple(plan)) for match in names}
    return (*days.pop(), name) if len(days) == 1 else None


def with_cover(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, each with the cover of its file: the only one that has titles and no row of numbers."""
    covers = [sheet for sheet in sheets if not sheet.is_hidden and _is_cover(sheet)]
    if len(covers) != 1:
        return list(sheets)
    return [sheet if sheet is covers[0] else replace(sheet, cover=covers[0]) for sheet in sheets]


def _is_cover(sheet: Sheet) -> bool:
    rows = [cells for row in sheet.rows if (cells := [cell for cell in row if cell not in ("", None)])]
    widths = [len(row) for row in rows if COUNTED_BEFORE.search(fold(_cell_text(row[0]))) is None]
    return 0 < len(rows) <= LINES_OF_COVER and max(widths, default=0) <= CELLS_OF_COVER


def period_around(sheet: Sheet, plan: Sequence[ReportPeriod]) -> Place | None:
    """The period that a table without one of its own has: in the name of its sheet, on the cover, in its file's name.

    None where the name of the sheet is that of a part of a year without the year, or no part of what the others say.
    Raises: FaultError when the cover says two periods.
    """
    cover = sheet.cover
    whole = period_above(cover, len(cover.rows), plan) if cover is not None else None
    if whole is not None and PART.search(re.sub(r"[_.-]+", " ", fold(sheet.name))):
        return period_in_name(f"{sheet.name}.", plan)
    own, in_file_name = (period_in_name(name, plan) for name in (f"{sheet.name}.", sheet.file))
    whole = whole or in_file_name
    if re.fullmatch(r"(?:19|20)[0-9]{2}", year := sheet.name.strip()):
        own = None if whole else (dt.date(int(year), 1, 1), dt.date(int(year), 12, 31), sheet.name)
        return whole if whole and str(whole[1].year) == year else own
    if own and whole and not (whole[0] - EARLIEST <= own[0] and own[1] <= whole[1] + EARLIEST):
        return None
    return own or whole


def is_of_sheet(name: str, periods: Sequence[Days], plan: Sequence[ReportPeriod]) -> bool:
    """True where one of the periods of a sheet may be the one that its name says, or its name says none."""
    words = re.sub(r"[_.-]+", " ", fold(name)).strip()
    # «T1» is as well the first sheet.
    year = periods[0][1].year if re.match(r"(?:thang|quy|q)(?![a-z])", words) else None
    own = period_in_name(f"nam {words}." if re.fullmatch(r"(?:19|20)\d\d", words) else f"{name}.", plan)
    days = own[:2] if own is not None else calendar_days(words, year)
    if any(last_of_part(words, each) for each in periods):
        return False
    return days is None or any(_may_be_of(each, days) for each in periods)


def is_name_of(words: str, days: Days, plan: Sequence[ReportPeriod]) -> bool:
    """True for the name of a period with these days; without a year it is of the year of the last day.

    Report periods begin and end some days earlier than those of the calendar that have the same name.
    """
    names = (PERIOD_NAME.fullmatch(fold(name)) for name in (words, f"{words} {days[1].year}"))
    match = next(filter(None, names), None)
    return match is not None and is_near(_period_of_name(match, plan), days)


def calendar_days(words: str, year: int | None, header: str = "") -> Days | None:
    """The days of a month or quarter by its name, with its own year or that of the table: «Tháng 6», «6/2024».

    Below «Ngày» a day is one.
    """
    name = fold(words)
    day = day_in(name.removeprefix("ngay ")) if header.strip(" :.") in DAYS_BELOW else None
    if day is not None:
        return day, day
    ways = [name, f"{name} {year}"] if year else [name]
    kind = KIND_ABOVE.match(header)
    ways += [f"{kind[1]} {way}" for way in ways] if kind else []
    match = next(filter(None, map(PERIOD_NAME.fullmatch, ways)), None)
    return _period_of_name(match, ()) if match else None


def name_of_number(cell: object, header: str) -> str | None:
    """The name of a period that is written as a number below its kind: 6 below «Tháng», 2024 below «Năm»."""
    kind = next((kind for kind in PERIOD_NUMBERS if header.startswith(kind)), None)
    number = str(cell).strip().removesuffix(".0")
    if kind is None or not re.fullmatch(PERIOD_NUMBERS[kind][1], number):
        return None
    return f"{PERIOD_NUMBERS[kind][0]} {int(number)}"


def is_near(one: Days, other: Days) -> bool:
    """True for two periods that may be the same: that of the calendar, and that of a report."""
    near = all(abs(day - same) <= EARLIEST for day, same in zip(one, other, strict=True))
    # January and February alone are no first quarter, though that of a report ends in the middle of March.
    return near and abs((one[1] - one[0]) - (other[1] - other[0])) <= LEAP


def last_day_above(sheet: Sheet, header: int) -> dt.date | None:
    """The last day where only that is written above the header row: «Tính đến ngày 14/12/2024»; None otherwise."""
    text = _words(sheet, range(header)).text
    if match := UNTIL.search(text):
        return next(_readings(match, "l"))
    return next((days[1] for each in END_OF_MONTH.finditer(text) if (days := _since_new_year(each))), None)


def day_of(cell: object) -> dt.date | None:
    """The day that a cell names, whatever hour stands beside it; None for a blank cell.

    Raises: ValueError when it names no day of the calendar.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = fold(_cell_text(cell)).strip(" -–—'")
    if not text:
        if cell in ("", None) or (isinstance(cell, str) and not cell.strip(" -–—'")):
            return None
        raise ValueError(cell)
    match = DAY.fullmatch(text)
    day = next(_readings(match, "d")) if match else None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(cell)
    return day


def day_in(text: str) -> dt.date | None:
    """The day that a cell holds, the day before the month; None for anything else.

    >>> day_in("31/12/2022"), day_in("2022-12-31"), day_in("12/31/2022")
    (datetime.date(2022, 12, 31), datetime.date(2022, 12, 31), None)
    """
    match = DAY.fullmatch(fold(text))
    return next(_readings(match, "d")) if match else None


def last_day_in(text: str) -> dt.date | None:
    """The last day that a text names: «31/12/2022», «Quý IV/2022», «tháng 6/2022», «2021-2025»; None for none.

    >>> last_day_in("Quý IV/2022"), last_day_in("trước ngày 30/6/2022"), last_day_in("Hằng năm")
    (datetime.date(2022, 12, 31), datetime.date(2022, 6, 30), None)
    """
    folded_text = fold(text)
    days = [day for match in DAY.finditer(folded_text) if (day := next(_readings(match, "d"))) is not None]
    if days:
        return max(days)
    periods = [_period_of_name(match, ())[1] for match in PERIOD_NAME.finditer(folded_text)]
    if periods:
        return max(periods)
    years = [int(year) for year in re.findall(r"(?<![\d/])((?:19|20)\d{2})(?![\d/])", folded_text)]
    return dt.date(max(years), 12, 31) if years else None


def _words(sheet: Sheet, rows: Iterable[int]) -> _Words:
    # «Từ ngày» and its day may stand in cells of their own, and «đến ngày» in the next row.
    text, ends, places = "", list[int](), list[tuple[str, str]]()
    for row in rows:
        for column, cell in enumerate(sheet.rows[row]):
            part = _cell_text(cell)
            if type(cell) in (float, int) and 0 < cell <= MOST_DAYS and COUNTED_BEFORE.search(text):
                part = str(int(cell))
            if part.strip():
                text = f"{text} {fold(part)}".lstrip()
                places.append((sheet.cell(row, column), part.strip().lstrip("#")))
                ends.append(len(text))
        text += " |" if text and not text.endswith("|") else ""
    return _Words(YEAR_FIRST.sub(lambda match: f"{match['part']}{match['between']}{match['year']}", text), ends, places)


def _cell_text(cell: object) -> str:
    """A cell as words; a day as it is written, the number of a day marked as one."""
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell == cell and abs(cell) < LAST_YEAR * 1000:
        if FIRST_YEAR <= cell <= LAST_YEAR:
            return str(int(cell))
        return f"#{int(cell)}" if int(cell) in SERIALS else ""
    return cell[:400] if isinstance(cell, str) else ""


def _by_days(words: _Words) -> Iterator[tuple[Days, str]]:
    """The periods that are written by their first and last days, or months, and the place of each."""
    # Between two rows a range may go on.
    text = words.text.replace("|", " ")
    for match in FROM_TO.finditer(text):
        if match["said"] or match["fn"] is None:
            place, part = words.place(match)
            yield _range(place, part, match), place
    for match in SAME_YEAR.finditer(text):
        last_day = next(_readings(match, "l"))
        first_day = _day(last_day.year, int(match["month"]), int(match["day"])) if last_day else None
        # From December to March is a question: which year it begins in is not written.
        if last_day and first_day and first_day <= last_day:
            yield (first_day, last_day), words.place(match)[0]
    for match in (*MONTHS.finditer(text), *MONTHS_OF_YEARS.finditer(text)):
        year, until = int(match["of"] or match["until"]), int(match["until"])
        place, part = words.place(match)
        last = calendar.monthrange(until, int(match["last"]))[1]
        yield _days(place, part, dt.date(year, int(match["first"]), 1), dt.date(until, int(match["last"]), last)), place
    for match in END_OF_MONTH.finditer(text):
        # Cumulative figures of another month than the first may begin before the year, as reports do.
        if (own := _since_new_year(match)) and match["since"] and (match["since"][0] == "t" or own[1].month == 1):
            yield own, words.place(match)[0]


def _period(words: _Words, plan: tuple[ReportPeriod, ...]) -> Place | None:
    periods: dict[Days, str] = {}
    for days, place in _by_days(words):
        periods.setdefault(days, place)
    names = [match for match in PERIOD_NAME.finditer(words.text) if not OTHER.search(words.text[: match.start()])]
    names = [] if _in_parts(words.text, names) else names[::-1]
    by_name = {_period_of_name(match, plan): words.place(match)[0] for match in names}
    if not periods:
        periods = by_name
        _until(words, periods, plan)
    elif not any(_may_be_of(days, each) for days in periods for each in by_name):
        periods |= by_name
    if len(periods) > 1:
        each = (
            f"{formats.day(first)}–{formats.day(last)}" if first < last else f"đến {last:%d/%m/%Y}"
            for first, last in periods
        )
        problem = f"trên bảng ghi hai kỳ khác nhau: {'; '.join(each)}"
        remedy = "chọn kỳ khi nộp, hoặc sửa trên bảng: bỏ kỳ không phải của bảng này, ghi cả ngày đầu và ngày cuối"
        raise FaultError([Fault("two-values", list(periods.values())[1], problem, f"một kỳ: {EXAMPLE}", remedy)])
    return next(((*days, place) for days, place in periods.items()), None)


def _may_be_of(days: Days, period: Days) -> bool:
    """True for two days within a period whose name stands beside them, and for those from earlier on to its end."""
    is_within = period[0] - EARLIEST <= days[0] and days[1] <= period[1] + EARLIEST
    return is_within or (days[0] < period[0] and abs(days[1] - period[1]) <= EARLIEST)


def _in_parts(text: str, names: Sequence[re.Match[str]]) -> bool:
    """True where a period without a year stands beside the names: the last of several is not the whole."""
    return any(
        not OTHER.search(text[: part.start()])
        and not any(re.match(rf"{re.escape(part.group().strip())}(?![a-z0-9])", name.group()) for name in names)
        for part in PART.finditer(text)
    )


def _until(words: _Words, periods: dict[Days, str], plan: Sequence[ReportPeriod]) -> None:
    """Keep a last day that is written beside the name of a period, where the name ends on another day.

    The last day of a report period of the plan tells that the name is that of the report: it is the period.
    """
    match = UNTIL.search(words.text)
    last = next(_readings(match, "l")) if match else None
    match = match or UNTIL_MONTH.search(words.text)
    last = last or (last_of_part(words.text, *periods) if len(periods) == 1 else None)
    if match and last and periods and all(last != days[1] for days in periods):
        reports = {dates[:2] for each in plan if (dates := each.dates(last.year)).last_day == last}
        own = [days for days in reports if len(periods) == 1 and is_near(days, next(iter(periods)))]
        if own:
            periods.clear()
        periods[own[0] if own else (last, last)] = words.place(match)[0]


def last_of_part(text: str, days: Days) -> dt.date | None:
    """The last day of the month that folded words of a table of a year say its figures end with; None for none."""
    match, is_year = UNTIL_MONTH.search(text), days[1] - days[0] >= dt.timedelta(364)
    month = int(match["month"] or match["of"]) if match and is_year else 0
    return dt.date(days[1].year, month, calendar.monthrange(days[1].year, month)[1]) if month else None


def _since_new_year(match: re.Match[str]) -> Days | None:
    """The days from the beginning of a year to the end of a month of it; None where no year is written, or two."""
    years, month = {int(year) for year in (match["of"], match["until"]) if year}, int(match["month"])
    year = years.pop() if len(years) == 1 else 0
    return (dt.date(year, 1, 1), dt.date(year, month, calendar.monthrange(year, month)[1])) if year else None


def _range(place: str, text: str, match: re.Match[str]) -> Days:
    """The two days of a match; month before day only where nothing else is two days in order.

    Raises: FaultError when they are none of the calendar, or not in order.
    """
    readings = [
        pair
        for pair in zip(_readings(match, "f"), _readings(match, "l"), strict=True)
        if pair[0] is not None and pair[1] is not None
    ]
    # The order of the country comes first; the other one counts only where that cannot be.
    first, last = readings[0] if readings else (None, None)
    return _days(place, text, first, last)


def _readings(match: re.Match[str], day: str) -> Iterator[dt.date | None]:
    """A day of a match read with the day first, and with the month first; the same where it is written in one way."""
    if match[f"{day}n"]:
        date = SERIAL_DAY + dt.timedelta(int(match[f"{day}n"]))
        yield from (date, date)
    elif match[f"{day}y"]:
        read_iso = _day(*(int(match[day + part]) for part in ("y", "mo", "da")))
        yield from (read_iso, read_iso)
    else:
        one, two, year = (int(match[day + part]) for part in "abc")
        year += 2000 if year < 100 else 0
        yield from (_day(year, two, one), _day(year, one, two))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _period_of_name(match: re.Match[str], plan: Sequence[ReportPeriod]) -> Days:
    """The days of a period that is named."""
    if match["year"]:
        return dt.date(int(match["year"]), 1, 1), dt.date(int(match["year"]), 12, 31)
    if match["quarter"]:
        number = NUMERALS.get(match["quarter"]) or int(match["quarter"])
        name, first, last = f"quy {list(NUMERALS)[number - 1]}", 3 * number - 2, 3 * number
        year = int(match["of_quarter"])
    elif match["months"]:
        number = WORDS.get(match["months"]) or int(match["months"])
        late = match["part"] == "cuoi"
        name, year = f"{number} thang {'cuoi' if late else 'dau'} nam", int(match["of_months"])
        first, last = (13 - number, 12) if late else (1, number)
    else:
        first = last = int(match["month"])
        name, year = f"thang {first}", int(match["of_month"])
    for period in plan:
        if period.covers == "days" and fold(period.name) == name:
            dates = period.dates(year)
            return dates.first_day, dates.last_day
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _days(place: str, text: str, first: dt.date | None, last: dt.date | None) -> Days:
    if first is None or last is None:
        problem, expected, remedy = "có ngày không có trong lịch", EXAMPLE, "sửa ngày, viết ngày trước tháng"
    elif first > last or not (first.year >= FIRST_YEAR and last.year <= LAST_YEAR):
        problem, expected, remedy = "không phải một kỳ", "ngày đầu trước ngày cuối", "sửa ngày"
    else:
        return first, last
    raise FaultError([Fault("unreadable-period", place, f"«{text.strip()[:80]}» {problem}", expected, remedy)])
