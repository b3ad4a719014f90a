"""A year's form II.06a taken to its verdicts, against its library alone; a million dossiers against DuckDB alone."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb
from python_calamine import CalamineWorkbook

from cchc_metrics.catalog import load
from cchc_metrics.intake import read
from cchc_metrics.workspace import APP, Workspace
from tests.bench.result import Result
from tests.intake.forms_as_they_are import form, workbook

AIM_OF_FORM = 3.0
AIM_OF_LIST = 2.0
TIMES = 9
DOSSIERS = 1_000_000

LISTS = """
copy (
    select
        'H' || number as "Mã hồ sơ",
        ['Đất đai', 'Hộ tịch', 'Chứng thực', 'Xây dựng', 'Bảo trợ xã hội'][1 + (hash(number) % 5)::int] as "Lĩnh vực",
        ['Trực tiếp', 'Trực tuyến', 'Bưu chính công ích'][1 + (hash(7 * number) % 3)::int] as "Kênh thực hiện",
        if(number % 37 = 0, 'Đang xử lý', 'Đã trả kết quả') as "Trạng thái",
        timestamp '2022-12-15' + interval (number % 350) day + interval (number % 600) minute as "Ngày tiếp nhận",
        "Ngày tiếp nhận" + interval 5 day as "Ngày hẹn trả",
        if(number % 37 = 0, null, "Ngày tiếp nhận" + interval ((hash(3 * number) % 7)::int) day) as "Ngày xử lý xong"
    from range($count) as dossier(number)
) to '$file' (format parquet)
"""
# The same counts by field, channel and state, asked of DuckDB directly.
ALONE = """
select
    "Lĩnh vực", "Kênh thực hiện", "Trạng thái", count(*),
    count(*) filter ("Ngày xử lý xong" < date_trunc('day', "Ngày hẹn trả")),
    count(*) filter ("Ngày xử lý xong" <= "Ngày hẹn trả"),
    count(*) filter ("Ngày xử lý xong" > "Ngày hẹn trả"),
    count(*) filter ("Ngày xử lý xong" is null and "Ngày hẹn trả" >= timestamp '2023-12-15'),
    count(*) filter ("Ngày xử lý xong" is null and "Ngày hẹn trả" < timestamp '2023-12-15'),
    count(*) filter ("Ngày tiếp nhận" < timestamp '2022-12-15')
from read_parquet($file)
group by all
"""
# A dossier that stands in the list twice is a fault, so the list's own question is how many different codes there are.
ALONE_WITH_CODES = ALONE.replace("count(*),", 'count(*), count(distinct "Mã hồ sơ"),', 1)


def results() -> Iterator[Result]:
    """Four results."""
    catalog = load(APP / "data" / "plans" / "nhat-quang-2021-2025")
    data = workbook(form())
    yield Result(
        "Biểu II.06a: figures of a year from the file",
        *_medians(
            lambda: read("06a.xlsx", data, catalog, unit_id="nhat-quang"),
            lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(),
        ),
        AIM_OF_FORM,
        "calamine alone reading the same cells",
    )
    with tempfile.TemporaryDirectory() as folder:
        office = Workspace(Path(folder), "nhat-quang-2021-2025")
        office.build()
        yield Result(
            "Biểu II.06a: from the file to every verdict that would change",
            *_medians(
                lambda: office.preview([("06a.xlsx", data)], unit_id="nhat-quang"),
                lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(),
            ),
            AIM_OF_FORM,
            "calamine alone reading the same cells",
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ho-so_2022-12-15_2023-12-14.parquet"
        with duckdb.connect() as connection:
            connection.execute(LISTS.replace("$count", str(DOSSIERS)).replace("$file", str(file)))
            for beside, alone in (
                ("with the count of different codes", ALONE_WITH_CODES),
                ("that does not look for repeated codes", ALONE),
            ):
                yield Result(
                    "1.000.000 dossiers rolled up from Parquet",
                    *_medians(
                        lambda: read(file.name, file.read_bytes(), catalog, unit_id="hung-yen"),
                        lambda alone=alone: connection.execute(alone, {"file": str(file)}).fetchall(),
                    ),
                    AIM_OF_LIST,
                    f"DuckDB's own aggregate of the same file {beside}",
                )


def _medians(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    times: dict[Callable[[], object], list[float]] = {ours: [], bare: []}
    for _ in range(TIMES):
        for work, taken in times.items():
            began = perf_counter()
            work()
            taken.append(perf_counter() - began)
    return median(times[ours]), median(times[bare])
