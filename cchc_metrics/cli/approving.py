"""`cchc approve`, `cchc lock`, `cchc unlock`: figures that count as agreed, and periods closed against change."""

from pathlib import Path

import click

from cchc_metrics.cli.options import BY, WHY, about_unit, opened, place
from cchc_metrics.workspace import Workspace

PERIOD = click.option("--period", required=True,
                      help="Một năm (2025), một kỳ báo cáo (quy-1-2025), hoặc hai ngày (2025-01-01..2025-03-31).")


@click.command()
@place
@click.argument("entry", type=int)
@BY
def approve(folder: Path | None, plan: str | None, entry: int, by: str) -> None:
    """Duyệt một lần nộp: số liệu của nó không còn là tạm thời và không sửa được nữa."""
    workspace = opened(folder, plan)
    line = workspace.approve(entry, by=by)
    workspace.build()
    click.echo(f"bút toán {line.number} duyệt bút toán {line.target}")


@click.command()
@about_unit
@PERIOD
@BY
@WHY
def lock(workspace: Workspace, *, unit: str, period: str, by: str, why: str) -> None:
    """Khóa một kỳ: không nộp, không rút được số liệu của kỳ đó nữa."""
    _closed(workspace, unit, period, by, why, unlock=False)


@click.command()
@about_unit
@PERIOD
@BY
@WHY
def unlock(workspace: Workspace, *, unit: str, period: str, by: str, why: str) -> None:
    """Mở khóa một kỳ, có lý do; việc mở khóa ở lại trong sổ."""
    _closed(workspace, unit, period, by, why, unlock=True)


def _closed(workspace: Workspace, unit: str, period: str, by: str, why: str, *, unlock: bool) -> None:
    line = workspace.lock(period, unit_id=unit, by=by, why=why, unlock=unlock)
    done = "mở khóa" if unlock else "khóa"
    click.echo(f"bút toán {line.number} {done} {unit} {line.details['first_day']}..{line.details['last_day']}")
