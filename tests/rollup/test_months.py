"""Counts by month of receipt: worked out by hand, equal to those of a period; only changed months are new."""

import csv
import datetime as dt
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some

from cchc_metrics.cli import main
from cchc_metrics.faults import FaultError
from cchc_metrics.rollup import of_cells, roll_up
from tests.conftest import examples

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


@pytest.fixture(scope="session")
def spark() -> Iterator[None]:
    """One Spark for all tests; as with Chromium, a laptop without it runs the other tests."""
    if find_spec("pyspark") is None or ("JAVA_HOME" not in os.environ and shutil.which("java") is None):
        if os.environ.get("CCHC_SPARK") == "required":
            pytest.fail("Spark is required and not installed: uv run --extra spark pytest, and Java")
        pytest.skip("no Spark on this machine: uv run --extra spark pytest, and Java")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        # To write and compile Java for a few rows takes longer than to count them.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        # The second compiler of Java costs half a minute, and these tests end before it pays.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    session = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    yield
    session.stop()


# One worker, so that there is one Spark.
ON_SPARK = pytest.param("spark", marks=[pytest.mark.slow, pytest.mark.xdist_group("spark")])


@pytest.fixture(params=["duckdb", ON_SPARK])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "spark":
        request.getfixturevalue("spark")
    return str(request.param)


