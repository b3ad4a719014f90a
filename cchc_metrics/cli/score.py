"""`cchc score`: the Chỉ số CCHC scored from the command line, each step of an assessment as a ledger entry."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cchc_metrics.cli.options import BY, FORMAT, UNIT, known, opened, place
from cchc_metrics.workspace import Workspace

SET = click.option("--set", "criteria", help="Mã bộ tiêu chí; mặc định là bộ đầu tiên của đơn vị.")
YEAR = click.option("--year", type=int, required=True, help="Năm chấm điểm.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DAY = click.DateTime(["%Y-%m-%d"])
BRIEF = ("number", "name", "maximum", "self_points", "appraised_points", "survey_points", "points", "lost", "state")


@click.group()
def score() -> None:
    """Chấm điểm Chỉ số cải cách hành chính."""


@score.command()
@place
@UNIT
@YEAR
@SET
@FORMAT
def show(folder: Path | None, plan: str | None, unit: str, year: int, criteria: str | None, format_: Any) -> None:
    """Cây tiêu chí đã chấm, mỗi mục một dòng, và chỉ số."""
    from cchc_metrics import metrics
    from cchc_metrics.cli.output import written
    from cchc_metrics.text import score_sentence

    workspace, chosen = _chosen(folder, plan, unit, criteria)
    rows = metrics.scored_tree(workspace.store, unit=unit, criteria=chosen, year=year)
    if format_ == "table":
        for mark in rows["mark"].dropna().unique():
            click.echo(f"*** {mark} ***")
        totals = metrics.score_totals(workspace.store, unit=unit, criteria=chosen)
        for row in totals[totals["year"] == year].to_dict("records"):
            click.echo(score_sentence.total(row))
    flat = rows.drop(columns=["steps", "cautions", "evidence"])
    click.echo(written(flat, format_, brief=BRIEF))


@score.command()
@place
@UNIT
@YEAR
@SET
@click.argument("criterion", required=False)
def explain(folder: Path | None, plan: str | None, unit: str, year: int, criteria: str | None,
            criterion: str | None) -> None:
    """Vì sao mỗi tiêu chí (hoặc một tiêu chí, theo mã hay số) được số điểm đó, và đạt thêm thì được gì."""
    from cchc_metrics import metrics
    from cchc_metrics.text import score_sentence

    workspace, chosen = _chosen(folder, plan, unit, criteria)
    rows = metrics.scored_tree(workspace.store, unit=unit, criteria=chosen, year=year).to_dict("records")
    rows = [row for row in rows if row["is_leaf"]]
    if criterion is not None:
        known("tiêu chí", criterion, [row[key] for row in rows for key in ("criterion_id", "number")])
        rows = [row for row in rows if criterion in (row["criterion_id"], row["number"])]
    for row in rows:
        click.echo(f"{row['number']} {row['name']}: {score_sentence.explain(row)}")
        for said in (score_sentence.rule(row), score_sentence.difference(row), score_sentence.gain(row)):
            if said and criterion is not None:
                click.echo(f"  {said}")


@score.command()
@place
@FILE
@UNIT
@YEAR
@SET
@BY
def submit(folder: Path | None, plan: str | None, file: Path, unit: str, year: int, criteria: str | None,
           by: str) -> None:
    """Nhận một bảng kết quả (CSV hoặc sổ tính): tự chấm, thẩm định, khảo sát."""
    workspace, chosen = _chosen(folder, plan, unit, criteria)
    for entry in workspace.assessments.submit(file, criteria=chosen, unit_id=unit, year=year, by=by):
        click.echo(f"bút toán {entry.number} · {entry.action} · {entry.by}")
    _print_total(workspace, unit, chosen, year)


@score.command()
@place
@FILE
@UNIT
@YEAR
@SET
@BY
def peers(folder: Path | None, plan: str | None, file: Path, unit: str, year: int, criteria: str | None,
          by: str) -> None:
    """Nhận bảng điểm các đơn vị của cấp trên."""
    workspace, chosen = _chosen(folder, plan, unit, criteria)
    entry = workspace.assessments.peers(file, criteria=chosen, unit_id=unit, year=year, by=by)
    click.echo(f"bút toán {entry.number}: {len(entry.details['rows'])} đơn vị")


@score.command()
@place
@FILE
@BY
def adopt(folder: Path | None, plan: str | None, file: Path, by: str) -> None:
    """Nhận một bộ tiêu chí từ sổ tính hoặc tệp TOML."""
    entry = opened(folder, plan).assessments.adopt(file, by=by)
    click.echo(f"bút toán {entry.number}: bộ {entry.details['set_id']}, từ năm {entry.details['from_year']}")


@score.command("set")
@place
@SET
@YEAR
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def set_(folder: Path | None, plan: str | None, criteria: str | None, year: int, out: Path) -> None:
    """Ghi bộ tiêu chí đang áp dụng ra sổ tính, để sửa thành phiên bản mới."""
    from cchc_metrics.documents.criteria_table import criteria_table

    assessments = opened(folder, plan).assessments
    known("bộ tiêu chí", criteria, [given.head.id for given in assessments.sets])
    if criteria is None:
        raise click.UsageError("cần --set")
    out.write_bytes(criteria_table(assessments.set_of(criteria, year)))
    click.echo(out)


@score.command()
@place
@UNIT
@YEAR
@SET
@BY
@click.argument("step", type=click.Choice(["open", "assign", "approve", "total", "publish"]))
@click.option("--due", type=DAY, help="Hạn của đợt đánh giá (open), hạn nộp kết quả (assign).")
@click.option("--owner", help="Mã chức danh được giao (assign).")
@click.option("--criterion", "named", multiple=True, help="Mã hoặc số tiêu chí, lặp lại được (assign, approve).")
@click.option("--document", help="Số quyết định công bố (publish).")
@click.option("--date", "date", type=DAY, help="Ngày quyết định (publish).")
def step(folder: Path | None, plan: str | None, unit: str, year: int, criteria: str | None, by: str, step: str,
         due: dt.datetime | None, owner: str | None, named: tuple[str, ...], document: str | None,
         date: dt.datetime | None) -> None:
    """Ghi một bước đánh giá: mở đợt, phân công, duyệt, tổng hợp, công bố."""
    from cchc_metrics.criteria import steps

    workspace, chosen = _chosen(folder, plan, unit, criteria)
    here = workspace.assessments
    if step == "publish" and (document is None or date is None):
        raise click.UsageError("công bố cần --document và --date")
    if step == "assign" and (owner is None or not named):
        raise click.UsageError("phân công cần --owner và --criterion")
    about = {"set_id": chosen, "year": year}
    numbers = {row.number: row.key for row in here.set_of(chosen, year).criteria}
    keys = tuple(numbers.get(name, name) for name in named)
    done: dict[str, Callable[[], Any]] = {
        "open": lambda: here.take(steps.step_of("open", about | {"due": due and due.date()}), unit_id=unit, by=by),
        "assign": lambda: here.take(steps.step_of("assign", about | {
            "criteria": keys, "owner": owner, "due": due and due.date()}), unit_id=unit, by=by),
        "approve": lambda: here.take(steps.step_of("approve", about | {"criteria": keys}), unit_id=unit, by=by),
        "total": lambda: here.total(criteria=chosen, unit_id=unit, year=year, by=by),
        "publish": lambda: here.publish(criteria=chosen, unit_id=unit, year=year, document=str(document),
                                        date=date.date() if date else dt.date.min, by=by),
    }
    click.echo(f"bút toán {done[step]().number} · {step}")


def _chosen(folder: Path | None, plan: str | None, unit: str, criteria: str | None) -> tuple[Workspace, str]:
    from cchc_metrics import metrics

    workspace = opened(folder, plan)
    known("đơn vị", unit, workspace.catalog.units)
    names = list(dict.fromkeys(metrics.criteria_sets(workspace.store, unit=unit)["set_id"]))
    known("bộ tiêu chí", criteria, names)
    if not names:
        raise click.UsageError(f"không có bộ tiêu chí nào cho cấp của «{unit}»")
    return workspace, criteria or names[0]


def _print_total(workspace: Workspace, unit: str, criteria: str, year: int) -> None:
    from cchc_metrics import metrics
    from cchc_metrics.text import score_sentence

    totals = metrics.score_totals(workspace.store, unit=unit, criteria=criteria)
    for row in totals[totals["year"] == year].to_dict("records"):
        click.echo(score_sentence.total(row))
