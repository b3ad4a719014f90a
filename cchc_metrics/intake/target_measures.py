"""What the figures of a target are measured in, as a table says it, and what a share needs beside it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target
from cchc_metrics.faults import Fault
from cchc_metrics.intake.content import Observation
from cchc_metrics.intake.numbers import Unreadable, count, percent
from cchc_metrics.intake.periods import Days, last_of_part
from cchc_metrics.intake.readings import NEAR
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.table_words import counts_extended, fault_of_extended
from cchc_metrics.intake.tables import is_number, plain
from cchc_metrics.text.letters import fold
from cchc_metrics.text.words import COLUMNS

# «1.2.», «a)» before the name of a target.
NUMBERING = re.compile(r"^(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2})*|[a-h])[.):]+\s*")
SHARE = re.compile(r"\W*(?:ty|ti) le (?=[a-z])")
# So many names are told in one line.
MOST = 6
MONEY = re.compile(r"(?<![a-z])(?:(?:nghin|ngan|trieu|ty|ti) )?dong(?![a-z])")
THOUSANDS = re.compile(r"(?<![a-z])(?:chuc|tram|nghin|ngan|van|trieu|100|1[.,\s]?000) [a-z]")
# «Đơn vị tính: nghìn đồng» above a table.
MEASURE = re.compile(r"(?:don vi(?: tinh)?|dvt)\s*[:=(]?\s*(?:la )?(?P<words>[a-z0-9].*)")

# «290/300», «290/300 hồ sơ (96,67%)», «22/22 người, đạt 100%».
OF_ALL = re.compile(
    r"(?P<over>\d[\d.,]*)\s*/\s*(?P<under>\d[\d.,]*)"
    r"(?:\s+[^\W\d_][^\d%/]*)?(?:[\s,;:(=-]*(?:đạt|chiếm|tỷ lệ|=)?\s*(?P<share>\d[\d.,]*\s*%)\)?)?"
)
# «12/2024» is the month in which something was done.
MONTH = re.compile(r"(?:1[0-2]|0?[1-9])\s*/\s*(?:19|20)\d\d")


def counts_in(cell: object, indicator: Index | Target) -> dict[str, float]:
    """The counts of a percentage that stand in one cell, and the share behind them; nothing where none do."""
    is_counted = isinstance(indicator, Target) and indicator.measure != "score" and indicator.unit == "percent"
    match = OF_ALL.fullmatch(cell.strip()) if is_counted and isinstance(cell, str) else None
    if match is None or THOUSANDS.search(fold(match[0])) or MONTH.match(match[0]):
        return {}
    try:
        over, under = count(match["over"]), count(match["under"])
        share = percent(match["share"] or "")
    except Unreadable:
        return {}
    if over is None or under is None or over > under:
        return {}
    return {"numerator": over, "denominator": under} | ({} if share is None else {"reported_value": share})


def shares_alone(figures: Sequence[tuple[str, Observation]], catalog: Catalog) -> Fault:
    """The fault of percentages without their counts, with what is counted for the first of them."""
    targets = [catalog.indicators[row.indicator_id] for _, row in figures]
    values = [f"{row.value:.6g}".replace(".", ",") for _, row in figures]
    names = ", ".join(f"«{target.short}» {value}" for target, value in zip(targets[:MOST], values, strict=False))
    first = next(target for target in targets if isinstance(target, Target))
    more = " …" if targets[MOST:] else ""
    problem = f"{len(figures)} chỉ tiêu có tỷ lệ mà không có tử số, mẫu số: {names}{more}; chương trình lưu số đếm"
    counts = f"«{first.numerator}», trên «{first.denominator}»"
    remedy = f"thêm hai cột «Tử số», «Mẫu số» và ghi số đếm; của «{first.short}» là {counts}"
    return Fault("missing-value", figures[0][0], problem, "số đếm của từng chỉ tiêu, tỷ lệ để bên cạnh", remedy)


def measure_above(title: Sequence[str]) -> str:
    """What a line above a table says that its numbers are measured in, as it is written; "" where none does."""
    return next((text for text in title if MEASURE.search(fold(text))), "")


def of_other_measure(place: str, words: str, indicator: Index | Target) -> list[Fault]:
    """The fault of counts in another unit than the plan's: thousands of dossiers, đồng where it has triệu đồng."""
    if not isinstance(indicator, Target):
        return []
    match = MEASURE.search(fold(words))
    text = match["words"] if match else fold(words)
    money = MONEY.search(text)
    if indicator.amounts:
        own = MONEY.search(fold(indicator.numerator or ""))
        if not money or not own or money[0].replace("ti ", "ty ").replace("ngan", "nghin") == own[0]:
            return []
        name = (indicator.numerator or "").rpartition(",")[2].strip(" ()")
        problem = f"«{words}»: số của «{indicator.short}» trong kế hoạch tính bằng {name}"
        return [Fault("unusable-value", place, problem, f"số theo {name}", f"đổi số ra {name}, sửa cả đơn vị tính")]
    if money or not THOUSANDS.search(text):
        return []
    problem = f"«{words}»: số của «{indicator.short}» không đếm từng cái một"
    return [Fault("unusable-value", place, problem, "số đếm đầy đủ", "ghi số đếm đầy đủ, sửa cả đơn vị tính")]


