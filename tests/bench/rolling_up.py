"""What it costs to roll up the dossiers of a country: DuckDB against the least that can be done, and Spark beside it.

`python -m tests.bench.rolling_up [DOSSIERS]` prints a row each and holds the counts of both against each other.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

import click
import duckdb

from cchc_metrics.rollup import roll_up

# Five years of 34 provinces, a folder of Parquet for each month and province; 50 million are those of 3,321 communes,
# fewer those of fewer communes.
MADE = """
copy (
    select
        'H' || number as code,
        'xa-' || lpad((hash(5 * number) % $communes)::varchar, 4, '0') as unit_id,
        'lĩnh vực ' || (hash(number) % 4) * (hash(13 * number) % 5) as field,
        ['trực tiếp', 'trực tuyến', 'bưu chính'][1 + (hash(7 * number) % 3)::int] as channel,
        timestamp '2021-01-01' + (number % 1826) * interval 1 day + (hash(2 * number) % 600) * interval 1 minute
            as received,
        (received + (2 + hash(11 * number) % 18) * interval 1 day)::date::timestamp as due,
        if(number % 37 = 0, null, received + (hash(3 * number) % 20) * (hash(17 * number) % 20) * interval 1 hour)
            as done,
        if(number % 91 = 0, 2, 0) as supplements,
        strftime(received, '%Y-%m') as month,
        hash(5 * number) % $communes % 34 as province
    from range($count) as dossier(number)
) to '$folder' (format parquet, partition_by (month, province))
"""
TOUCHED = """
select max(hash(unit_id)), max(hash(field)), max(hash(channel)), max(received), max(due), max(done), max(supplements)
from read_parquet('$folder/**/*.parquet', hive_partitioning = false)
"""
COUNTED = """
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
CELLS = "from read_parquet('$folder/*/counts.parquet', filename = false, hive_partitioning = false)"
ENGINES = ("duckdb", "spark") if find_spec("pyspark") else ("duckdb",)


def lines(dossiers: int) -> Iterator[str]:
    """A line for each thing that was done."""
    with tempfile.TemporaryDirectory() as made, duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        folder = Path(made) / "dossiers"

        def bare(sql: str) -> Callable[[], object]:
            statement = sql.replace("$folder", str(folder))
            return lambda: connection.execute(statement).fetchall()

        communes = max(1, dossiers * 3321 // 50_000_000)
        made_of = MADE.replace("$count", str(dossiers)).replace("$communes", str(communes))
        connection.execute(made_of.replace("$folder", str(folder)))
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        yield f"{dossiers:,} dossiers, {size:,.0f} MB of Parquet"
        touched, counted = taken(bare(TOUCHED)), taken(bare(COUNTED))
        yield f"touching the columns {touched:.1f} s, counting and writing {counted:.1f} s"
        for engine in ENGINES:
            out = Path(made) / engine

            def ours(engine: str = engine, out: Path = out) -> object:
                return roll_up([folder], out, engine)

            first, again = taken(ours), taken(ours)
            late = folder / "late.parquet"
            late.write_bytes(next(iter(sorted(folder.rglob("*.parquet")))).read_bytes())
            month = taken(ours)
            late.unlink()
            ours()
            peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
            yield (
                f"{engine}: {first:.1f} s ({first / (touched + counted):.2f} of the least), nothing new {again:.1f} s,"
                f" one late list {month:.1f} s, this process at most {peak:,.0f} MB"
            )
        cells = [CELLS.replace("$folder", f"{made}/{engine}") for engine in ENGINES]
        yield f"{connection.sql(cells[0]).count('*').fetchall()[0][0]:,} counts"
        if len(cells) > 1:
            one, other = map(connection.sql, cells)
            different = one.except_(other).union(other.except_(one)).count("*").fetchall()[0][0]
            yield f"{different} of them different between DuckDB and Spark"


def taken(work: Callable[[], object]) -> float:
    """How many seconds it takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    for line in lines(int((sys.argv[1:] or ["50000000"])[0])):
        click.echo(line)
