"""What the library takes: questions of metrics and of Chấm điểm, the store, files that are handed in, documents."""

import datetime as dt
import inspect
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment
from python_calamine import CalamineWorkbook

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.criteria.loader import rows_of_sets
from cchc_metrics.criteria.models import Band, CriteriaSet, Criterion, Head, Rule
from cchc_metrics.documents import periodic, reports
from cchc_metrics.intake import read
from cchc_metrics.store import Rows, Store, build_store, rows_of
from cchc_metrics.workspace import APP, Workspace
from tests.intake.forms_as_they_are import form, workbook


@dataclass(frozen=True)
class Result:
    """One measurement: the work, its seconds, those of what it is compared with, and the ratio that is aimed at."""

    what: str
    ours: float
    bare: float
    aim: float
    against: str

    def line(self) -> str:
        """The line as Markdown."""
        return (
            f"| {self.what} | {1000 * self.ours:.0f} ms | {self.against}: {1000 * self.bare:.0f} ms "
            f"| {self.ours / self.bare:.2f} | ≤ {self.aim:g} |"
        )


LIMIT_OF_QUESTION = 0.020
TIMES = 9
# The value of each parameter of a question. A question with a new parameter fails until its value is added here.
REQUESTS = {
    "unit": "nhat-quang",
    "year": 2025,
    "index": "papi",
    "indicator": "on-time",
    "from_year": 2020,
    "to_year": 2021,
    "period": "quy-1",
    "criteria": "par-xa-minh-hoa",
    "units": ["nhat-quang", "hung-yen"],
    "indicators": ["par-index", "papi"],
    "decision": 1,
    "on": dt.date(2025, 6, 30),
    "query": "so hoa",
}


def asking() -> Iterator[Result]:
    """One result, for the slowest question."""
    with tempfile.TemporaryDirectory() as folder:
        store = Workspace.open(Path(folder)).store
        slowest, name = max((_seconds(store, name), name) for name in metrics.__all__ if name.islower())
        store.close()
    yield Result(f"the slowest question of `metrics` (`{name}`)", slowest, LIMIT_OF_QUESTION, 1.0, "20 ms")


def _seconds(store: Store, name: str) -> float:
    question = getattr(metrics, name)
    request = {
        parameter.name: REQUESTS[parameter.name]
        for parameter in inspect.signature(question).parameters.values()
        if parameter.name in REQUESTS and parameter.default is parameter.empty
    }
    return _time_of(question, store, request)


def _time_of(question: Callable[..., object], store: Store, request: Mapping[str, Any]) -> float:
    times = []
    for _ in range(TIMES):
        # A store remembers its answers, so each time a new one is asked.
        other = Store(store.path)
        began = perf_counter()
        question(other, **request)
        times.append(perf_counter() - began)
        other.close()
    return median(times)


LIMIT_OF_SCORING = 0.050
AREAS, EACH, UNITS, YEARS = 8, 25, 124, range(2021, 2026)
ABOUT = {"unit": "xa-60", "criteria": "lon"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "criteria_sets": {"unit": "xa-60"},
    "criterion_names": {"unit": "xa-60"},
    "methods": {},
    "score_tree": {**ABOUT, "year": 2024},
    "score_totals": ABOUT,
    "point_losses": {**ABOUT, "year": 2024},
    "point_losses_by": {**ABOUT, "year": 2024},
    "score_change": {**ABOUT, "from_year": 2023, "to_year": 2024},
    "score_peers": {**ABOUT, "year": 2024},
    "score_steps": {**ABOUT, "year": 2024},
    "next_band": {**ABOUT, "year": 2024},
}


