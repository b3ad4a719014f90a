"""`cchc show`: each question of the screens, asked from the command line."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_metrics.cli.options import AREA, FORMAT, UNIT, YEAR, place, require_name, store_of
from cchc_metrics.days import today

if TYPE_CHECKING:
    from pandas import DataFrame

    from cchc_metrics.store import Store

# The names that the plan knows, in its order: a built store answers sooner than the plan is read.
UNITS = "select unit_id from unit order by rowid"
INDICES = "select indicator_id from indicator where is_index order by rowid"
INDICATORS = "select indicator_id from indicator order by rowid"
AREAS = "select area_id from area order by rowid"
BREAKDOWNS = "select breakdown_id from breakdown_group group by breakdown_id order by min(rowid)"
PARTS = "select part_id from part where index_id = $index order by rowid"
MEASURE = "select measure_unit from indicator where indicator_id = $index"
LEVELS = "select level from unit group by level order by level"


def require_id(store: "Store", what: str, name: str | None, sql: str, **values: str) -> None:
    """Nothing, when the store knows the name; else wrong use, with the nearest known name."""
    if name is not None:
        require_name(what, name, store.frame(sql, **values).iloc[:, 0])


def of_unit(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name a unit of a working folder; the command is given the store, and a unit that it has."""

    @place
    @UNIT
    @wraps(command)
    def request(folder: Path | None, plan: str | None, unit: str, **values: Any) -> None:
        store = store_of(folder, plan)
        require_id(store, "đơn vị", unit, UNITS)
        command(store, unit=unit, **values)

    return request


CONTRACT = (
    "unit_id",
    "indicator_id",
    "name",
    "area_id",
    "year",
    "numerator",
    "denominator",
    "value",
    "target",
    "operator",
    "previous",
    "change",
    "level",
    "direction",
    "direction_statistical",
    "pace",
    "flag",
    "method",
    "source_id",
    "sentence",
)
# The verdict of "each year higher than the year before" by direction; other directions are verdicts by themselves.
RISE_RULE = {"up": "met", "down": "missed", "same": "missed"}
BRIEF = ("indicator_id", "year", "value", "target", "change", "level", "direction", "direction_statistical", "pace")


@click.group()
def show() -> None:
    """Hỏi kết luận và số liệu."""


@show.command()
@of_unit
@YEAR
@click.option("--index", help="Một chỉ số, kể cả chỉ số không phải chỉ số chính.")
@FORMAT
def indices(store: "Store", *, unit: str, year: int | None, index: str | None, format_: Any) -> None:
    """Các chỉ số chính, mỗi năm một dòng."""
    from cchc_metrics import metrics

    require_id(store, "chỉ số", index, INDICES)
    _verdicts(_with_rise_rule(metrics.indices(store, unit=unit, year=year, index=index)), format_)


@show.command()
@of_unit
@YEAR
@AREA
@FORMAT
def targets(store: "Store", *, unit: str, year: int | None, area: str | None, format_: Any) -> None:
    """Các chỉ tiêu của kế hoạch, mỗi năm một dòng."""
    from cchc_metrics import metrics

    require_id(store, "lĩnh vực", area, AREAS)
    _verdicts(metrics.targets(store, unit=unit, year=year, area=area, with_baseline=False), format_)


@show.command()
@of_unit
@click.option("--index", required=True, help="Mã chỉ số, ví dụ papi.")
@YEAR
@FORMAT
def parts(store: "Store", *, unit: str, index: str, year: int | None, format_: Any) -> None:
    """Các thành phần của một chỉ số, mỗi năm một dòng."""
    from cchc_metrics import metrics

    require_id(store, "chỉ số", index, INDICES)
    frame = metrics.parts(store, unit=unit, index=index, year=year)
    brief = ("part_id", "name", "year", "value", "interval_low", "interval_high", "maximum", "change", "direction")
    _print(frame, format_, brief)
    years = frame.loc[frame["change"].notna(), "year"].unique().tolist()
    _tell_maximum(store, unit, index, [(one - 1, one) for one in years])


