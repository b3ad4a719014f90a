"""Reads a plan folder into a catalog, or lists everything wrong with it."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import models
from cchc_metrics.catalog.catalog import TABLES, Catalog
from cchc_metrics.catalog.keys import faults_of
from cchc_metrics.faults import Fault, FaultError, nearest

Reference = tuple[models.Row, str, str, Collection[str], str]


def faults_of_references(catalog: Catalog, places: Mapping[int, str], ids_at_fault: Collection[str]) -> list[Fault]:
    """One fault for each name that points nowhere; names in `ids_at_fault` belong to rows already at fault."""
    return [
        _unknown(places[id(row)], key, name, names, what)
        for row, key, name, names, what in _references(catalog)
        if name not in names and name not in ids_at_fault
    ]


def faults_of_unsound_rows(
    catalog: Catalog, rows: Iterable[tuple[str, type[models.Entity], Mapping[str, Any]]], ids_at_fault: Collection[str]
) -> list[Fault]:
    """The unknown names in rows that have other faults too, so that those do not hide them; each row has its place.

    Only the names that most rows have are looked at: owner, area, document, and the units of a unit.
    """
    references: Mapping[str, tuple[Collection[str], str]] = {
        "owner": (catalog.owners, "chức danh"),
        "area": (catalog.areas, "lĩnh vực"),
        "parent": (catalog.units, "đơn vị"),
        "successor": (catalog.units, "đơn vị"),
        "level": (catalog.levels, "cấp đơn vị"),
        "cite.document": (catalog.documents, "văn bản"),
    }
    faults = []
    for place, model, data in rows:
        cite = data.get("cite")
        values = {**data, "cite.document": cite.get("document") if isinstance(cite, Mapping) else None}
        for key, (names, what) in references.items():
            name = values.get(key)
            if (
                key.partition(".")[0] in model.model_fields
                and isinstance(name, str)
                and name not in names
                and name not in ids_at_fault
            ):
                faults.append(_unknown(place, key, name, names, what))
    return faults


def _unknown(place: str, key: str, name: str, names: Collection[str], what: str) -> Fault:
    return Fault(
        "unknown-id",
        f"{place} · {key}",
        f"không có {what} nào mã «{name}»{nearest(name, names)}",
        f"mã của một {what} có trong kế hoạch",
        f"sửa mã, hoặc thêm {what} đó",
    )


def _references(catalog: Catalog) -> Iterator[Reference]:
    for row, cite in _citations(catalog):
        if cite is not None:
            yield row, "cite.document", cite.document, catalog.documents, "văn bản"
    yield from _of_posts(catalog)
    yield from _of_units(catalog)
    yield from _of_levels(catalog)
    yield from _of_areas(catalog)
    yield from _of_tables(catalog)
    yield from _of_feedback(catalog)
    for series_break in catalog.breaks.values():
        for name in series_break.indicators:
            yield series_break, "indicators", name, catalog.indicators, "chỉ số hoặc chỉ tiêu"
    for target in catalog.targets.values():
        for name in target.breakdown:
            yield target, "breakdown", name, catalog.breakdowns, "cách chia nhóm"


def _of_posts(catalog: Catalog) -> Iterator[Reference]:
    rows: list[models.Index | models.Target | models.Task] = [
        *catalog.indices.values(),
        *catalog.targets.values(),
        *catalog.tasks.values(),
    ]
    for row in rows:
        owner = () if row.owner is None else (row.owner,)
        for key, names in (("owner", owner), ("joint", row.joint), ("partners", row.partners)):
            for name in names:
                yield row, key, name, catalog.owners, "chức danh"


def _of_levels(catalog: Catalog) -> Iterator[Reference]:
    rows: list[models.Plan | models.Unit] = [*catalog.plans.values(), *catalog.units.values()]
    yield from ((row, "level", row.level, catalog.levels, "cấp đơn vị") for row in rows)
    for indicator in catalog.indicators.values():
        for key, names in (
            ("levels", indicator.levels),
            ("adds_up", () if indicator.adds_up is None else (indicator.adds_up,)),
        ):
            for name in names:
                yield indicator, key, name, catalog.levels, "cấp đơn vị"
    for series_break in catalog.breaks.values():
        for name in series_break.levels:
            yield series_break, "levels", name, catalog.levels, "cấp đơn vị"


def _of_units(catalog: Catalog) -> Iterator[Reference]:
    for plan in catalog.plans.values():
        yield plan, "unit", plan.unit, catalog.units, "đơn vị"
    for indicator in catalog.indicators.values():
        for unit_id in indicator.units:
            yield indicator, "units", unit_id, catalog.units, "đơn vị"
    for unit in catalog.units.values():
        for key, name in (("parent", unit.parent), ("successor", unit.successor)):
            if name is not None:
                yield unit, key, name, catalog.units, "đơn vị"
    for series_break in catalog.breaks.values():
        for unit_id in series_break.units:
            yield series_break, "units", unit_id, catalog.units, "đơn vị"


def _of_areas(catalog: Catalog) -> Iterator[Reference]:
    in_areas: list[models.Target | models.Task | models.Tally] = [
        *catalog.targets.values(),
        *catalog.tasks.values(),
        *catalog.tallies.values(),
    ]
    for row in in_areas:
        yield row, "area", row.area, catalog.areas, "lĩnh vực"
    for owner in catalog.owners.values():
        for name in owner.areas:
            yield owner, "areas", name, catalog.areas, "lĩnh vực"
    for method in catalog.methods.values():
        if method.mean_of is not None:
            yield method, "mean_of", method.mean_of, catalog.methods, "cách tính"


def _of_tables(catalog: Catalog) -> Iterator[Reference]:
    for table in (*catalog.forms.values(), *catalog.dossier_lists.values()):
        yield table, "source", table.source, catalog.sources, "nguồn"
        for feed in table.feed:
            yield table, "feed.indicator", feed.indicator, catalog.indicators, "chỉ số hoặc chỉ tiêu"
            yield table, "feed.breakdown", feed.breakdown, catalog.breakdowns, "cách chia nhóm"
        for tally in table.tally:
            yield table, "tally.tally", tally.tally, catalog.tallies, "số đếm"
            for name in tally.breakdown:
                yield table, "tally.breakdown", name, catalog.breakdowns, "cách chia nhóm"
        breakdown = catalog.breakdowns.get(table.groups_of or "")
        if table.others is not None and breakdown is not None:
            yield table, "others", table.others, [group.id for group in breakdown.group], "nhóm"
    for table in catalog.dossier_lists.values():
        yield table, "channel_breakdown", table.channel_breakdown, catalog.breakdowns, "cách chia nhóm"
        breakdown = catalog.breakdowns.get(table.channel_breakdown)
        groups = [group.id for group in breakdown.group] if breakdown else []
        for name in (table.missing_channel, table.online, *(channel.group for channel in table.channel)):
            yield table, "channel", name, groups, "nhóm"
    yield from _of_results(catalog)


def _of_results(catalog: Catalog) -> Iterator[Reference]:
    for table in catalog.result_tables.values():
        for key, name in (("source", table.source), ("survey_source", table.survey_source)):
            yield table, key, name, catalog.sources, "nguồn"
        for subject in table.subject:
            yield table, "subject.indicator", subject.indicator, catalog.indicators, "chỉ số hoặc chỉ tiêu"
            index = catalog.indices.get(subject.indicator)
            if subject.part is not None:
                yield (
                    table,
                    "subject.part",
                    subject.part,
                    [part.id for part in index.part] if index else [],
                    "thành phần",
                )
        for method in table.made_by:
            yield table, "made_by.indicator", method.indicator, catalog.indicators, "chỉ số hoặc chỉ tiêu"
            yield table, "made_by.method", method.method, catalog.methods, "cách tính"


def _of_feedback(catalog: Catalog) -> Iterator[Reference]:
    for register in catalog.feedback_registers.values():
        for owner in (register.owner, *(field.owner for field in register.field if field.owner)):
            yield register, "owner", owner, catalog.owners, "chức danh"
        if register.factor:
            factors = [*catalog.indices, *(part.id for index in catalog.indices.values() for part in index.part)]
            yield register, "factor", register.factor, factors, "chỉ số hoặc thành phần"
        for place in register.place:
            yield register, "place.unit", place.unit, catalog.units, "đơn vị"
        for kind in register.kind:
            if kind.cite is not None:
                yield register, "kind.cite", kind.cite.document, catalog.documents, "văn bản"


def _citations(catalog: Catalog) -> Iterator[tuple[models.Row, models.Cite | None]]:
    citation = (
        catalog.plans,
        catalog.units,
        catalog.areas,
        catalog.indices,
        catalog.targets,
        catalog.tasks,
        catalog.owners,
        catalog.breaks,
        catalog.methods,
        catalog.tallies,
        catalog.systems,
        catalog.periods,
        catalog.offices,
    )
    for rows in citation:
        yield from ((row, row.cite) for row in rows.values())
    for target in catalog.targets.values():
        yield from ((target, version.cite) for version in target.version)


# Names that those of a table must differ from as well.
BESIDE = {"target": ("index",), "tally": ("index", "target"), "task": ("index", "target")}
NAMED_IN_TEXT = re.compile(r'\bid\s*=\s*"([^"]+)"')


@dataclass(frozen=True)
class Place:
    """Where a row stands, as a person would look for it."""

    file: str
    table: str
    number: int
    id: str

    def __str__(self) -> str:
        identity = f" ({self.id})" if self.id else ""
        return f"{self.file} · [[{self.table}]] thứ {self.number}{identity}"


def load(plan_folder: Path, figure_folders: Iterable[Path] = (), *, plan_id: str | None = None) -> Catalog:
    """The catalog of a plan folder, with the sources that the figure folders name.

    Any .toml file of the folder may hold any table, so files are split as people like. `plan_id` is by what name the
    plan is asked for, where that is known.
    Raises: FaultError with every fault of every file at once.
    """
    files = sorted(plan_folder.glob("*.toml"))
    if not files:
        example = "một thư mục kế hoạch như data/plans/nhat-quang-2021-2025"
        remedy = "kiểm tra mã kế hoạch (--plan) và thư mục dữ liệu"
        problem = "không có tệp .toml nào của kế hoạch"
        raise FaultError([Fault("missing-file", str(plan_folder), problem, example, remedy)])
    files += [file for folder in figure_folders for file in sorted(folder.glob("*.toml"))]
    faults: list[Fault] = []
    rows: dict[str, list[tuple[Place, models.Entity]]] = {table: [] for table in TABLES}
    ids_at_fault: set[str] = set()
    at_fault: list[tuple[Place, Mapping[str, Any]]] = []
    for file in files:
        for place, data in _raw_rows(file, faults, ids_at_fault):
            row = _row(place, data, faults)
            if row is None:
                at_fault.append((place, data))
            else:
                rows[place.table].append((place, row))
    faults += _duplicates(rows)
    if not rows["plan"] and not faults:
        faults.append(
            Fault("missing-part", str(plan_folder), "không tệp nào có bảng [plan]", "đúng một bảng [plan]", "thêm bảng")
        )
    catalog = Catalog.of({table: [row for _, row in table_rows] for table, table_rows in rows.items()})
    # A row that could not be read is not known, so references to it would only repeat its fault.
    ids_at_fault |= {place.id for place, _ in at_fault}
    places = {id(row): str(place) for table_rows in rows.values() for place, row in table_rows}
    faults += faults_of_references(catalog, places, ids_at_fault)
    faults += [
        Fault("contradiction", f"{places[id(row)]} · {key}", problem, expected, "sửa khóa đã nêu")
        for row, key, problem, expected in _contradictions(catalog, plan_id)
    ]
    faults += faults_of_unsound_rows(
        catalog, ((str(place), TABLES[place.table], data) for place, data in at_fault), ids_at_fault
    )
    if faults:
        raise FaultError(faults)
    return catalog


def _contradictions(catalog: Catalog, plan_id: str | None) -> Iterator[tuple[models.Row, str, str, str]]:
    """Values of rows that cannot be true beside each other: the row, its key, the problem and what was expected."""
    for plan in catalog.plans.values():
        if plan_id not in (None, plan.id):
            yield plan, "id", f"«{plan.id}» khác tên thư mục của kế hoạch", f"«{plan_id}», như tên thư mục"
        for target in catalog.targets.values():
            yield from ((target, *rest) for rest in _of_target(target, plan))
    slugs: dict[str, str] = {}
    for area in catalog.areas.values():
        if area.slug in slugs:
            problem = f"«{area.slug}» đã là chữ trong đường dẫn của lĩnh vực {slugs[area.slug]}"
            yield area, "slug", problem, "mỗi lĩnh vực một chữ"
        slugs.setdefault(area.slug, area.id)
    for unit in catalog.units.values():
        if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
            yield unit, "valid_to", "đơn vị hết trước khi có", "ngày không trước valid_from"
        for key in ("parent", "successor"):
            if _leads_back(catalog, unit, key):
                yield unit, key, f"đi theo «{key}» thì trở lại chính «{unit.id}»", "một đơn vị khác, không thành vòng"


def _of_target(target: models.Target, plan: models.Plan) -> Iterator[tuple[str, str, str]]:
    years = range(plan.first_year, plan.last_year + 1)
    if target.due_year is not None and target.due_year not in years:
        yield "due_year", f"{target.due_year} không là năm của kế hoạch", f"từ {years[0]} đến {years[-1]}"
    if {target.adds_up} == set(target.levels or (plan.level,)):
        yield "adds_up", f"chỉ tiêu của cấp «{target.adds_up}» không thể cộng từ chính cấp đó", "mã của cấp ở dưới"
    most = float("inf") if target.largest is None else target.largest
    for version in target.version:
        ladder = (version.ladder.start, version.ladder.until) if version.ladder else ()
        for value in (version.value, *ladder, *(stage.value for stage in version.stage)):
            if value is not None and not target.least <= value <= most:
                limit = f"từ {target.least:g} đến {most:g}" if most < float("inf") else f"từ {target.least:g} trở lên"
                yield "version", f"giá trị {value:g} ngoài giới hạn của đơn vị đo «{target.unit}»", limit
        for stage in version.stage:
            if stage.year not in years:
                yield "version", f"mốc {stage.year} không là năm của kế hoạch", f"từ {years[0]} đến {years[-1]}"


def _leads_back(catalog: Catalog, unit: models.Unit, key: str) -> bool:
    """True where following the parents or successors of a unit comes back to it."""
    other, chain = getattr(unit, key), set()
    while other in catalog.units and other not in chain:
        if other == unit.id:
            return True
        chain.add(other)
        other = getattr(catalog.units[other], key)
    return False


def _raw_rows(file: Path, faults: list[Fault], ids_at_fault: set[str]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The rows of a file; of one that cannot be read, the names it seems to hold are added to `ids_at_fault`."""
    data = file.read_bytes()
    try:
        tables = tables_of(file.name, data)
    except FaultError as error:
        ids_at_fault |= _names_in(data)
        faults += error.faults
        return
    for table, entries in tables.items():
        if table not in TABLES:
            faults.append(
                Fault(
                    "unknown-table",
                    file.name,
                    f"không có bảng nào tên «{table}»{nearest(table, TABLES)}",
                    "một trong: " + ", ".join(sorted(TABLES)),
                    "sửa tên bảng",
                )
            )
            continue
        entries = [entries] if isinstance(entries, dict) else entries
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            faults.append(
                Fault(
                    "toml-syntax",
                    file.name,
                    f"«{table}» không phải là bảng",
                    f"các bảng [[{table}]]",
                    f"viết mỗi dòng là một bảng [[{table}]]",
                )
            )
            continue
        for number, entry in enumerate(entries, 1):
            name = entry.get("id")
            place = Place(file.name, table, number, name if isinstance(name, str) else "")
            yield place, {key: frozen(value) for key, value in entry.items()}


