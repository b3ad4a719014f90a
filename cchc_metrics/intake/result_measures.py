"""What a table of results measures in place of the score of a year: ranks, part of a year, another scale."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault
from cchc_metrics.intake.numbers import Unreadable, count
from cchc_metrics.intake.result_columns import DECISION, OF_YEAR, ResultSheet
from cchc_metrics.intake.result_words import DAYS, MONTH, Column
from cchc_metrics.intake.tables import is_number
from cchc_metrics.text.letters import fold

# The most that a percentage may be.
WHOLE_SHARE = 100
# The last rank that may be one of a unit among its peers: there were 63 provinces.
LAST_RANK = 63
RANKING = re.compile(r"(?<![a-z])(?:xep|thu|vi) (?:hang|thu)(?![a-z])")
SCORE_HEAD = re.compile(r"(?<![a-z])(?:diem|gia tri|chi so|ket qua)(?![a-z])|%")
# A part of a year in a title, once the days of documents are taken out of it.
PERIOD_IN_TITLE = re.compile(
    r"(?<![a-z])(?:quy (?:iv|i{1,3}|[1-4])|(?:[369]|ba|sau|chin) thang(?: dau| cuoi)?)(?![a-z0-9])"
)


# «Từ tháng 1 đến hết tháng 12» is the whole year; «Hưng Yên, tháng 6 năm 2025» is when a table was made.
WHOLE_YEAR = re.compile(r"(?:tháng 0?1(?: năm \d{4}|/\d{4})? )?(?:đến|-|–)(?: hết)? tháng 12(?!\d)")
MADE_IN = re.compile(r"^[a-z ]+, thang\s*\d{1,2}\s*(?:nam|/)\s*\d{4}\W*$")
BARE_MONTH = re.compile(r"(?<!\d )tháng (?:0?[1-9]|1[0-2])(?![\d/])(?! năm)")


def of_part_of_year(title: Sequence[str]) -> Iterator[str]:
    """The texts of a title that say its numbers are those of a quarter, of months or of a month.

    A month of another year than the title names is that of publishing.
    """
    texts = [
        (text, WHOLE_YEAR.sub(" ", unicodedata.normalize("NFC", DECISION.sub(" ", text)).casefold())) for text in title
    ]
    folded_texts = [DAYS.sub(" ", fold(bare)) for _, bare in texts]
    years = {year for each in folded_texts for year in OF_YEAR.findall(MONTH.sub(" ", each))}
    for (text, bare), folded_text in zip(texts, folded_texts, strict=True):
        months = {*MONTH.findall(folded_text)} if not MADE_IN.search(folded_text) else set()
        of_month = months & years if years else months
        if PERIOD_IN_TITLE.search(folded_text) or of_month or BARE_MONTH.search(bare):
            yield text


def are_ranks(title: Sequence[str], heads: Sequence[str], cells: Sequence[Any]) -> bool:
    """True for the numbers of a table that its title calls a ranking, whose columns say no other thing."""
    if not any(RANKING.search(fold(text)) for text in title) or any(SCORE_HEAD.search(fold(head)) for head in heads):
        return False
    numbers = [cell for cell in cells if is_number(cell)]
    with suppress(Unreadable):
        return bool(numbers) and all(0 < (count(number) or 0) <= LAST_RANK for number in numbers)
    return False


def ranks_alone(table: ResultSheet, columns: Sequence[Column]) -> Sequence[Column]:
    """The columns of scores that are ranks, for the title calls the table a ranking; none beside a column of ranks."""
    own = [one for one in columns if (one.kind, one.part) == ("score", None)]
    cells = [table.cell(at, one.at) for one in own for at in table.body]
    is_ranking = are_ranks(table.own_title, [one.words for one in own], cells)
    return own if is_ranking and not any(one.kind == "rank" for one in columns) else []


def of_other_measure(
    table: ResultSheet, columns: Sequence[Column], catalog: Catalog, most_of: Callable[[Column], float | None]
) -> Iterator[Fault]:
    """The faults of scores of a part of a year, and of points on another scale than the plan's, such as PAPI of 100."""
    place = table.sheet.cell(table.first, table.name)
    for text in of_part_of_year(table.own_title):
        problem = f"kết quả của một phần năm, theo «{text[:80]}»: không phải của cả năm"
        yield Fault("misplaced-value", place, problem, "kết quả của cả năm", "chờ có kết quả của cả năm thì nộp")
    for column in columns:
        index = (
            catalog.indices.get(column.index or "") if column.kind in ("score", "points") and not column.part else None
        )
        most = most_of(column)
        if index is None or most is None:
            continue
        if index.measure == "survey" and most != WHOLE_SHARE:
            problem = f"điểm trung bình theo thang {most:g}; {index.short} của kế hoạch là tỷ lệ người hài lòng"
            yield Fault("unusable-value", place, problem, "tỷ lệ phần trăm", "nộp bảng có tỷ lệ hài lòng")
        if index.unit != "points":
            continue
        full = sum(part.maximum or 0 for part in index.part)
        if most not in (full, *(part.maximum for part in index.part)):
            problem = f"điểm theo thang {most:g}; {index.short} của kế hoạch tính trên {full:g} điểm"
            yield Fault("unusable-value", place, problem, f"điểm trên {full:g}", f"nộp bảng có điểm trên {full:g}")