@show.command()
@of_unit
@click.option("--index", required=True, help="Mã chỉ số, hoặc chỉ tiêu có chia nhóm.")
@click.option("--from", "from_year", type=int, required=True, help="Năm đầu.")
@click.option("--to", "to_year", type=int, required=True, help="Năm sau.")
@click.option("--by", "breakdown", help="Cách chia nhóm, ví dụ field; mặc định là cách đầu tiên có số liệu.")
@FORMAT
def change(
    store: "Store", *, unit: str, index: str, from_year: int, to_year: int, breakdown: str | None, format_: Any
) -> None:
    """Điều gì làm nên thay đổi giữa hai năm."""
    from cchc_metrics import metrics

    require_id(store, "chỉ số hoặc chỉ tiêu", index, INDICATORS)
    require_id(store, "cách chia nhóm", breakdown, BREAKDOWNS)
    frame = metrics.change(store, unit=unit, index=index, from_year=from_year, to_year=to_year, breakdown=breakdown)
    _print(frame, format_)
    _tell_maximum(store, unit, index, [(from_year, to_year)])


def _tell_maximum(store: "Store", unit: str, index: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Say beside a table of parts, on stderr, that the applicable maximum of the index differs between its years."""
    from cchc_metrics import metrics
    from cchc_metrics.text.statements import maximum_line

    changes = metrics.maximum_changes(store, unit=unit, index=index, pairs=pairs)
    unit_of_index = store.frame(MEASURE, index=index)["measure_unit"].iloc[0]
    line = maximum_line(changes, unit_of_index)
    if line:
        click.echo(f"Lưu ý: {line}", err=True)


@show.command()
@place
@click.option("--index", required=True, help="Mã chỉ số, ví dụ papi.")
@click.option("--year", type=int, required=True, help="Năm.")
@click.option("--part", help="Một thành phần của chỉ số.")
@click.option("--level", help="Cấp đơn vị được xếp; mặc định là cấp có nhiều số liệu nhất.")
@FORMAT
def ranking(
    folder: Path | None, plan: str | None, index: str, year: int, part: str | None, level: str | None, format_: Any
) -> None:
    """Xếp hạng các đơn vị có số liệu."""
    from cchc_metrics import metrics

    store = store_of(folder, plan)
    require_id(store, "chỉ số hoặc chỉ tiêu", index, INDICATORS)
    require_id(store, "cấp", level, LEVELS)
    require_id(store, f"thành phần của {index}", part, PARTS, index=index)
    _print(metrics.ranking(store, index=index, year=year, part=part, level=level), format_)


@show.command()
@of_unit
@FORMAT
def coverage(store: "Store", *, unit: str, format_: Any) -> None:
    """Số liệu nào có, từ nguồn nào."""
    from cchc_metrics import metrics

    frame = metrics.coverage(store, unit=unit)
    _print(frame, format_, ("indicator_id", "year", "has_value", "flag", "source_id", "as_of"))


@show.command()
@of_unit
@YEAR
@AREA
@FORMAT
def tasks(store: "Store", *, unit: str, year: int | None, area: str | None, format_: Any) -> None:
    """Các nhiệm vụ của kế hoạch, người phụ trách và tình trạng.

    Cột owner là chức danh của kế hoạch có việc trong năm, cả khi chức danh kết thúc trong năm ấy; ai làm thay từ sau
    ngày đó thì trang và văn bản nêu.
    """
    from cchc_metrics import metrics

    require_id(store, "lĩnh vực", area, AREAS)
    frame = metrics.tasks(store, unit=unit, area=area, year=year)
    _print(frame, format_, ("task_id", "name", "owner", "state", "due", "recurrence"))


@show.command()
@of_unit
@YEAR
@AREA
@FORMAT
def tallies(store: "Store", *, unit: str, year: int | None, area: str | None, format_: Any) -> None:
    """Số hồ sơ được theo dõi mà không có mức cần đạt, theo nhóm và kênh."""
    from cchc_metrics import metrics

    require_id(store, "lĩnh vực", area, AREAS)
    frame = metrics.tallies(store, unit=unit, area=area, year=year)
    _print(frame, format_, ("tally_id", "breakdown_id", "group_id", "year", "cases", "flag"))


@show.command()
@place
@click.option("--year", type=int, required=True, help="Năm.")
@AREA
@click.option("--indicator", help="Một chỉ tiêu hoặc chỉ số.")
@FORMAT
def matrix(
    folder: Path | None, plan: str | None, *, year: int, area: str | None, indicator: str | None, format_: Any
) -> None:
    """Mọi đơn vị bên mọi chỉ tiêu của một năm."""
    from cchc_metrics import metrics

    store = store_of(folder, plan)
    require_id(store, "lĩnh vực", area, AREAS)
    require_id(store, "chỉ số hoặc chỉ tiêu", indicator, INDICATORS)
    frame = metrics.matrix(store, year=year, area=area, indicator=indicator)
    _print(frame, format_, ("unit_id", "indicator_id", "value", "target", "gap", "level"))


@show.command()
@place
@YEAR
@AREA
@FORMAT
def totals(folder: Path | None, plan: str | None, *, year: int | None, area: str | None, format_: Any) -> None:
    """Mỗi chỉ tiêu của mọi đơn vị cộng lại: tổng tử số trên tổng mẫu số."""
    from cchc_metrics import metrics

    store = store_of(folder, plan)
    require_id(store, "lĩnh vực", area, AREAS)
    frame = metrics.totals(store, year=year, area=area)
    _print(
        frame, format_, ("indicator_id", "year", "units", "units_added", "value", "target", "met", "missed", "no_data")
    )


@show.command()
@place
@click.option("--unit", help="Chỉ một đơn vị.")
@YEAR
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Tính đến ngày nào; mặc định hôm nay.")
@FORMAT
def owed(
    folder: Path | None, plan: str | None, *, unit: str | None, year: int | None, on: dt.datetime | None, format_: Any
) -> None:
    """Đơn vị nào chưa nộp số liệu nào, từ bao giờ.

    Cột owner là chức danh của kế hoạch có việc trong năm của dòng, như ở «show tasks».
    """
    from cchc_metrics import metrics

    store = store_of(folder, plan)
    require_id(store, "đơn vị", unit, UNITS)
    frame = metrics.owed(store, on=on.date() if on else today(), unit=unit, year=year)
    _print(frame, format_, ("unit_id", "owner", "indicator_id", "year", "covered", "due", "days"))


FEEDBACK = ("by", "name", "year", "received", "answered", "in_time", "open", "overdue", "asked", "satisfied")


@show.command()
@of_unit
@YEAR
@click.option("--by", type=click.Choice(["total", "field", "channel", "place", "kind", "owner"]), help="Chia theo gì.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Xét tại ngày nào; mặc định hôm nay.")
@FORMAT
def feedback(
    store: "Store", *, unit: str, year: int | None, by: str | None, day: dt.datetime | None, format_: Any
) -> None:
    """Phản ánh, kiến nghị theo lĩnh vực, kênh, thôn: tiếp nhận, trả lời đúng hạn, còn mở, quá hạn.

    Chia theo owner, cột name là chức danh có việc vào ngày tiếp nhận; trống khi chức danh đã kết thúc mà kế hoạch chưa
    nêu ai thay.
    """
    from cchc_metrics import metrics

    frame = metrics.feedback(store, unit=unit, year=year, by=by, on=day.date() if day else today())
    _print(frame, format_, FEEDBACK)


def _with_rise_rule(frame: "DataFrame") -> "DataFrame":
    """The indices with the verdict of the yearly rise rule, also of units that the plan does not bind.

    That is what the command promises of `level` to other programs. Screens and documents judge bound units only.
    """
    no_verdict = frame["headline"] & frame["level"].isna()
    frame["level"] = frame["level"].mask(no_verdict, frame["direction"].replace(RISE_RULE))
    frame["target"] = frame["target"].mask(no_verdict, frame["previous"])
    return frame


def _verdicts(frame: "DataFrame", format_: Any) -> None:
    from cchc_metrics.text.rows import VerdictRow, records
    from cchc_metrics.text.sentence import sentence

    frame["sentence"] = [sentence(row) for row in records(frame, VerdictRow)]
    extra = [column for column in frame.columns if column not in CONTRACT]
    _print(frame[[*CONTRACT, *extra]], format_, BRIEF)


def _print(frame: "DataFrame", format_: Any, brief: Sequence[str] = ()) -> None:
    from cchc_metrics.cli.options import as_text

    marks = frame["mark"].dropna().unique().tolist() if "mark" in frame else []
    # CSV and JSON carry the mark in a column; a table says it where nobody can miss it.
    if format_ == "table" and len(marks):
        click.echo(f"*** {marks[0]} ***")
    click.echo(as_text(frame, format_, brief=brief))
