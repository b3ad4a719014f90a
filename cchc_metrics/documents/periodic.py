"""What the periodic report says, section by section: figures of the metrics, causes only as an officer gave them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame, Timestamp

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Area
from cchc_metrics.documents import annex, letterhead
from cchc_metrics.documents.kinds import Request, figures, known, same_days, without_days
from cchc_metrics.documents.letterhead import provenance
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import (
    areas_line,
    chain_sentence,
    owner,
    period_change,
    period_sentence,
    required_value,
    requirement,
    sentence,
)

CAUSE = "nguyên nhân «{name}» chưa đạt"
BLANKS = {
    "direction": "số văn bản chỉ đạo đã ban hành, số cuộc họp, kiểm tra, tuyên truyền của kỳ",
    "results": "kết quả nổi bật ngoài các số trên",
    "next": "nhiệm vụ trọng tâm kỳ sau do lãnh đạo giao",
    "proposals": "kiến nghị, đề xuất với cấp trên",
}

Row = Mapping[Any, Any]
MET, MISSED = ("met", "met_within_error"), ("missed", "missed_within_error")
# What an officer has to explain of an index: it did not rise, or nobody measured it. A break explains itself.
SHORT = (*MISSED, "no_data")


@dataclass(frozen=True)
class Material:
    """Everything that the sections are written from."""

    catalog: Catalog
    request: Request
    rows: DataFrame
    counts: Mapping[str, Row]
    tasks: DataFrame
    notes: DataFrame
    decided: DataFrame
    days: tuple[dt.date, dt.date] | None
    say: Callable[[Row], str]

    @property
    def by_days(self) -> bool:
        """True when the report tells of days rather than of a year."""
        return self.request.by_days(self.catalog)


def content(store: Store, catalog: Catalog, request: Request) -> dict[str, Any]:
    """The fields of the template of the periodic report."""
    material = gathered(store, catalog, request)
    unit, by = catalog.units[request.unit], letterhead.issuer(catalog, request.unit, request.day)
    period, (first, last) = request.period(catalog), request.dates(catalog)
    title = (
        "Kết quả công tác cải cách hành chính {period}"
        if by == unit
        else "Kết quả công tác cải cách hành chính {period} của {unit}"
    )
    opening = (
        (
            "Thực hiện {plan}, {issuer} báo cáo kết quả công tác cải cách hành chính {period} "
            "(số liệu từ ngày {first} đến ngày {last}) như sau:"
        )
        if material.by_days
        else (
            "Thực hiện {plan}, {issuer} báo cáo kết quả công tác cải cách hành chính {period} (kỳ báo cáo từ ngày "
            "{first} đến ngày {last}; số liệu là số ghi cho năm {year}, kỳ của từng số nêu ở phụ lục) như sau:"
        )
    )
    lines = [
        opening.format(
            plan=letterhead.plan(catalog),
            issuer=letterhead.short(by),
            period=period,
            year=request.year,
            first=formats.day(first),
            last=formats.day(last),
        )
    ]
    if by != unit and unit.valid_to is not None:
        lines.append(
            words.OF_ANOTHER.format(unit=unit.name, last=formats.day(unit.valid_to), issuer=letterhead.within(by))
        )
    have = len(known(material.rows))
    lines.append(f"Có số liệu {have}/{len(material.rows)} chỉ tiêu của kỳ.")
    if material.days is not None:
        lines.append(
            f"Số liệu của các chỉ số, chỉ tiêu là số từ ngày {formats.day(material.days[0])} đến ngày "
            f"{formats.day(material.days[1])}, trừ nơi ghi khác."
        )
    heading = title.format(period=period, unit=letterhead.within(unit))
    indices = _indices(store, material)
    leading = [area for area in catalog.areas.values() if area.leads]
    others = [area for area in catalog.areas.values() if not area.leads]
    return {
        **letterhead.fields(catalog, request.unit, request.kind, request.day),
        **provenance(store, catalog, request, material.rows),
        "ten_co_quan": letterhead.short(by),
        "trich_yeu": heading,
        "mo_dau": lines,
        "ket_thuc": letterhead.closing(heading),
        "chi_dao": [line for area in leading for line in _area(material, area)]
        + [_decision(row) for row in material.decided.to_dict("records")]
        + [_blank("direction")],
        "linh_vuc": [
            {"so": number, "ten": area.name, "cau": _area(material, area)} for number, area in enumerate(others, 1)
        ],
        "ket_qua": [*(said for _, level, said in indices if level in MET), *_results(material), _blank("results")],
        "ton_tai": [*(said for _, level, said in indices if level not in MET), *_shortfalls(material)],
        "nguyen_nhan": _causes(material, {index: level for index, level, _ in indices if level in SHORT}),
        "phuong_huong": [*_next(material), _blank("next")],
        "kien_nghi": [_blank("proposals")],
        "ten_ky_truoc": words.SAME_PERIOD if material.by_days else words.ANNEX["previous"],
        "tieu_de_phu_luc": words.ANNEX_HEAD.format(period=period.upper()),
        "phu_luc": [annex.printed(line) for line in annex.lines(store, catalog, request)],
    }


def gathered(store: Store, catalog: Catalog, request: Request) -> Material:
    """The figures, tasks and notes of a report, read once."""
    days: dict[str, str] = {}
    rows = figures(store, catalog, request)
    shared = None if request.by_days(catalog) else same_days(rows)

    def say(row: Row) -> str:
        return sentence(without_days(row, shared))

    if request.by_days(catalog):
        days = dict(zip(("first_day", "last_day"), map(str, request.dates(catalog)), strict=True))
        name = catalog.periods[request.kind].name

        def say(row: Row) -> str:
            return period_sentence(row, name)

    # What was reported after the document was issued was not known to it.
    tasks = metrics.tasks(store, unit=request.unit, on=request.day)
    notes = metrics.notes(store, unit=request.unit, year=request.year, **days)
    decided = metrics.decisions(store, unit=request.unit, on=request.day)
    first, last = map(Timestamp, request.dates(catalog))
    decided = decided[decided["decided"].between(first, last)]
    counts = metrics.area_counts(store, unit=request.unit, year=request.year).to_dict("records")
    return Material(catalog, request, rows, {row["area_id"]: row for row in counts}, tasks, notes, decided, shared, say)


def written_by_officers(material: Material) -> list[tuple[str, str]]:
    """Each note that the report repeats, with where it was written."""
    return (
        [(f"ghi chú ở {row.place}", str(row.note)) for row in material.notes.itertuples()]
        + [
            (f"ghi chú của nhiệm vụ {row.task_id}", str(row.note))
            for row in material.tasks.itertuples()
            if not formats.missing(row.note)
        ]
        + [(f"kết luận họp ở bút toán {row.entry}", str(row.what)) for row in material.decided.itertuples()]
    )


def _decision(row: Row) -> str:
    """What a meeting decided, in the words of who wrote it down."""
    state = "" if formats.missing(row["state"]) else " Tình trạng: {state}.".format(state=words.STATES[row["state"]])
    return (
        "Cuộc họp ngày {day} giao: “{text}” Phụ trách: {owner}. Hạn: {due} ({by} ghi).".format(
            day=formats.day(row["decided"]),
            text=row["what"],
            owner=owner(row),
            due=formats.day(row["due"]),
            by=row["recorded_by"],
        )
        + state
    )


def _blank(what: str) -> str:
    return words.BLANK.format(what=BLANKS[what])


def _area(material: Material, area: Area) -> list[str]:
    rows = material.rows[material.rows["area_id"] == area.id]
    there = known(rows)
    said = [] if len(rows) or area.leads else [words.NO_TARGETS]
    if len(rows) and not material.by_days:
        line = areas_line(material.counts[area.id]).replace(" · ", "; ")
        said.append(f"{line[0].upper()}{line[1:]}.")
    said += [material.say(row) for row in there.to_dict("records")]
    missing = rows[~rows.index.isin(there.index)]
    said += [
        f"Chưa có số liệu của kỳ: {_named(owed)}. Phụ trách: {owner}."
        for owner, owed in missing.groupby(missing["owner"].fillna(words.NOT_NAMED), sort=False)
    ]
    said += [
        _task(row)
        for row in material.tasks[material.tasks["area_id"] == area.id].to_dict("records")
        if not formats.missing(row["state"])
    ]
    return said


def _task(row: Row) -> str:
    day = "" if formats.missing(row["as_of"]) else ", báo cáo ngày {day}".format(day=formats.day(row["as_of"]))
    said = "Nhiệm vụ «{name}»: {state}{day}.".format(name=row["name"], state=words.STATES[row["state"]], day=day)
    return (
        said
        if formats.missing(row["note"])
        else said + " Ghi chú của báo cáo nhiệm vụ: “{note}”".format(note=row["note"])
    )


def _indices(store: Store, material: Material) -> list[tuple[str, str, str]]:
    """Each headline index: its id, the verdict, and what is said of it.

    What is not known to have risen is no result, also where a break keeps it from being compared.
    """
    said = []
    for index in material.catalog.indices.values():
        if index.headline:
            rows = metrics.indices(store, unit=material.request.unit, index=index.id)
            rows = rows[rows["year"].isin(material.catalog.years) & (rows["year"] <= material.request.year)]
            # The index of a year is published after it: a report of a part of that year did not know it.
            rows = rows[rows["as_of"].isna() | (rows["as_of"] <= Timestamp(material.request.day))]
            if len(rows):
                there = rows[rows["value"].notna()]
                last = (there if len(there) else rows).iloc[-1].to_dict()
                said.append((index.id, last["level"], _index(rows, last, material)))
    return said


def _index(rows: DataFrame, last: Row, material: Material) -> str:
    line = sentence(without_days(last, material.days))
    if formats.missing(last["value"]):
        return line
    if last["year"] == material.request.year and not material.by_days:
        return f"{line} {chain_sentence(rows.to_dict('records'))}"
    return "{sentence} Chỉ số này công bố theo năm; đây là số của năm {year}.".format(
        sentence=line, year=int(last["year"])
    )


def _results(material: Material) -> list[str]:
    """How many targets were met; in a part of a year, what moved as it should."""
    if material.by_days:
        return [
            f"{row['name']}: {period_change(row)} so với cùng kỳ năm trước."
            for row in known(material.rows).to_dict("records")
            if row["direction"] == ("down" if row["operator"] in ("<", "<=") else "up")
        ]
    met = material.rows[material.rows["level"].isin(MET)]
    judged = len(met) + len(_missed(material))
    if not judged:
        return ["Chưa có chỉ tiêu nào vừa có số liệu vừa đến hạn."]
    line = (
        "Đạt {met}/{judged} chỉ tiêu có số liệu và đến hạn: {names}."
        if len(met)
        else "Không đạt chỉ tiêu nào trong {judged} chỉ tiêu có số liệu và đến hạn."
    )
    return [line.format(judged=judged, met=len(met), names=_named(met))]


def _shortfalls(material: Material) -> list[str]:
    """What was missed; in a part of a year, the cases that a 100 % forbids and what fell."""
    if not material.by_days:
        missed = _missed(material)
        judged = len(missed) + int(material.rows["level"].isin(MET).sum())
        return (
            [
                f"Chưa đạt {len(missed)}/{judged} chỉ tiêu có số liệu và đến hạn, nêu từng chỉ tiêu dưới đây.",
                *(
                    "{name}: {value}, {asked}. Phụ trách: {owner}.".format(
                        name=row["name"], value=_value(row), asked=requirement(row), owner=owner(row)
                    )
                    for row in missed
                ),
            ]
            if missed
            else [_nothing(material)]
        )
    said = []
    for row in _fell_short(material):
        if not formats.missing(row["exceptions"]) and row["exceptions"]:
            said.append(
                "{name}: kỳ này còn {count} trường hợp trên {all} so với mức cần {target}. Phụ trách: {owner}.".format(
                    name=row["name"],
                    count=formats.count(row["exceptions"]),
                    all=formats.count(row["denominator"]),
                    target=formats.target_value(row["target"], row["measure_unit"]),
                    owner=owner(row),
                )
            )
        else:
            said.append(
                "{name}: {change} so với cùng kỳ năm trước. Phụ trách: {owner}.".format(
                    name=row["name"], change=period_change(row), owner=owner(row)
                )
            )
    return said or ["Số liệu của kỳ không cho thấy trường hợp nào thiếu so với mức 100 % hay thấp hơn cùng kỳ."]


def _fell_short(material: Material) -> list[Row]:
    """The figures of a part of a year that leave cases where none may be, or are worse than in the same part before."""
    return [
        row
        for row in known(material.rows).to_dict("records")
        if (not formats.missing(row["exceptions"]) and row["exceptions"])
        or row["direction"] == ("up" if row["operator"] in ("<", "<=") else "down")
    ]


def _nothing(material: Material) -> str:
    return (
        "Không có chỉ tiêu nào chưa đạt trong số đã có số liệu; chưa có số liệu "
        f"{len(material.rows) - len(known(material.rows))} chỉ tiêu."
    )


def _missed(material: Material) -> Sequence[Row]:
    return material.rows[material.rows["level"].isin(MISSED)].to_dict("records")


def _causes(material: Material, indices: Mapping[str, str]) -> list[str]:
    """What officers noted, with who and when; a blank for each shortfall that nobody explained."""
    name = {row["indicator_id"]: row["short"] for row in material.rows.to_dict("records")}
    said = [
        "Ghi chú nộp kèm số liệu «{name}» ({source}, ngày {day}): “{note}”".format(
            name=name.get(row["indicator_id"], row["indicator_id"]),
            source=row["source"],
            day=formats.day(row["as_of"]),
            note=row["note"],
        )
        for row in material.notes.to_dict("records")
    ]
    noted = set(material.notes["indicator_id"])
    short = _fell_short(material) if material.by_days else _missed(material)
    cause = "nguyên nhân của hạn chế ở «{name}»" if material.by_days else CAUSE
    wanting = [
        ("nguyên nhân chưa có số liệu «{name}»" if level == "no_data" else CAUSE).format(
            name=material.catalog.indices[index].short
        )
        for index, level in indices.items()
        if index not in noted
    ]
    wanting += [cause.format(name=row["short"]) for row in short if row["indicator_id"] not in noted]
    return said + [words.BLANK.format(what=what) for what in wanting]


def _next(material: Material) -> list[str]:
    """What the figures leave to do: targets not yet reached, tasks not done, figures not given."""
    rows = material.rows
    said = []
    for row in known(rows).to_dict("records"):
        if formats.missing(row["target"]) or row["no_activity"] is True or row["kind"] in words.YEAR_RULES:
            continue
        if (row["target"] - row["value"] if row["operator"] not in ("<", "<=") else row["value"] - row["target"]) > 0:
            due = ""
            if not formats.missing(row["due_year"]):
                # A yearly report is written when its year is over: what was due in it can only be made up for.
                over = row["due_year"] <= material.request.year and not material.by_days
                due = (" mà kế hoạch đặt cho năm {year}" if over else " vào năm {year}").format(
                    year=int(row["due_year"])
                )
            said.append(
                "Đưa «{name}» từ {value} tới mức {asked}. Phụ trách: {owner}.".format(
                    name=row["name"],
                    value=_value(row),
                    owner=owner(row),
                    asked=required_value(row).removeprefix("cần ") + due,
                )
            )
    for row in material.tasks.to_dict("records"):
        if row["state"] in ("in_progress", "not_started", "late"):
            due = "" if formats.missing(row["due"]) else " Hạn: {due}.".format(due=formats.day(row["due"]))
            said.append(
                "Tiếp tục nhiệm vụ «{name}» ({state}). Phụ trách: {owner}.{due}".format(
                    name=row["name"], state=words.STATES[row["state"]], owner=owner(row), due=due
                )
            )
    missing = rows[~rows.index.isin(known(rows).index)]
    if len(missing):
        said.append(f"Bổ sung số liệu của {len(missing)} chỉ tiêu chưa có số liệu của kỳ, đã nêu ở từng lĩnh vực.")
    return said


def _named(rows: DataFrame) -> str:
    """Names that have commas in them, told apart."""
    return "; ".join(f"«{name}»" for name in rows["name"])


def _value(row: Row) -> str:
    return formats.value(row["value"], row["measure_unit"], against=[row["target"]])
