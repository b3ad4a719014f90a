"""`cchc show`: each question of the screens, asked from the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_metrics.cli.options import AREA, FORMAT, YEAR, about_unit, known, opened, place
from cchc_metrics.workspace import Workspace

if TYPE_CHECKING:
    from pandas import DataFrame

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
BRIEF = ("indicator_id", "year", "value", "target", "change", "level", "direction", "direction_statistical", "pace")


@click.group()
def show() -> None:
    """Hỏi kết luận và số liệu."""


@show.command()
@about_unit
@YEAR
@click.option("--index", help="Một chỉ số, kể cả chỉ số không phải chỉ số chính.")
@FORMAT
def indices(workspace: Workspace, *, unit: str, year: int | None, index: str | None, format_: Any) -> None:
    """Các chỉ số chính, mỗi năm một dòng."""
    from cchc_metrics import metrics

    known("chỉ số", index, workspace.catalog.indices)
    _verdicts(metrics.indices(workspace.store, unit=unit, year=year, index=index), format_)


@show.command()
@about_unit
@YEAR
@AREA
@FORMAT
def targets(workspace: Workspace, *, unit: str, year: int | None, area: str | None, format_: Any) -> None:
    """Các chỉ tiêu của kế hoạch, mỗi năm một dòng."""
    from cchc_metrics import metrics

    known("lĩnh vực", area, workspace.catalog.areas)
    _verdicts(metrics.targets(workspace.store, unit=unit, year=year, area=area), format_)


@show.command()
@about_unit
@click.option("--index", required=True, help="Mã chỉ số, ví dụ papi.")
@YEAR
@FORMAT
def parts(workspace: Workspace, *, unit: str, index: str, year: int | None, format_: Any) -> None:
    """Các thành phần của một chỉ số, mỗi năm một dòng."""
    from cchc_metrics import metrics

    known("chỉ số", index, workspace.catalog.indices)
    frame = metrics.parts(workspace.store, unit=unit, index=index, year=year)
    _print(frame, format_, ("part_id", "name", "year", "value", "maximum", "change", "direction"))


@show.command()
@about_unit
@click.option("--index", required=True, help="Mã chỉ số, hoặc chỉ tiêu có chia nhóm.")
@click.option("--from", "from_year", type=int, required=True, help="Năm đầu.")
@click.option("--to", "to_year", type=int, required=True, help="Năm sau.")
@click.option("--by", "breakdown", help="Cách chia nhóm, ví dụ field; mặc định là cách đầu tiên có số liệu.")
@FORMAT
def change(
    workspace: Workspace, *, unit: str, index: str, from_year: int, to_year: int, breakdown: str | None, format_: Any
) -> None:
    """Điều gì làm nên thay đổi giữa hai năm."""
    from cchc_metrics import metrics

    known("chỉ số hoặc chỉ tiêu", index, workspace.catalog.indicators)
    known("cách chia nhóm", breakdown, workspace.catalog.breakdowns)
    frame = metrics.change(
        workspace.store, unit=unit, index=index, from_year=from_year, to_year=to_year, breakdown=breakdown
    )
    _print(frame, format_)


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

    workspace = opened(folder, plan)
    known("chỉ số hoặc chỉ tiêu", index, workspace.catalog.indicators)
    known("cấp", level, {unit.level for unit in workspace.catalog.units.values()})
    if part is not None:
        chosen = workspace.catalog.indices.get(index)
        known(f"thành phần của {index}", part, [row.id for row in chosen.part] if chosen else [])
    _print(metrics.ranking(workspace.store, index=index, year=year, part=part, level=level), format_)


@show.command()
@about_unit
@FORMAT
def coverage(workspace: Workspace, *, unit: str, format_: Any) -> None:
    """Số liệu nào có, từ nguồn nào."""
    from cchc_metrics import metrics

    frame = metrics.coverage(workspace.store, unit=unit)
    _print(frame, format_, ("indicator_id", "year", "has_value", "flag", "source_id", "as_of"))


@show.command()
@about_unit
@AREA
@FORMAT
def tasks(workspace: Workspace, *, unit: str, area: str | None, format_: Any) -> None:
    """Các nhiệm vụ của kế hoạch, người phụ trách và tình trạng."""
    from cchc_metrics import metrics

    known("lĩnh vực", area, workspace.catalog.areas)
    frame = metrics.tasks(workspace.store, unit=unit, area=area)
    _print(frame, format_, ("task_id", "name", "owner", "state", "due"))


@show.command()
@about_unit
@YEAR
@AREA
@FORMAT
def tallies(workspace: Workspace, *, unit: str, year: int | None, area: str | None, format_: Any) -> None:
    """Số hồ sơ được theo dõi mà không có mức cần đạt, theo nhóm và kênh."""
    from cchc_metrics import metrics

    known("lĩnh vực", area, workspace.catalog.areas)
    frame = metrics.tallies(workspace.store, unit=unit, area=area, year=year)
    _print(frame, format_, ("tally_id", "breakdown_id", "group_id", "year", "cases", "flag"))


def _verdicts(frame: "DataFrame", format_: Any) -> None:
    from cchc_metrics.text.sentence import sentence

    frame["sentence"] = [sentence(row) for row in frame.to_dict("records")]
    extra = [column for column in frame.columns if column not in CONTRACT]
    _print(frame[[*CONTRACT, *extra]], format_, BRIEF)


def _print(frame: "DataFrame", format_: Any, brief: Sequence[str] = ()) -> None:
    from cchc_metrics.cli.options import written

    marks = frame["mark"].dropna().unique().tolist() if "mark" in frame else []
    # CSV and JSON carry the mark in a column; a table says it where nobody can miss it.
    if format_ == "table" and len(marks):
        click.echo(f"*** {marks[0]} ***")
    click.echo(written(frame, format_, brief=brief))
