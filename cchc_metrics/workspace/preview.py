"""What handing in or undoing would do, told before anything is stored: figures, verdicts, cautions, locks."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.ledger import Entry
from cchc_metrics.store import DamagedStore, FigureList, Rows, Store, grown_store, in_memory_store, shipped_figures
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.ledger_words import FigureChangeRow
from cchc_metrics.text.rows import records
from cchc_metrics.workspace.entries import approvals, closing

FIGURES = """
select
    current.indicator_id, indicator.name, indicator.measure_unit, current.part_id, current.breakdown_id,
    current.group_id, current.year, current.period_start, current.period_end, current.numerator, current.denominator,
    coalesce(
        case scale when 'percent' then 100 else 1 end * current.numerator / nullif(current.denominator, 0),
        current.value
    ) as value,
    current.reported_value, current.sample_size, current.flag, current.method, current.reported_rank,
    current.reported_of, current.source_id, current.as_of, current.note, current.layer, current.approval,
    current.place, given.flag as given_flag
from current_observation as current
join indicator using (indicator_id)
join observation as given
    using (layer, entry, place, indicator_id, part_id, breakdown_id, group_id, unit_id, period_start, period_end)
where unit_id = $unit
union all by name
select
    indicator_id, tally.name, 'count' as measure_unit, '' as part_id, breakdown_id, group_id, year,
    period_start, period_end, numerator as value, flag, source_id, as_of, note, layer, approval, place,
    flag as given_flag
from current_observation
join tally on tally.tally_id = indicator_id
where unit_id = $unit
"""

REPORTS = """
select task_id, task.name, state, task_report.as_of, note, spent, evidence, layer, place
from task_report
join task using (task_id)
join unit_layer using (unit_id)
where unit_id = $unit and not withdrawn and (layer = 'demo') = illustrative
qualify row_number() over (partition by task_id order by entry desc, task_report.as_of desc nulls last) = 1
"""

VERDICTS = """
select indicator_id, short, year, is_index, sequence, target, level, direction, direction_statistical, pace
from verdict
join indicator using (indicator_id)
where unit_id = $unit
"""

# The default for what the plan leaves out is stated in catalog/models.py.
JUMPS = """
select indicator_id, verdict.year, name, measure_unit, previous, verdict.value, change, verdict.target
from verdict
join indicator using (indicator_id)
where unit_id = $unit
    and abs(change) > coalesce(
        usual_change, case scale
            when 'percent' then 25
            when 'ratio' then 0.25
            when 'yes-no' then 1
            else 0.25 * abs(previous)
        end
    )
order by is_index desc, sequence, verdict.year
"""

# «12/2024», «1/quý 2/2024»: a code made of a running number.
SERIAL = re.compile(r"\d+/(?:[^/]+/)?\d{4}")
FEEDBACK = """
select code, received, field, channel, feedback_in_force.place, subject, role, due, answered, satisfied, owner_id, kind,
    case when illustrative then 'demo' else 'own' end as layer