def tables_of(name: str, data: bytes, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises: FaultError when it is not one.
    """
    try:
        # Notepad begins a file with a mark that TOML does not know.
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=parse_float)
    except UnicodeDecodeError as error:
        fault = Fault(
            "encoding", name, f"không đọc được chữ ở byte {error.start}", "tệp UTF-8", "lưu lại tệp với mã UTF-8"
        )
    except tomllib.TOMLDecodeError as error:
        fault = _syntax_fault(name, str(error))
    raise FaultError([fault])


VALUES = "chữ trong ngoặc kép thẳng, số như 12.5, true hoặc false, ngày như 2026-12-31, danh sách trong ngoặc vuông"
# How the reader of TOML begins what it says, what that means, and what was expected.
SYNTAX = (
    ("Illegal character", "chữ chưa có ngoặc kép đóng trên cùng dòng, hoặc có ký tự không in được", VALUES),
    ("Unterminated string", "chữ chưa có ngoặc kép đóng", VALUES),
    ("Invalid value", "giá trị viết không đúng cách", VALUES),
    ("Invalid date", "ngày không có trong lịch", "ngày có thật, như 2026-12-31"),
    ("Expected newline", "còn chữ thừa sau giá trị", VALUES),
    (
        "Expected '='",
        "dòng không có dạng khóa = giá trị",
        "khóa là chữ không dấu, rồi dấu =, rồi giá trị; số như 12.5",
    ),
    ("Expected ']'", "tên bảng thiếu ngoặc vuông đóng", "tên bảng như [[target]]"),
    ("Cannot", "khóa hoặc bảng có hai lần, hoặc bảng viết khi là [tên], khi là [[tên]]", "mỗi khóa một lần trong bảng"),
    ("Unescaped", "dấu \\ trong ngoặc kép", "dấu \\ viết thành \\\\"),
    ("Unclosed array", "danh sách thiếu dấu phẩy hoặc ngoặc vuông đóng", 'danh sách như ["xa", "thon"]'),
    (
        "Unclosed inline",
        "bảng trong ngoặc nhọn thiếu dấu phẩy hoặc ngoặc đóng",
        'bảng như { document = "kh", place = "I" }',
    ),
)


def _syntax_fault(name: str, error: str) -> Fault:
    """What is wrong in the writing of a TOML file, in Vietnamese."""
    problem, expected = next(
        (rest for start, *rest in SYNTAX if error.startswith(start)), ("chữ lạ", "tệp TOML hợp lệ")
    )
    place = re.search(r"at line (\d+), column (\d+)", error)
    where = f"ở dòng {place[1]}, cột {place[2]}" if place else "ở cuối tệp"
    return Fault("toml-syntax", name, f"không đúng cú pháp TOML {where}: {problem}", expected, f"sửa tệp {where}")


def _names_in(data: bytes) -> set[str]:
    # Names are plain letters, so they can be made out even in UTF-16, where each is followed by a zero.
    return set(NAMED_IN_TEXT.findall(data.replace(b"\0", b"").decode("latin-1")))


def frozen(value: Any) -> Any:
    """A value of a TOML file whose lists cannot be changed."""
    if isinstance(value, list):
        return tuple(map(frozen, value))
    if isinstance(value, dict):
        return {key: frozen(inner) for key, inner in value.items()}
    return value


def _row(place: Place, data: Mapping[str, Any], faults: list[Fault]) -> models.Entity | None:
    model = TABLES[place.table]
    faults += [
        Fault(
            "missing-value",
            f"{place} · {key}",
            f"chưa điền: «{value}»",
            "giá trị thật của kế hoạch",
            "điền, hoặc bỏ dòng này nếu kế hoạch không có",
        )
        for key, value in data.items()
        # So begins what a new plan folder leaves to be filled in.
        if isinstance(value, str) and value.startswith("[điền")
    ]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults += faults_of(model, str(place), error)
        return None


def _duplicates(rows: Mapping[str, list[tuple[Place, models.Entity]]]) -> list[Fault]:
    faults = []
    for table, table_rows in rows.items():
        first: dict[str, Place] = {}
        # Indices and targets share one list of names, for both are indicators; tallies and tasks stand beside them.
        pool = [row for other in BESIDE.get(table, ()) for row in rows[other]] + table_rows
        for place, row in pool:
            name = row.id
            if name in first and place.table == table:
                faults.append(
                    Fault(
                        "duplicate-id",
                        str(place),
                        f"mã «{name}» đã có ở {first[name]}",
                        "mỗi mã một lần",
                        "đổi mã hoặc bỏ một dòng",
                    )
                )
            first.setdefault(name, place)
    if len(rows["plan"]) > 1:
        faults.append(
            Fault(
                "duplicate-table",
                str(rows["plan"][1][0]),
                "có hơn một bảng [plan]",
                "đúng một bảng [plan]",
                "mỗi kế hoạch một thư mục",
            )
        )
    return faults
