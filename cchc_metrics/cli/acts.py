"""`cchc approve`, `cchc lock`, `cchc unlock`: figures that count as agreed, and periods closed against change."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_metrics.cli.options import BY, FORMAT, UNIT, WHY, about_unit, opened, place

if TYPE_CHECKING:
    from cchc_metrics.workspace import Workspace

PERIOD = click.option(
    "--period",
    required=True,
    help="Một năm (2025), một kỳ báo cáo (quy-1-2025), hoặc hai ngày (2025-01-01..2025-03-31).",
)


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
def lock(workspace: "Workspace", *, unit: str, period: str, by: str, why: str) -> None:
    """Khóa một kỳ: không nộp, không rút được số liệu của kỳ đó nữa."""
    _closed(workspace, unit, period, by, why, unlock=False)


@click.command()
@about_unit
@PERIOD
@BY
@WHY
def unlock(workspace: "Workspace", *, unit: str, period: str, by: str, why: str) -> None:
    """Mở khóa một kỳ, có lý do; việc mở khóa ở lại trong sổ."""
    _closed(workspace, unit, period, by, why, unlock=True)


def _closed(workspace: "Workspace", unit: str, period: str, by: str, why: str, *, unlock: bool) -> None:
    line = workspace.lock(period, unit_id=unit, by=by, why=why, unlock=unlock)
    done = "mở khóa" if unlock else "khóa"
    click.echo(f"bút toán {line.number} {done} {unit} {line.details['first_day']}..{line.details['last_day']}")


DAY = click.DateTime(["%Y-%m-%d"])
BRIEF = ("entry", "what", "owner", "due", "days_over", "state", "reported")


@click.command()
@place
@UNIT
@click.option("--what", required=True, help="Việc cần làm, một câu.")
@click.option("--owner", required=True, help="Mã chức danh phụ trách, ví dụ tu-phap-ho-tich.")
@click.option("--due", required=True, type=DAY, help="Hạn, dạng 2026-12-31.")
@click.option("--decided", type=DAY, help="Ngày họp; mặc định hôm nay.")
@click.option("--indicator", help="Về chỉ số hoặc chỉ tiêu nào, ví dụ on-time.")
@click.option("--area", help="Về lĩnh vực nào, ví dụ procedures.")
@click.option("--evidence", default="", help="Văn bản ghi việc này.")
@BY
def decide(
    folder: Path | None,
    plan: str | None,
    unit: str,
    what: str,
    owner: str,
    due: dt.datetime,
    decided: dt.datetime | None,
    indicator: str | None,
    area: str | None,
    evidence: str,
    by: str,
) -> None:
    """Ghi một việc do cuộc họp giao vào sổ."""
    details: dict[str, Any] = {
        "what": what,
        "owner_id": owner,
        "due": due.date(),
        "indicator_id": indicator,
        "area_id": area,
        "evidence": evidence,
    }
    if decided is not None:
        details["decided"] = decided.date()
    entry = opened(folder, plan).decide(details, unit_id=unit, by=by)
    click.echo(f"bút toán {entry.number} · {entry.at} · {entry.by} · {entry.details['what']}")


@click.command()
@place
@click.argument("entry", type=int)
@click.option("--state", required=True, type=click.Choice(["not_started", "in_progress", "done"]), help="Tình trạng.")
@click.option("--note", default="", help="Nói thêm.")
@click.option("--evidence", default="", help="Văn bản, số liệu cho thấy; việc đã xong phải có.")
@BY
def follow(folder: Path | None, plan: str | None, entry: int, state: str, note: str, evidence: str, by: str) -> None:
    """Báo cáo về việc đã giao ở bút toán ENTRY."""
    line = opened(folder, plan).follow(entry, {"state": state, "note": note, "evidence": evidence}, by=by)
    click.echo(f"bút toán {line.number} báo cáo về bút toán {line.target}")


@click.command()
@about_unit
@click.option("--on", "day", type=DAY, help="Xét quá hạn tại ngày nào; mặc định hôm nay.")
@FORMAT
def decisions(workspace: "Workspace", *, unit: str, day: dt.datetime | None, format_: Any) -> None:
    """Các việc cuộc họp đã giao: quá hạn trước, rồi còn mở, rồi đã xong."""
    from cchc_metrics import metrics
    from cchc_metrics.cli.options import written
    from cchc_metrics.days import today

    rows = metrics.decisions(workspace.store, unit=unit, on=day.date() if day else today())
    click.echo(written(rows, format_, brief=BRIEF))