from feedback_in_force
where unit_id = $unit
"""

# What the questions above ask of a store.
QUESTION_TABLES = (
    "current_observation",
    "feedback_in_force",
    "indicator",
    "observation",
    "tally",
    "task",
    "task_report",
    "unit_layer",
    "verdict",
)
SERIES = ["indicator_id", "part_id", "breakdown_id", "group_id", "period_start", "period_end"]
# Where a figure stands says nothing about it, and who approved it is told apart.
BESIDE = {"place", "approval", "name", "measure_unit", "given_flag"}
# How final a figure is by the flag that it was handed in with; every other flag is as final as can be.
CERTAINTY = ("layer", "as_of", "given_flag")
FINALITY = {"estimated": 0, "provisional": 1}


@dataclass(frozen=True)
class Preview:
    """What would be done, for one unit or, by the column unit_id of every table, for many.

    `new_files` are the names and bytes of the files that are new, `repeats` those handed in already: name, entry, day.
    `changes`, a row each figure that would be added, changed or taken away: unit_id, kind (added, changed, gone),
    indicator_id, name, measure_unit, part_id, breakdown_id, group_id, year, period_start, period_end, before, after (in
    the unit), limit (what is asked of the year), place, illustrative (the figure before was one), illustrates (the
    figure after is one), unlike (the columns in which the two differ, a semicolon behind each).
    `tasks`, a row each task that would be told otherwise: unit_id, kind, task_id, name, before, after, illustrative,
    illustrates, as for a figure.
    `flips`, a row each verdict that would change: unit_id, indicator_id, short, year, verdict (level, direction, pace),
    before, after; missing where there was none. `units` are those that the files are about.
    `feedback`, a row each complaint or suggestion that would be told otherwise: unit_id, kind (added, changed, gone),
    code, illustrative (the one before was one), illustrates (the one after is one).
    """

    new_files: tuple[tuple[str, bytes], ...]
    repeats: tuple[tuple[str, int, dt.date], ...]
    changes: DataFrame
    tasks: DataFrame
    flips: DataFrame
    feedback: DataFrame
    cautions: tuple[Fault, ...] = ()
    units: tuple[str, ...] = ()

    def of(self, unit_id: str) -> "Preview":
        """The same for one of the units; files and cautions are those of all."""
        tables = self.changes, self.tasks, self.flips, self.feedback
        frames = (frame[frame["unit_id"] == unit_id] for frame in tables)
        changes, tasks, flips, feedback = (frame.reset_index(drop=True) for frame in frames)
        return replace(self, changes=changes, tasks=tasks, flips=flips, feedback=feedback, units=(unit_id,))

    @property
    def empty(self) -> bool:
        """True when nothing would be otherwise than it is."""
        return self.changes.empty and self.tasks.empty and self.feedback.empty


def comparison(
    before: Store, after: Store, *, units: Sequence[str]
) -> tuple[DataFrame, DataFrame, DataFrame, DataFrame]:
    """The figures, tasks, verdicts and feedback of some units that differ between two stores, as in a Preview."""

    verdicts = {unit_id: [store.frame(VERDICTS, unit=unit_id) for store in (before, after)] for unit_id in units}

    def of_each(question: Callable[[str], DataFrame]) -> DataFrame:
        frames = [question(unit_id).assign(unit_id=unit_id) for unit_id in units]
        differences = [frame for frame in frames if len(frame)] or frames[:1]
        return pd.concat(differences, ignore_index=True) if len(differences) > 1 else differences[0]

    return (
        of_each(lambda unit_id: _figures(before, after, unit_id, verdicts[unit_id])),
        of_each(lambda unit_id: _tasks(before, after, unit_id)),
        of_each(lambda unit_id: _flips(*verdicts[unit_id])),
        of_each(lambda unit_id: _feedback(before, after, unit_id)),
    )


def jumps(after: Store, changes: DataFrame, *, unit_id: str) -> list[Fault]:
    """A caution for each figure that would move further in a year than it usually does, and carries no note.

    The year after a changed figure is looked at too: its own step is another one now.
    """
    own = changes["unit_id"] == unit_id
    new = changes[own & changes["kind"].isin(["added", "changed"]) & (changes["part_id"] == "")]
    rows = records(new, FigureChangeRow)
    notes = {(row["indicator_id"], row["year"]) for row in rows if not formats.is_missing(row["note"])}
    places = {(row["indicator_id"], row["year"]): row["place"] for row in reversed(rows)}
    faults = []
    for row in records(after.frame(JUMPS, unit=unit_id), dict[str, Any]):
        at = next(
            (
                key
                for key in ((row["indicator_id"], row["year"]), (row["indicator_id"], row["year"] - 1))
                if key in places
            ),
            None,
        )
        if at is not None and at not in notes:
            unit = row["measure_unit"]
            faults.append(
                Fault(
                    "large-change",
                    places[at],
                    (
                        "{name} năm {year} thay đổi {change} so với năm trước ({before} → {after}), nhiều hơn mức "
                        "thường thấy"
                    ).format(
                        name=row["name"],
                        year=row["year"],
                        change=formats.change(row["change"], unit),
                        before=formats.value(row["previous"], unit, against=[row["target"]]),
                        after=formats.value(row["value"], unit, against=[row["target"]]),
                    ),
                    "một ghi chú nói vì sao, hoặc số đúng nếu gõ nhầm",
                    "kiểm tra lại; nếu đúng thì ghi lý do vào cột ghi chú",
                )
            )
    return faults


def replacements(changes: DataFrame) -> Iterator[Fault]:
    """A caution for periods that a longer one replaces, and one for groups that a new breakdown leaves out."""
    losses = changes[changes["kind"].eq("gone") & ~changes["illustrative"].astype(bool)]
    additions = changes[changes["kind"] != "gone"]
    periods: dict[tuple[str, str], str] = {}
    groups: dict[str, str] = {}
    for row in records(losses, FigureChangeRow):
        first_day, last_day = row["period_start"], row["period_end"]
        same = additions[additions["indicator_id"].eq(row["indicator_id"]) & additions["unit_id"].eq(row["unit_id"])]
        longer = same[(same["period_start"] <= first_day) & (same["period_end"] >= last_day)]
        if longer.empty:
            continue
        first = records(longer, FigureChangeRow)[0]
        if (first["period_start"], first["period_end"]) != (first_day, last_day):
            key = (
                ledger_words.period(first_day, last_day),
                ledger_words.period(first["period_start"], first["period_end"]),
            )
            periods.setdefault(key, first["place"])
        elif row["group_id"]:
            groups.setdefault(row["group_id"], first["place"])
    for (shorter, longer_words), place in periods.items():
        yield Fault(
            "replaced-figures",
            place,
            f"số liệu kỳ {longer_words} thay cho số liệu đã nộp của kỳ {shorter}",
            "mỗi kỳ tính một lần",
            "không cần sửa; kỳ ngắn nằm trong kỳ dài nên không cộng thêm",
        )
    if groups:
        yield Fault(
            "replaced-figures",
            next(iter(groups.values())),
            f"nhóm đã nộp trước đây mà tệp này không có thì không còn được tính: {', '.join(groups)}",
            "tệp có đủ mọi nhóm của kỳ",
            "không cần sửa, nếu các nhóm ấy đã gộp vào nhóm khác",
        )


def figures_of(files: Iterable[FigureList], catalog: Catalog, entries: Sequence[Entry], number: int) -> DataFrame:
    """The figures and counts in the files of entry `number` as `locks` asks for them, one of each period; not built."""
    columns = ["indicator_id", "unit_id", "year", "period_start", "period_end", "place"]
    rows = DataFrame([row for file in files for row in file.rows().get("observation", ())], columns=columns)
    rows = rows.drop_duplicates(["unit_id", "period_start", "period_end"])
    names = {one.id: one.name for one in (*catalog.indicators.values(), *catalog.tallies.values())}
    days = {day: pd.to_datetime(rows[day]) for day in ("period_start", "period_end")}
    return rows.assign(**days, name=rows["indicator_id"].map(names), approval=approvals(entries).get(number))


def locks(entries: Sequence[Entry], changes: DataFrame) -> Iterator[Fault]:
    """A fault for each figure that would be changed although it is approved or its period is locked."""
    for row in records(changes, FigureChangeRow):
        approval = None if formats.is_missing(row["approval"]) else int(row["approval"])
        by = closing(entries, unit_id=row["unit_id"], day=row["period_end"].date(), approval=approval)
        if by is not None:
            action = next(entry.action for entry in entries if entry.number == by)
            yield Fault(
                "closed-figures",
                row["place"],
                ledger_words.LOCK[action].format(
                    name=row["name"], period=ledger_words.period(row["period_start"], row["period_end"]), entry=by
                ),
                ledger_words.LOCK_EXPECTED,
                ledger_words.LOCK_REMEDY,
                ledger_words.LOCK_COMMAND.format(unit=row["unit_id"], period=row["year"]),
            )


def steps_back(changes: DataFrame) -> Iterator[Fault]:
    """A fault for each figure handed in that is older or less final than the one it replaces, and does not say why."""
    for row in records(changes, FigureChangeRow):
        own = row["kind"] == "changed" and row["layer_before"] == row["layer_after"] == "own"
        if not own or not (formats.is_missing(row["note"]) or not str(row["note"]).strip()):
            continue
        days = [row["as_of_before"], row["as_of_after"]]
        flags = row["given_flag_before"], row["given_flag_after"]
        finality = [FINALITY.get(flag, 2) for flag in flags]
        if not any(map(formats.is_missing, days)) and days[1] < days[0]:
            problem = f"số ngày {formats.day(days[1])} thay cho số ngày {formats.day(days[0])}"
        elif finality[1] < finality[0]:
            before, after = (words.FLAGS[flag] for flag in flags)
            problem = f"số «{after}» thay cho số «{before}»"
        else:
            continue
        yield Fault(
            "step-back",
            row["place"],
            f"{row['name']}, kỳ {ledger_words.period(row['period_start'], row['period_end'])}: {problem}",
            "số mới hơn hoặc chính thức hơn, hoặc một ghi chú nói vì sao",
            "sửa ngày hoặc tình trạng số liệu; nếu đúng thì ghi lý do vào cột ghi chú",
        )


def number_conflicts(before: Store, after: Store, units: Sequence[str]) -> tuple[list[Fault], list[Fault]]:
    """Faults where a running number of a register meant another complaint, and cautions where one gets a second number.

    Of two registers numbered from 1, such as those of two quarters, the later would replace the earlier unseen.
    """
    faults: list[Fault] = []
    cautions: list[Fault] = []
    for unit in units:
        old, new = (
            {
                row["code"]: (row["received"], row["subject"])
                for row in frame[frame["layer"] == "own"].to_dict("records")
            }
            for frame in (store.frame(FEEDBACK, unit=unit) for store in (before, after))
        )
        codes = {entry: code for code, entry in old.items()}
        for code in (code for code in new if SERIAL.fullmatch(code) and new[code] != old.get(code)):
            day, subject = new[code]
            old_day, old_subject = old.get(code, (day, subject))
            if old_day != day and (old_subject != subject or not subject):
                problem = f"số thứ tự này đã là ý kiến ngày {formats.day(old_day)}, nay là của ngày {formats.day(day)}"
                expected = "mỗi số thứ tự một ý kiến trong năm"
                remedy = "thêm cột mã, hoặc đánh số tiếp trong năm; nếu là sổ sửa lại thì rút lần nộp cũ trước"
                faults.append(Fault("duplicate-row", f"mã {code}", problem, expected, remedy))
            elif code not in old and subject and (day, subject) in codes:
                problem = f"cùng ngày, cùng nội dung với ý kiến đã có, mã {codes[day, subject]}"
                remedy = "không cần sửa, nếu là hai ý kiến; nếu là một thì ghi cùng mã"
                cautions.append(Fault("duplicate-row", f"mã {code}", problem, "mỗi ý kiến một mã", remedy))
    return faults, cautions


def _figures(before: Store, after: Store, unit_id: str, verdicts: Iterable[DataFrame]) -> DataFrame:
    targets = pd.concat(verdicts).set_index(["indicator_id", "year"])["target"].to_dict()
    rows = _beside(before.frame(FIGURES, unit=unit_id), after.frame(FIGURES, unit=unit_id), SERIES)
    is_gone = rows["kind"] == "gone"

    def newest(column: str) -> Any:
        return rows[f"{column}_after"].where(~is_gone, rows[f"{column}_before"])

    return (
        DataFrame(
            {
                "kind": rows["kind"],
                **{column: rows[column] for column in SERIES},
                **{column: newest(column) for column in ("name", "measure_unit", "year", "place", "note")},
                "numerator": rows["numerator_after"],
                "denominator": rows["denominator_after"],
                **{f"{column}_before": rows[f"{column}_before"] for column in ("numerator", "denominator")},
                "before": rows["value_before"],
                "after": rows["value_after"],
                "limit": [targets.get(key) for key in zip(rows["indicator_id"], newest("year"), strict=True)],
                "unlike": rows["unlike"],
                **{f"{column}_{end}": rows[f"{column}_{end}"] for column in CERTAINTY for end in ("before", "after")},
                "approval": rows["approval_before"].where(rows["layer_before"] == "own"),
                "illustrative": rows["layer_before"].eq("demo"),
                "illustrates": rows["layer_after"].eq("demo"),
            }
        )
        .astype({"year": int})
        .reset_index(drop=True)
    )


def _tasks(before: Store, after: Store, unit_id: str) -> DataFrame:
    rows = _beside(before.frame(REPORTS, unit=unit_id), after.frame(REPORTS, unit=unit_id), ["task_id"])
    return DataFrame(
        {
            "kind": rows["kind"],
            "task_id": rows["task_id"],
            "name": rows["name_after"].fillna(rows["name_before"]),
            "before": rows["state_before"],
            "after": rows["state_after"],
            "illustrative": rows["layer_before"].eq("demo"),
            "illustrates": rows["layer_after"].eq("demo"),
        }
    ).reset_index(drop=True)


def _feedback(before: Store, after: Store, unit_id: str) -> DataFrame:
    frames = [store.frame(FEEDBACK, unit=unit_id).rename(columns={"kind": "sort"}) for store in (before, after)]
    # Beside each other `place` would be taken for that of a figure, which says nothing about it.
    first, second = (frame.rename(columns={"place": "hamlet"}) for frame in frames)
    rows = _beside(first, second, ["code"])
    return DataFrame(
        {
            "kind": rows["kind"],
            "code": rows["code"],
            "illustrative": rows["layer_before"].eq("demo"),
            "illustrates": rows["layer_after"].eq("demo"),
        }
    ).reset_index(drop=True)


# What a year says that only came into view; of a year without a row nothing is said at all, which reads the same.
NO_VERDICT = ("no_data", "not_assessed")


def _flips(before: DataFrame, after: DataFrame) -> DataFrame:
    both = before.merge(after, on=["indicator_id", "year"], how="outer", suffixes=("_before", "_after"))
    order = {"is_index_after": False, "sequence_after": True, "year": True}
    lines = both.sort_values(list(order), ascending=list(order.values()), kind="stable").to_dict("records")
    rows = [
        {
            "indicator_id": row["indicator_id"],
            "short": row["short_before"] if formats.is_missing(row["short_after"]) else row["short_after"],
            "year": int(row["year"]),
            "verdict": kind,
            "before": row[f"{kind}_before"],
            "after": row[f"{kind}_after"],
        }
        for kind in ("level", "direction", "direction_statistical", "pace")
        for row in lines
        if _differ(*(None if end in NO_VERDICT else end for end in (row[f"{kind}_before"], row[f"{kind}_after"])))
        # Where nothing is estimated from a sample, the second test is the first and is told once.
        and not (kind == "direction_statistical" and _ends(row, kind) == _ends(row, "direction"))
        # That nothing was counted is told whole by the level; against the year before it would read as no figure.
        and not (kind != "level" and "no_activity" in _ends(row, "level"))
    ]
    return DataFrame(rows, columns=["indicator_id", "short", "year", "verdict", "before", "after"])


def _ends(row: Mapping[Any, Any], kind: str) -> tuple[Any, ...]:
    return tuple(
        None if formats.is_missing(row[f"{kind}_{end}"]) else row[f"{kind}_{end}"] for end in ("before", "after")
    )


def _differ(before: Any, after: Any) -> bool:
    return bool(before != after) and not (formats.is_missing(before) and formats.is_missing(after))


def _beside(before: DataFrame, after: DataFrame, key: list[str]) -> DataFrame:
    """The rows of two frames that differ side by side, with `kind`: added, changed or gone."""
    if before.equals(after):
        # To merge takes longer than all questions, and most files say nothing of tasks or of feedback.
        same = before.iloc[:0]
        ends = (same.drop(columns=key).add_suffix(end) for end in ("_before", "_after"))
        return pd.concat([same[key], *ends], axis="columns").assign(kind="", unlike="")
    both = before.merge(after, on=key, how="outer", suffixes=("_before", "_after"), indicator="side")
    columns = [column for column in before.columns if column not in {*key, *BESIDE}]
    differs = DataFrame(
        {
            column: both[f"{column}_before"].ne(both[f"{column}_after"])
            & ~(both[f"{column}_before"].isna() & both[f"{column}_after"].isna())
            for column in columns
        }
    )
    both["unlike"] = differs.dot(pd.Series([f"{column};" for column in columns], columns))
    both["kind"] = both["side"].astype(str).map({"left_only": "gone", "right_only": "added", "both": "same"})
    both.loc[(both["side"] == "both") & differs.any(axis="columns"), "kind"] = "changed"
    return both[both["kind"] != "same"]


def store_after(before: Store, rows: Rows, names: Collection[str], units: Collection[str]) -> Store:
    """A store in memory of rows of the ledger and of what ships about some units, which `before` has read and checked.

    Raises: FaultError with every row that a check finds guilty.
    """
    try:
        return in_memory_store(rows, names, shipped_figures(before.path, units))
    except DamagedStore:
        return in_memory_store(rows, names, shipped_figures(before.rebuilt(), units))


def trial(folder: Path, before: Store, piece: Store, units: Collection[str]) -> Path:
    """The path of a temporary store: `before` with the rows of some units taken from `piece`. The caller deletes it.

    Raises: FaultError when there is no room for it.
    """
    path = folder / "trial" / f"{uuid4().hex}.duckdb"
    try:
        grown_store(before.path, path, piece, units)
    except DamagedStore:
        grown_store(before.rebuilt(), path, piece, units)
    return path


def forget_stores(folder: Path) -> None:
    """Take away every built store: all of them can be made again."""
    for path in folder.glob("*.duckdb"):
        # A system that does not let go of an open file keeps it.
        with suppress(PermissionError):
            path.unlink(missing_ok=True)


def refuse(faults: Iterable[Fault], cautions: Sequence[Fault] = ()) -> None:
    """Nothing, when there is no fault.

    Raises: FaultError with all of them, and the cautions beside them.
    """
    every = list(faults)
    if every:
        raise FaultError(every, cautions)