def limit_of_note(place: str, note: str, days: Days | None) -> Fault | None:
    """The fault of a figure whose note says that it ends before its year, or has dossiers with a later day in it."""
    if counts_extended(note):
        return fault_of_extended(place, note)
    last = last_of_part(fold(note), days) if days else None
    if last is None:
        return None
    problem = f"«{note.strip(' |')[:80]}»: số chỉ đến {last:%d/%m/%Y}, tên bảng ghi cả năm"
    remedy = f"ghi ở tên bảng đúng kỳ của số liệu, ví dụ «{last.month} tháng năm {last.year}», hoặc sửa ghi chú"
    return Fault("two-values", place, problem, "số của kỳ ghi ở tên bảng", remedy)


def in_words(fault: Fault) -> Fault:
    """The fault, columns named as officers see them and not as the program's own lists do."""

    def of(text: str) -> str:
        for name, word in COLUMNS.items():
            text = text.replace(f"«{name}»", f"«{word}»")
        return text

    return replace(fault, place=of(fault.place), problem=of(fault.problem), remedy=of(fault.remedy))


def is_share_alone(row: Observation, catalog: Catalog) -> bool:
    """True for a percentage of a target that is counted, without its counts."""
    indicator = catalog.indicators[row.indicator_id]
    is_counted = isinstance(indicator, Target) and indicator.measure == "count" and indicator.unit == "percent"
    return is_counted and row.value is not None and row.numerator is None and row.denominator is None


def are_counts(counts: Sequence[tuple[float, float]]) -> bool:
    """True where no number may be a percentage; «50» of 50 counts as «1900» of 2000 beside it does, alone it may be."""
    doubtful = [each for each in counts if _may_be_share(each)]
    return len(doubtful) < len(counts) and all(over == under for over, under in doubtful)


def _may_be_share(counts: tuple[float, float]) -> bool:
    """True for a number up to 100 that may be a percentage of the whole beside it, rounded: 99 beside 1.204."""
    over, under = counts
    return 0 < over <= 100 and abs(100 * round(over * under / 100) / under - over) <= 0.5


def is_share_of(rows: Sequence[Sequence[Any]], over: int, under: int, share: int) -> bool:
    """True when a row shows that the share is that of the two counts."""
    for row in rows:
        with suppress(Unreadable, IndexError):
            part, whole, percentage = count(row[over]), count(row[under]), percent(row[share])
            if (
                part is not None
                and whole
                and percentage
                and 0 < part < whole
                and min(abs(100 * part / whole - percentage), abs(part / whole - percentage) * 100) <= NEAR
            ):
                return True
    return False


def share_rows(sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """The fault of a table whose rows are percentages alone: «Tỷ lệ hồ sơ nộp trực tuyến», 85,2 %."""
    for sheet in sheets:
        shares: dict[int, str] = {}
        for at, row in enumerate(sheet.rows):
            texts = [plain(cell) for cell in row if isinstance(cell, str) and not is_number(cell) and plain(cell)]
            name = next((text for text in texts if SHARE.match(fold(NUMBERING.sub("", text)))), "")
            # One number beside the name, or two where the rows are numbered.
            if name and 0 < sum(map(is_number, row)) <= 2:
                shares[at] = name
        if shares:
            names = ", ".join(f"«{name[:60]}»" for name in list(shares.values())[:3]) + (
                " …" if len(shares) > 3 else ""
            )
            problem = f"bảng chỉ có tỷ lệ, không có số đếm: {names}; chương trình lưu số đếm rồi tự tính tỷ lệ"
            expected = "mỗi chỉ tiêu một dòng, tên như trong kế hoạch, có «Tử số» và «Mẫu số»"
            remedy = "ghi thêm bao nhiêu trên bao nhiêu ở hai cột «Tử số», «Mẫu số»; hoặc nộp biểu đếm hồ sơ"
            yield Fault("unknown-form", sheet.cell(next(iter(shares)), 0), problem, expected, remedy)