def list_of(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
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


def test_dossiers_are_counted_by_the_months_of_receipt_end_and_lateness(tmp_path: Path, engine: str) -> None:
    summary = roll_up([list_of(tmp_path / "in.csv", DOSSIERS)], tmp_path / "out", engine)

    assert sorted(counts_in(tmp_path / "out"), key=str) == sorted(COUNTS, key=str)
    assert (summary.new_months, summary.same_months, summary.omissions) == (("2025-01", "2025-02"), (), 1)


@pytest.mark.parametrize(
    "form",
    ["{d}/{m}/{y}", "{d}.{m}.20{y}", "{d}/{m}/{y} 9:05:00 SA", "8h30 ngày {d}/{m}/20{y}", "{d} tháng {m} năm 20{y}"],
)
def test_days_are_read_as_people_write_them(form: str, tmp_path: Path) -> None:
    """Received on 2 January, due on the 20th, settled on the 21st: late; and one of 30 January that is open."""

    def day(words: str) -> str:
        return form.format(d=words[:2], m=words[3:], y="25")

    rows = [
        ("xa-a", "1", "Hộ tịch", "", day("02/01"), day("20/01"), day("21/01"), ""),
        ("xa-a", "2", "Hộ tịch", "", day("30/01"), day("14/02"), "", ""),
    ]
    summary = roll_up([list_of(tmp_path / "in.csv", rows)], tmp_path / "out")

    assert summary.omissions == 0
    assert [(row[1], row[4], row[6], row[7]) for row in counts_in(tmp_path / "out")] == [
        ("2025-01-01", "2025-01-01", "late", 1),
        ("2025-01-01", None, "pending", 1),
    ]


@pytest.mark.parametrize("column", ["received", "due", "done"])
def test_a_dossier_with_a_day_of_no_year_in_question_is_left_out(column: str, tmp_path: Path) -> None:
    """Of 1900 to 2199 are 01/01/1900 and 31/12/2199, and no longer the days beside them."""
    days = dict.fromkeys(("received", "due", "done"), "2025-01-31")
    rows = [
        ("xa-a", str(at), "", "", *(days | {column: day}).values(), "")
        for at, day in enumerate(["1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01"])
    ]
    summary = roll_up([list_of(tmp_path / "in.csv", rows)], tmp_path / "out")

    assert summary.omissions == 2
    assert sum(int(str(row[-1])) for row in counts_in(tmp_path / "out")) == 2


def test_the_first_and_the_last_day_of_a_month_are_of_it(tmp_path: Path, engine: str) -> None:
    """Due on the last day of a month it is late from the first day of the next; 29/02/2024 there was."""
    days = [("2024-02-01", "2024-02-29", "2024-03-01"), ("2024-02-29", "2024-12-31", "2024-12-31 23:59:59")]
    rows = [("xa-a", str(at), "", "", *row, "") for at, row in enumerate(days)]
    roll_up([list_of(tmp_path / "in.csv", rows)], tmp_path / "out", engine)

    assert [(row[1], *row[4:]) for row in counts_in(tmp_path / "out")] == [
        ("2024-02-01", "2024-03-01", "2024-03-01", "late", 1),
        ("2024-02-01", "2024-12-01", "2025-01-01", "on_time", 1),
    ]


def test_a_list_with_the_month_before_the_day_is_refused(tmp_path: Path) -> None:
    """Of two dossiers of January one would be counted in May, and the other left out."""
    rows = [("xa-a", str(at), "", "", day, "01/31/2025", "", "") for at, day in enumerate(["01/05/2025", "01/20/2025"])]

    with pytest.raises(FaultError, match="tháng trước ngày sau"):
        roll_up([list_of(tmp_path / "in.csv", rows)], tmp_path / "out")


def test_a_late_result_makes_only_its_month_of_receipt_anew(tmp_path: Path, engine: str) -> None:
    lists, out = tmp_path / "in", tmp_path / "out"
    list_of(lists / "1.csv", DOSSIERS[:3])
    list_of(lists / "2.csv", DOSSIERS[3:])
    roll_up([lists], out, engine)
    january = (out / "month=2025-01" / "counts.parquet").stat().st_mtime_ns

    list_of(lists / "2.csv", [(*DOSSIERS[3][:6], "2025-04-01", ""), DOSSIERS[4]])
    summary = roll_up([lists], out, engine)

    assert (summary.new_months, summary.same_months) == (("2025-02",), ("2025-01",))
    assert (out / "month=2025-01" / "counts.parquet").stat().st_mtime_ns == january
    assert ("xa-b", "2025-02-01", "Đất đai", "trực tiếp", "2025-04-01", "2025-03-01", "late", 1) in counts_in(out)
    assert roll_up([lists], out, engine).new_months == ()
    (lists / "1.csv").unlink()
    assert roll_up([lists], out, engine).new_months == ()
    assert {row[0] for row in counts_in(out)} == {"xa-b"}


def test_a_dossier_that_stands_in_two_lists_is_told_and_never_counted_twice(tmp_path: Path, engine: str) -> None:
    """Late results come in a list beside the old one, when they should be in it."""
    lists, out = tmp_path / "in", tmp_path / "out"
    list_of(lists / "1.csv", DOSSIERS)
    roll_up([lists], out, engine)
    list_of(lists / "2.csv", [(*DOSSIERS[3][:6], "2025-04-01", "")])

    with pytest.raises(FaultError, match=r"xa-b, hồ sơ «4».*1\.csv, 2\.csv"):
        roll_up([lists], out, engine)

    assert sorted(counts_in(out), key=str) == sorted(COUNTS, key=str)
    # Other dossiers of the same unit and month, and the same code on another day, are others.
    list_of(lists / "2.csv", [("xa-b", "4", *DOSSIERS[3][2:4], "2025-02-04", "2025-02-28", "", "")])
    roll_up([lists], out, engine)
    assert ("xa-b", "2025-02-01", "Đất đai", "trực tiếp", None, "2025-03-01", "pending", 2) in counts_in(out)


def test_a_dossier_with_two_rows_in_one_list_is_told_and_not_counted_twice(tmp_path: Path, engine: str) -> None:
    """The late result of a dossier stands in a second row, after the one in which it is open."""
    late = (*DOSSIERS[3][:6], "2025-04-01", "")
    rows = [*DOSSIERS, late]

    with pytest.raises(FaultError, match=r"xa-b, hồ sơ «4».*2 dòng trong 1 danh sách \(in\.csv\)"):
        roll_up([list_of(tmp_path / "in.csv", rows)], tmp_path / "out", engine)

    assert not list((tmp_path / "out").glob("month=*"))
    # A code that was given again on another day is another dossier, and a row without a day is not counted anyway.
    again = [("xa-b", "4", *DOSSIERS[3][2:4], "2025-02-04", "2025-02-28", "", ""), DOSSIERS[5], DOSSIERS[5]]
    roll_up([list_of(tmp_path / "in.csv", [*DOSSIERS, *again])], tmp_path / "out", engine)
    assert ("xa-b", "2025-02-01", "Đất đai", "trực tiếp", None, "2025-03-01", "pending", 2) in counts_in(
        tmp_path / "out"
    )


def test_a_code_between_spaces_is_the_same_code(tmp_path: Path) -> None:
    lists = tmp_path / "in"
    list_of(lists / "1.csv", DOSSIERS)
    list_of(lists / "2.csv", [("xa-b ", " 4 ", *DOSSIERS[3][2:])])

    with pytest.raises(FaultError, match=r"xa-b, hồ sơ «4».*1\.csv, 2\.csv"):
        roll_up([lists], tmp_path / "out")


def test_a_code_in_capitals_and_in_small_letters_is_the_same_code(tmp_path: Path, engine: str) -> None:
    lists = tmp_path / "in"
    list_of(lists / "1.csv", [("xa-b", "h17.4", *DOSSIERS[3][2:])])
    list_of(lists / "2.csv", [("xa-b", "H17.4", *DOSSIERS[3][2:])])

    with pytest.raises(FaultError, match=r"xa-b, hồ sơ «H17.4».*1\.csv, 2\.csv"):
        roll_up([lists], tmp_path / "out", engine)


def test_a_copy_of_a_list_without_codes_is_told_and_not_counted_twice(tmp_path: Path) -> None:
    """Without codes the rows alone tell it. The same list in another unit's folder is no copy, nor is an empty one."""
    lists, out = tmp_path / "in", tmp_path / "out"
    lists.mkdir()
    text = "unit,received\nxa-a,2025-01-05\n"
    (lists / "1.csv").write_text(text, encoding="utf-8")
    (lists / "1 (1).csv").write_text(text, encoding="utf-8")

    with pytest.raises(FaultError, match=r"1\.csv: giống hệt .*1 \(1\)\.csv"):
        roll_up([lists], out)
    assert not list(out.glob("month=*"))

    (lists / "1 (1).csv").unlink()
    for name, content in {"unit_id=xa-b": "2025-01-05\n", "unit_id=xa-c": "2025-01-05\n", "a": "", "b": ""}.items():
        (lists / name).mkdir()
        head = "received\n" if "=" in name else "unit,received\n"
        (lists / name / "2.csv").write_text(head + content, encoding="utf-8")
    roll_up([lists], out)
    assert sorted((row[0], row[-1]) for row in counts_in(out)) == [("xa-a", 1), ("xa-b", 1), ("xa-c", 1)]


@pytest.mark.parametrize(
    ("code", "other", "is_same"),
    [
        ("H17.1", "H17.2", False),
        ("H17.1", "h17.1", True),
        ("H17.1", " H17.1", True),
        ("H17.1", "H17.1\u00a0", True),
        ("H17.Đ", "h17.đ ", True),
        ("H17. 1", "H17.1", False),
        ("", "", False),
        (" ", " ", False),
    ],
)
def test_codes_are_compared_without_spaces_around_and_case(
    tmp_path: Path, code: str, other: str, *, is_same: bool
) -> None:
    """Codes that differ for the quick comparison by hashes differ for the thorough one too."""
    rows = [("xa-a", code, *DOSSIERS[3][2:]), ("xa-a", other, *DOSSIERS[3][2:])]
    path = list_of(tmp_path / "in.csv", rows)
    if not is_same:
        roll_up([path], tmp_path / "out")
        return
    with pytest.raises(FaultError, match="2 dòng"):
        roll_up([path], tmp_path / "out")


def test_counts_of_another_version_of_the_program_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = list_of(tmp_path / "in.csv", DOSSIERS), tmp_path / "out"
    roll_up([path], out)
    assert roll_up([path], out).new_months == ()
    monkeypatch.setattr("cchc_metrics.rollup.months._sources", lambda: (b"another",))

    assert roll_up([path], out).new_months == ("2025-01", "2025-02")


def test_parquet_gives_the_same_counts_as_text(tmp_path: Path) -> None:
    roll_up([list_of(tmp_path / "in.csv", DOSSIERS)], tmp_path / "text")
    with duckdb.connect() as connection:
        connection.sql(
            "select unit_id, code, field, channel, try_cast(received as timestamp) as received,"
            " try_cast(due as timestamp) as due, try_cast(done as timestamp) as done,"
            " try_cast(supplements as integer) as supplements from read_csv($file, all_varchar = true)",
            params={"file": str(tmp_path / "in.csv")},
        ).write_parquet(str(tmp_path / "in.parquet"))

    roll_up([tmp_path / "in.parquet"], tmp_path / "typed")

    assert counts_in(tmp_path / "typed") == counts_in(tmp_path / "text")


ODD_DAYS = (
    *("1/2/2025", "01/02/2025", "31/02/2025", "29/02/2024", "2025-1-2", "2025-01-02T08:05:09", "08:05 03/04/2025"),
    *(
        "3/4/2025 23:59",
        "3/4/2025 24:00",
        "03/04/2025 8:5:9",
        "2025-03-04 23:59:59",
        " 05/03/2025 ",
        "5.3.2025",
        "hôm nay",
    ),
    *(
        "13/13/2025",
        "1/2/25",
        "01/02/20255",
        "2025/01/02",
        "2025-01-02 08:05:60",
        "\t05/03/2025",
        "05/03/2025\u00a0",
        "",
    ),
    *(
        "-1/2/2025",
        "+1/2/2025",
        "1/2/-025",
        "001/02/2025",
        "01/02/2025 08:05:09.5",
        "08:05:09 03/04/2025",
        "0000-01-01",
    ),
)
BY_HAND = (
    *("05/01/24", "05.01.2025", "5-1-25", "'05/01/2025", "05/01/2025 9:05:00 SA", "05/01/2025 5:00:00 CH"),
    *(
        "8h30 ngày 05/01/2025",
        "5 tháng 1 năm 2025",
        "05/01/2025 9:05 PM",
        "Ngày 05/01/2025",
        "24/01/05",
        "5/1/25 13:00 CH",
    ),
)
ODD_NUMBERS = ("", "0", "1", "2", "2,5", "2.5", "-1", "1e0", "1d", "nan", "inf", "0x2", "1_0", " 2", "hai", ".5", "5.")
ODD_WORDS = ("Hộ tịch", "Đất đai", "", " ", '"Y tế"', "a;b", "một\nhai", "Hô\u0323 tịch", "NULL", "null", "\\", "a,b")


def odd_dossiers(number: int, width: int) -> list[tuple[str, ...]]:
    """Rows in every spelling; each odd day and number stands in some of them."""
    chance = random.Random(number)
    rows = []
    for code in range(number):
        days = [chance.choice(ODD_DAYS[:2] if chance.random() < 0.7 else ODD_DAYS) for _ in range(3)]
        numbers = [chance.choice(ODD_NUMBERS[:5] if chance.random() < 0.8 else ODD_NUMBERS) for _ in range(3)]
        rows.append((f"xa-{code % 7}", str(code), *chance.choices(ODD_WORDS, k=2), *days, *numbers)[:width])
    rows += [("xa", "", "", "", day, "1/3/2025", "", "", "", "")[:width] for day in (*ODD_DAYS, *BY_HAND)]
    rows += [("xb", "", "", "", "1/2/2025", "", "", one, "", "2,5")[:width] for one in ODD_NUMBERS]
    return rows


@pytest.mark.usefixtures("spark")
def test_spark_gives_the_counts_of_duckdb_in_every_cell(tmp_path: Path) -> None:
    """Days and numbers in every writing, two kinds of columns, folders that say the unit, a file of an odd name."""
    lists = tmp_path / "in"
    columns = (*COLUMNS, "supplement_days", "limit_days")
    list_of(lists / "một [1] {a}*.csv", odd_dossiers(400, 10), columns)
    list_of(lists / "unit_id=00123" / "month=2025-01" / "a%b+c.csv", [row[1:] for row in DOSSIERS], COLUMNS[1:])
    list_of(lists / "unit_id=H%C6%B0ng Yên" / "b.csv", [row[1:] for row in DOSSIERS], COLUMNS[1:])
    path = list_of(
        lists / "unit_id=00123" / "semicolons.csv", [("s" + row[1], *row[2:]) for row in DOSSIERS], COLUMNS[1:]
    )
    path.write_text("\ufeff" + path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")

    summaries = [roll_up([lists], tmp_path / engine, engine) for engine in ("duckdb", "spark")]

    assert summaries[0] == summaries[1]
    assert counts_in(tmp_path / "spark") == counts_in(tmp_path / "duckdb")
    assert {"00123", "Hưng Yên", "xa-0"} <= {row[0] for row in counts_in(tmp_path / "spark")}


@pytest.mark.usefixtures("spark")
def test_spark_reads_typed_columns_as_duckdb_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates, moments with and without a zone, decimals; types that differ; compiled as users have it."""
    for name, value in (("wholeStage", "true"), ("factoryMode", "FALLBACK")):
        monkeypatch.setitem(import_module("cchc_metrics.rollup.spark").SETTINGS, f"spark.sql.codegen.{name}", value)
    lists = tmp_path / "in"
    with duckdb.connect() as connection:
        connection.execute(
            "set TimeZone = 'UTC'; create table dossier as select range as code, 'xa-' || range % 3 as unit_id,"
            " ['Hộ tịch', null, 'Đất đai'][1 + range % 3] as field,"
            " timestamp '2025-01-01' + range * interval 397 minute as received, received::date + 5 as due,"
            " (received + (range % 11) * interval 16 hour)::timestamptz as done,"
            " (range % 3)::decimal(4, 1) as supplements,"
            " strftime(received, '%Y-%m') as month from range(300)"
        )
        connection.execute("copy dossier to $out (format parquet, partition_by (unit_id, month))", {"out": str(lists)})
        texts = connection.sql(
            "select * replace (supplements::varchar as supplements, 't' || code as code) from dossier"
        )
        texts.write_parquet(str(lists / "text.parquet"))

    summaries = [roll_up([lists], tmp_path / engine, engine) for engine in ("duckdb", "spark")]

    assert summaries[0] == summaries[1]
    assert summaries[0].omissions == 0
    assert counts_in(tmp_path / "spark") == counts_in(tmp_path / "duckdb")
    assert sum(int(str(row[-1])) for row in counts_in(tmp_path / "spark")) == 600


def test_without_spark_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cchc_metrics.rollup.spark", raising=False)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    path = list_of(tmp_path / "in.csv", DOSSIERS)

    result = CliRunner().invoke(main, ["rollup", str(path), str(tmp_path / "out"), "--engine", "spark"])

    assert result.exit_code == 1
    assert "chưa cài Spark" in result.stderr
    assert "uv run --extra spark cchc rollup" in result.stderr


def test_a_list_without_the_unit_is_told_by_the_command(tmp_path: Path) -> None:
    path = list_of(tmp_path / "in.csv", [("1", "2025-01-02")], ("code", "received"))
    with pytest.raises(FaultError, match="không có cột unit"):
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
    """The counts of a period of whole months, from the counts by month."""
    counts: Counter[tuple[object, ...]] = Counter()
    for _, receipt, field, channel, end, late, outcome, dossiers in rows:
        if str(receipt) > last or (end is not None and str(end) < first):
            continue
        is_open = end is None or str(end) > last
        state = outcome if not is_open else "pending_late" if late and str(late) <= last else "pending_in_time"
        counts[field, channel, state] += int(str(dossiers))
    return counts


@pytest.mark.slow
@given(some.lists(DOSSIER, min_size=1, max_size=12))
@examples(6)
def test_whole_months_say_what_a_list_of_their_period_says(
    tmp_path_factory: pytest.TempPathFactory, dossiers: list[Mapping[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("months")
    sound = [one for one in dossiers if one["done"] is None or str(one["done"]) >= str(one["received"])]
    rows = [("xa-a", str(number), *(str(one[name] or "") for name in COLUMNS[2:])) for number, one in enumerate(sound)]
    if not rows:
        return
    roll_up([list_of(folder / "in.csv", [tuple(map(cut, row)) for row in rows])], folder / "out")

    with of_cells([list(map(cut, row)) for row in rows], {n: at for at, n in enumerate(COLUMNS) if at}) as cells:
        groups = cells.group_counts(dt.date(2025, 2, 1), dt.date(2025, 3, 31))
    states = ("early", "on_time", "late", "pending_in_time", "pending_late")
    answer = Counter(
        {(one.field, one.channel, name): one.counts[name] for one in groups for name in states if one.counts[name]}
    )
    assert of_period(counts_in(folder / "out"), "2025-02-01", "2025-03-01") == answer


def cut(cell: str) -> str:
    """A moment without fractions of a second."""
    return cell.split(".")[0]