def scoring() -> Iterator[Result]:
    """One result, for the slowest question."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.duckdb"
        build_store(path, large())
        store = Store(path)
        slowest, name = max((_time_of(getattr(metrics, name), store, QUESTIONS[name]), name) for name in QUESTIONS)
        store.close()
    yield Result(
        f"the slowest question of Chấm điểm (`{name}`), {AREAS * EACH} criteria × {UNITS} units × {len(YEARS)} years",
        slowest,
        LIMIT_OF_SCORING,
        1.0,
        "50 ms",
    )


def large() -> Rows:
    """The rows of a store with one large set and a result for every criterion, unit and year."""
    catalog = load(APP / "data" / "plans" / "nhat-quang-2021-2025", [APP / "data" / "published"])
    rows = rows_of(catalog)
    rows["unit"] = [{"unit_id": f"xa-{number}", "name": f"Xã {number}", "level": "commune"} for number in range(UNITS)]
    large_set = criteria_set()
    rows |= rows_of_sets([large_set], catalog)
    rows["criterion_result"] = list(criterion_results([row.key for row in large_set.criteria if row.rule]))
    rows["peer_score"] = list(peer_scores())
    return rows


def criteria_set() -> CriteriaSet:
    """The set: areas of as many criteria each, two bands."""
    criteria: list[Criterion] = []
    for area in range(1, AREAS + 1):
        criteria.append(Criterion(number=f"{area}", name=f"Lĩnh vực {area}", maximum=Decimal(EACH)))
        criteria += [
            Criterion(
                number=f"{area}.{one}",
                name=f"Tiêu chí {one}",
                maximum=Decimal(1),
                rule=Rule(kind="capped", threshold=Decimal(80)),
            )
            for one in range(1, EACH + 1)
        ]
    return CriteriaSet(
        criteria=tuple(criteria),
        head=Head(
            id="lon",
            name="Bộ lớn",
            short="Bộ lớn",
            from_year=2021,
            levels=("commune",),
            maximum=Decimal(AREAS * EACH),
            not_applicable="exclude",
            band=(Band(name="A", at_least=Decimal(90)), Band(name="B", at_least=Decimal(0))),
        ),
    )


def criterion_results(leaves: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A result for every criterion, unit and year."""
    for unit, year, (at, leaf) in product(range(UNITS), YEARS, enumerate(leaves)):
        yield {
            "layer": "own",
            "entry": 1,
            "withdrawn": False,
            "set_id": "lon",
            "unit_id": f"xa-{unit}",
            "year": year,
            "criterion_id": leaf,
            "kind": "self",
            "numerator": (unit * 7 + at * 3 + year) % 101,
            "denominator": 100,
            "evidence": [],
        }


def peer_scores() -> Iterator[dict[str, Any]]:
    """The superior body's table of all units."""
    for unit in range(UNITS):
        yield {
            "entry": 2,
            "withdrawn": False,
            "place": "bang.xlsx",
            "set_id": "lon",
            "year": 2024,
            "unit_id": f"xa-{unit}",
            "name": f"Xã {unit}",
            "value": 50 + unit % 50,
            "reported_rank": None,
        }


AIM_OF_BUILD = 3.0


def building() -> Iterator[Result]:
    """One result."""
    files = sorted((APP / "data" / "published").glob("*.csv")) + sorted((APP / "data" / "demo").glob("*.csv"))

    def ours(folder: Path) -> None:
        Workspace.open(folder).build()

    def bare(folder: Path) -> None:
        with duckdb.connect(folder / "bare.duckdb") as connection:
            for number, file in enumerate(files):
                connection.read_csv(str(file)).create(f"file_{number}")

    times: dict[Callable[[Path], None], list[float]] = {ours: [], bare: []}
    for _ in range(TIMES):
        for build, seconds in times.items():
            with tempfile.TemporaryDirectory() as folder:
                began = perf_counter()
                build(Path(folder))
                seconds.append(perf_counter() - began)
    yield Result(
        "`cchc build`: plan, figures, verdicts, checks",
        median(times[ours]),
        median(times[bare]),
        AIM_OF_BUILD,
        "DuckDB alone reading the same CSV files",
    )


AIM_OF_FORM = 3.0
AIM_OF_LIST = 2.0
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


def handing_in() -> Iterator[Result]:
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
        for work, seconds in times.items():
            began = perf_counter()
            work()
            seconds.append(perf_counter() - began)
    return median(times[ours]), median(times[bare])


LIMIT_OF_REPORT = 2.0
# Half of the time of slides goes into the letters and lines of their pictures; each picture is drawn once.
LIMIT_OF_SLIDES = 8.0


def reporting() -> Iterator[Result]:
    """Two results: what the report takes beyond the library's own rendering, and the processor's time of the slides."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder))
        store, catalog = workspace.store, workspace.catalog
        request = reports.request(workspace, kind="nam", unit="nhat-quang", year=2025)
        values = periodic.content(store, catalog, request)
        whole, bare = [], []
        for _ in range(TIMES):
            began = perf_counter()
            reports.document(workspace, request, "docx")
            whole.append(perf_counter() - began)
            began = perf_counter()
            template = DocxTemplate(reports.TEMPLATES / reports.PERIODIC.template)
            template.render(values, ImmutableSandboxedEnvironment(autoescape=True))
            template.save(io.BytesIO())
            bare.append(perf_counter() - began)
        request = reports.request(workspace, kind="trinh-chieu", unit="nhat-quang", year=2025)
        slides = []
        for _ in range(2):
            began = process_time()
            reports.document(workspace, request, "pptx")
            slides.append(process_time() - began)
        store.close()
    yield Result("the slides of a year with their pictures", min(slides), LIMIT_OF_SLIDES, 1.0, "8 s")
    yield Result(
        f"the yearly report, beyond docxtpl's own {1000 * median(bare):.0f} ms",
        median(whole) - median(bare),
        LIMIT_OF_REPORT,
        1.0,
        "2 s",
    )
