"""Counts by month of receipt: worked by hand, equal to the counts of a period, and only changed months made anew."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as some

from cchc_metrics.cli import main
from cchc_metrics.faults import FaultsFound
from cchc_metrics.rollup import of_cells, roll_up

COLUMNS = ("unit_id", "code", "field", "channel", "received", "due", "done", "supplements")
# Hẹn 10/01 là đến hết ngày 10: trả 23:00 ngày 10 còn đúng hạn; bổ sung hai lần là trễ.
DOSSIERS = [
    ("xa-a", "1", "Hộ tịch", "trực tuyến", "2025-01-02", "2025-01-10", "2025-01-10 23:00:00", ""),
    ("xa-a", "2", "Hộ tịch", "trực tuyến", "2025-01-02", "2025-01-10", "2025-01-09", ""),
    ("xa-a", "3", "Đất đai", "trực tiếp", "2025-01-31", "2025-02-10", "2025-03-01", ""),
    ("xa-b", "4", "Đất đai", "trực tiếp", "2025-02-03", "2025-02-28", "", ""),
    ("xa-b", "5", "Đất đai", "trực tiếp", "2025-02-03", "2025-02-28", "2025-02-04", "2"),
    ("xa-b", "6", "Đất đai", "trực tiếp", "", "", "", ""),
]
COUNTS = [
    ("xa-a", "2025-01-01", "Hộ tịch", "trực tuyến", "2025-01-01", "2025-01-01", "early", 1),
    ("xa-a", "2025-01-01", "Hộ tịch", "trực tuyến", "2025-01-01", "2025-01-01", "on_time", 1),
    ("xa-a", "2025-01-01", "Đất đai", "trực tiếp", "2025-03-01", "2025-02-01", "late", 1),
    ("xa-b", "2025-02-01", "Đất đai", "trực tiếp", "2025-02-01", "2025-02-01", "late", 1),
    ("xa-b", "2025-02-01", "Đất đai", "trực tiếp", None, "2025-03-01", "pending", 1),
]


def written(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def counts_in(out: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(
            "select unit, received_month::varchar, field, channel, ended_month::varchar, late_month::varchar, outcome,"
            " dossiers from read_parquet($files) order by all nulls last",
            {"files": str(out / "*" / "counts.parquet")},
        ).fetchall()


def test_dossiers_are_counted_by_the_months_of_receipt_end_and_lateness(tmp_path: Path) -> None:
    done = roll_up([written(tmp_path / "in.csv", DOSSIERS)], tmp_path / "out")

    assert sorted(counts_in(tmp_path / "out"), key=str) == sorted(COUNTS, key=str)
    assert (done.made, done.stayed, done.left_out) == (("2025-01", "2025-02"), (), 1)


def test_a_late_result_makes_only_its_month_of_receipt_anew(tmp_path: Path) -> None:
    lists, out = tmp_path / "in", tmp_path / "out"
    written(lists / "1.csv", DOSSIERS[:3])
    written(lists / "2.csv", DOSSIERS[3:])
    roll_up([lists], out)
    january = (out / "month=2025-01" / "counts.parquet").stat().st_mtime_ns

    written(lists / "2.csv", [(*DOSSIERS[3][:6], "2025-04-01", ""), DOSSIERS[4]])
    done = roll_up([lists], out)

    assert (done.made, done.stayed) == (("2025-02",), ("2025-01",))
    assert (out / "month=2025-01" / "counts.parquet").stat().st_mtime_ns == january
    assert ("xa-b", "2025-02-01", "Đất đai", "trực tiếp", "2025-04-01", "2025-03-01", "late", 1) in counts_in(out)
    assert roll_up([lists], out).made == ()
    (lists / "1.csv").unlink()
    assert roll_up([lists], out).made == ()
    assert {row[0] for row in counts_in(out)} == {"xa-b"}


def test_parquet_gives_the_same_counts_as_text(tmp_path: Path) -> None:
    roll_up([written(tmp_path / "in.csv", DOSSIERS)], tmp_path / "text")
    with duckdb.connect() as connection:
        connection.sql(
            "select unit_id, code, field, channel, try_cast(received as timestamp) as received,"
            " try_cast(due as timestamp) as due, try_cast(done as timestamp) as done,"
            " try_cast(supplements as integer) as supplements from read_csv($file, all_varchar = true)",
            params={"file": str(tmp_path / "in.csv")},
        ).write_parquet(str(tmp_path / "in.parquet"))

    roll_up([tmp_path / "in.parquet"], tmp_path / "typed")

    assert counts_in(tmp_path / "typed") == counts_in(tmp_path / "text")


def test_a_list_without_the_unit_is_told_by_the_command(tmp_path: Path) -> None:
    path = written(tmp_path / "in.csv", [("1", "2025-01-02")], ("code", "received"))
    with pytest.raises(FaultsFound, match="không có cột unit"):
        roll_up([path], tmp_path / "out")

    result = CliRunner().invoke(main, ["rollup", str(path), str(tmp_path / "out")])
    assert result.exit_code == 1
    assert not (tmp_path / "out" / "rollup.json").exists()


DAY = some.dates(dt.date(2025, 1, 1), dt.date(2025, 4, 30))
MOMENT = some.datetimes(dt.datetime.fromisoformat("2025-01-01"), dt.datetime.fromisoformat("2025-04-30 23:59:59"))
DOSSIER = some.fixed_dictionaries(
    {
        "field": some.sampled_from(["Hộ tịch", "Đất đai"]),
        "channel": some.sampled_from(["trực tuyến", "trực tiếp"]),
        "received": MOMENT,
        "due": some.one_of(DAY, MOMENT),
        "done": some.none() | MOMENT,
        "supplements": some.sampled_from(["", "1", "2"]),
    }
)


def of_period(rows: Sequence[tuple[object, ...]], first: str, last: str) -> Counter[tuple[object, ...]]:
    """What the counts by month say of a period of whole months, as a list of its own would be counted."""
    found: Counter[tuple[object, ...]] = Counter()
    for _, received, field, channel, ended, late, outcome, dossiers in rows:
        if str(received) > last or (ended is not None and str(ended) < first):
            continue
        is_open = ended is None or str(ended) > last
        state = outcome if not is_open else "pending_late" if late and str(late) <= last else "pending_in_time"
        found[field, channel, state] += int(str(dossiers))
    return found


@pytest.mark.slow
@given(some.lists(DOSSIER, min_size=1, max_size=12))
@settings(max_examples=15)
def test_whole_months_say_what_a_list_of_their_period_says(
    tmp_path_factory: pytest.TempPathFactory, dossiers: list[Mapping[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("months")
    kept = [one for one in dossiers if one["done"] is None or str(one["done"]) >= str(one["received"])]
    rows = [("xa-a", str(number), *(str(one[name] or "") for name in COLUMNS[2:])) for number, one in enumerate(kept)]
    if not rows:
        return
    roll_up([written(folder / "in.csv", [tuple(map(cut, row)) for row in rows])], folder / "out")

    with of_cells([list(map(cut, row)) for row in rows], {n: at for at, n in enumerate(COLUMNS) if at}) as listed:
        counted = listed.counted(dt.date(2025, 2, 1), dt.date(2025, 3, 31))
    states = ("early", "on_time", "late", "pending_in_time", "pending_late")
    expected = Counter(
        {(one.field, one.channel, name): one.counts[name] for one in counted for name in states if one.counts[name]}
    )
    assert of_period(counts_in(folder / "out"), "2025-02-01", "2025-03-01") == expected


def cut(cell: str) -> str:
    """A moment without what is finer than a second."""
    return cell.split(".")[0]
