"""What it costs to roll up the dossiers of a country: DuckDB against the least that can be done, and Spark beside it.

`python -m tests.bench.rolling_up [DOSSIERS]` prints a row each and holds the counts of both against each other.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

import click
import duckdb

from cchc_metrics.rollup import roll_up

# A year of 34 provinces, a folder of Parquet for each month and province; 50 million are those of 3,321 communes,
# fewer those of fewer communes. A few of the 21 fields have most dossiers, six of ten come online, one of a hundred is
# open.
LISTS = """
copy (
    select
        'H' || number as code,
        'xa-' || lpad((hash(5 * number) % $communes)::varchar, 4, '0') as unit_id,
        'lĩnh vực ' || (20 * pow(hash(number) % 100000 / 100000, 2))::int as field,
        case
            when hash(7 * number) % 100 < 62 then 'trực tuyến'
            when hash(7 * number) % 100 < 97 then 'trực tiếp'
            else 'bưu chính'
        end as channel,
        timestamp '2025-01-01' + (hash(19 * number) % 365) * interval 1 day
            + (450 + hash(2 * number) % 540) * interval 1 minute as received,
        (received + (1 + hash(11 * number) % 5 * (hash(23 * number) % 5)) * interval 1 day)::date::timestamp as due,
        if(
            hash(29 * number) % 100 = 0,
            null,
            received + (hash(3 * number) % 20) * (hash(17 * number) % 10) * interval 1 hour
        ) as done,
        if(number % 91 = 0, 2, 0) as supplements,
        strftime(received, '%Y-%m') as month,
        hash(5 * number) % $communes % 34 as province
    from range($count) as dossier(number)
) to '$folder' (format parquet, partition_by (month, province))
"""
TOUCH = """
select
    max(hash(unit_id)), max(hash(code)), max(hash(field)), max(hash(channel)), max(received), max(due), max(done),
    max(supplements)
from read_parquet('$folder/**/*.parquet', hive_partitioning = false)
"""
COUNT = """
copy (
    select
        unit_id, field, channel, date_trunc('month', received) as received_month,
        date_trunc('month', done) as ended_month, date_trunc('month', due + interval 1 day) as late_month,
        case
            when done is null then 0
            when supplements > 1 or done >= due + interval 1 day then 1
            when done < due then 2
        end as outcome,
        count(*) as dossiers
    from read_parquet('$folder/**/*.parquet', hive_partitioning = false)
    group by all
) to '$folder/../counted.parquet' (format parquet)
"""
# The shortest way in which DuckDB itself finds dossiers with two rows.
TWO_ROWS = """
select count(distinct hash(unit_id, code, received::date))
from read_parquet('$folder/**/*.parquet', hive_partitioning = false)
"""
# A list of other dossiers of the same units and month.
LATE = """
copy (
    select * replace ('N' || code as code) from read_parquet('$list', hive_partitioning = false)
) to '$late' (format parquet)
"""
CELLS = "from read_parquet('$folder/*/counts.parquet', filename = false, hive_partitioning = false)"
ENGINES = ("duckdb", "spark") if find_spec("pyspark") else ("duckdb",)


def lines(dossiers: int) -> Iterator[str]:
    """A line of the table for each measurement."""
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        folder = Path(scratch) / "dossiers"

        def bare(sql: str) -> Callable[[], object]:
            statement = sql.replace("$folder", str(folder))
            return lambda: connection.execute(statement).fetchall()

        communes = max(1, dossiers * 3321 // 50_000_000)
        made_of = LISTS.replace("$count", str(dossiers)).replace("$communes", str(communes))
        connection.execute(made_of.replace("$folder", str(folder)))
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        yield f"{dossiers:,} dossiers, {size:,.0f} MB of Parquet"
        (touch, busy_touching), (count, busy_counting) = seconds_of(bare(TOUCH)), seconds_of(bare(COUNT))
        least, busy_least = touch + count, busy_touching + busy_counting
        look, busy_comparing = seconds_of(bare(TWO_ROWS))
        yield f"touching the columns {touch:.1f} s, counting {count:.1f} s; of the processor {busy_least:.1f} s"
        yield f"looking for dossiers with two rows {look:.1f} s, of the processor {busy_comparing:.1f} s"
        for engine in ENGINES:
            out = Path(scratch) / engine

            def ours(engine: str = engine, out: Path = out) -> object:
                return roll_up([folder], out, engine)

            (first, busy), (again, _) = seconds_of(ours), seconds_of(ours)
            late = folder / "late.parquet"
            first_list = next(iter(sorted(folder.rglob("*.parquet"))))
            connection.execute(LATE.replace("$list", str(first_list)).replace("$late", str(late)))
            month, _ = seconds_of(ours)
            late.unlink()
            ours()
            peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
            yield (
                f"{engine}: {first:.1f} s ({first / least:.2f} of the least; of the processor {busy:.1f} s,"
                f" {busy / busy_least:.2f}, with the look for two rows {busy / (busy_least + busy_comparing):.2f}),"
                f" nothing new {again:.1f} s, one late list {month:.1f} s,"
                f" this process at most {peak:,.0f} MB"
            )
        cells = [CELLS.replace("$folder", f"{scratch}/{engine}") for engine in ENGINES]
        yield f"{connection.sql(cells[0]).count('*').fetchall()[0][0]:,} counts"
        if len(cells) > 1:
            one, other = map(connection.sql, cells)
            different = one.except_(other).union(other.except_(one)).count("*").fetchall()[0][0]
            yield f"{different} of them different between DuckDB and Spark"


def seconds_of(work: Callable[[], object]) -> tuple[float, float]:
    """The seconds of some work, and the processor's seconds in this process (Spark works in another one)."""
    began, busy = perf_counter(), process_time()
    work()
    return perf_counter() - began, process_time() - busy


if __name__ == "__main__":
    for line in lines(int((sys.argv[1:] or ["50000000"])[0])):
        click.echo(line)
