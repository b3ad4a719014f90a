"""The commands about what a working folder keeps: ledger, copies, approvals, decisions, layouts of files."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_metrics.cli.options import (
    BY,
    FORMAT,
    UNIT,
    WHY,
    OutFile,
    about_unit,
    as_text,
    location_options,
    login,
    place,
    workspace_of,
)
from cchc_metrics.days import local_day, local_moment


@click.command()
@place
@click.option("--seal", is_flag=True, help="In một dòng niêm phong: ngày, số bút toán, mã băm; cất ở nơi khác.")
@click.option("--verify", help="Kiểm tra sổ và các tệp còn trọn những gì một dòng niêm phong đã ghi.")
@click.option("--accept", is_flag=True, help="Nhận sổ đang có là đúng, dù thiếu bút toán; cần --why.")
@click.option("--by", default=login, help="Người nhận sổ (--accept); mặc định là tên đăng nhập.")
@click.option("--why", default="", help="Lý do nhận sổ (--accept); ở lại trong sổ.")
@FORMAT
def log(
    folder: Path | None, plan: str | None, seal: bool, verify: str | None, accept: bool, by: str, why: str, format_: Any
) -> None:
    """In sổ: các lần nộp, rút, duyệt, khóa và mở khóa."""
    if sum([seal, verify is not None, accept]) > 1:
        raise click.UsageError("chỉ một trong --seal, --verify, --accept")
    if accept and not why.strip():
        raise click.UsageError("cần --why: vì sao sổ này mới đúng")
    from cchc_metrics.workspace import location_of

    ledger = location_of(*location_options(folder, plan)).ledger
    if seal:
        click.echo(ledger.seal())
    elif verify is not None:
        later = ledger.verify(verify)
        entries = ledger.entries()
        # The day that a seal names proves nothing; that of its last entry does.
        last = entries[len(entries) - later - 1] if later < len(entries) else None
        until = f"đến bút toán {last.number} ngày {local_day(last.at):%d/%m/%Y}" if last else "khi còn trống"
        click.echo(f"Sổ và các tệp đã nộp còn trọn như khi niêm phong, {until}; sau đó có thêm {later} bút toán.")
    elif accept:
        entry = ledger.accept(by=by, why=why.strip())
        click.echo(f"bút toán {entry.number} nhận sổ đang có, {entry.number - 1} bút toán trước nó")
        for file in entry.files:
            click.echo(f"«{file.name}» được giữ ở files/{file.sha256}")
        for name in entry.details["unnamed_files"]:
            click.echo(f"không bút toán nào nêu files/{name}: tệp còn đó, số liệu trong tệp không còn tính")
    else:
        _print_log(folder, plan, format_)


def _print_log(folder: Path | None, plan: str | None, format_: Any) -> None:
    rows = workspace_of(folder, plan).log()
    if format_ == "table":
        # Programs read the moment as the ledger keeps it; people read their own clock.
        rows["at"] = [f"{local_moment(at):%d/%m/%Y %H:%M}" for at in rows["at"]]
    click.echo(as_text(rows, format_, brief=[str(name) for name in rows if name not in ("previous_hash", "hash")]))
    late = rows["set_back"].notna()
    if late.any():
        numbers = ", ".join(map(str, rows.loc[late, "number"]))
        click.echo(f"Lưu ý: đồng hồ máy đã lùi trước bút toán {numbers}; thứ tự trong sổ được giữ.", err=True)


@click.command()
@place
@click.argument("out", type=OutFile())
def backup(folder: Path | None, plan: str | None, out: Path) -> None:
    """Sao lưu thư mục làm việc vào tệp OUT.zip rồi kiểm tra lại tệp đó."""
    from cchc_metrics.workspace.folder import back_up

    result = back_up(workspace_of(folder, plan).folder, out)
    click.echo(f"{out}: {result.entries} bút toán, {result.files} tệp, đã kiểm tra")


@click.command()
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(folder: Path | None, plan: str | None, file: Path) -> None:
    """Khôi phục một bản sao lưu vào thư mục làm việc còn trống, khi mọi tệp trong đó còn nguyên."""
    from cchc_metrics.workspace import location_of
    from cchc_metrics.workspace.folder import restore as restore_folder

    result = restore_folder(file.read_bytes(), file.name, location_of(*location_options(folder, plan)).folder)
    click.echo(f"{result.entries} bút toán, {result.files} tệp đã khôi phục")


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
    workspace = workspace_of(folder, plan)
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
    _set_lock(workspace, unit, period, by, why, unlock=False)


@click.command()
@about_unit
@PERIOD
@BY
@WHY
def unlock(workspace: "Workspace", *, unit: str, period: str, by: str, why: str) -> None:
    """Mở khóa một kỳ, có lý do; việc mở khóa ở lại trong sổ."""
    _set_lock(workspace, unit, period, by, why, unlock=True)


def _set_lock(workspace: "Workspace", unit: str, period: str, by: str, why: str, *, unlock: bool) -> None:
    line = workspace.lock(period, unit_id=unit, by=by, why=why, unlock=unlock)
    verb = "mở khóa" if unlock else "khóa"
    click.echo(f"bút toán {line.number} {verb} {unit} {line.details['first_day']}..{line.details['last_day']}")


DAY = click.DateTime(["%Y-%m-%d"])
BRIEF = ("entry", "what", "owner", "due", "days_over", "state", "reported")


@click.command()
@place
@UNIT
@click.option("--what", required=True, help="Việc cần làm, một câu.")
@click.option("--owner", help="Mã chức danh phụ trách, ví dụ tu-phap-ho-tich.")
@click.option("--others", default="", help="Người khác làm, ngoài các chức danh của kế hoạch, ví dụ «Trưởng thôn».")
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
    owner: str | None,
    others: str,
    due: dt.datetime,
    decided: dt.datetime | None,
    indicator: str | None,
    area: str | None,
    evidence: str,
    by: str,
) -> None:
    """Ghi một việc do cuộc họp giao vào sổ."""
    from cchc_metrics.text import ledger_words

    details: dict[str, Any] = {
        "what": what,
        "owner_id": owner,
        "others": others,
        "due": due.date(),
        "indicator_id": indicator,
        "area_id": area,
        "evidence": evidence,
    }
    if decided is not None:
        details["decided"] = decided.date()
    entry = workspace_of(folder, plan).decide(details, unit_id=unit, by=by)
    click.echo(ledger_words.entry_line(entry.number, entry.at, entry.by, entry.details["what"]))


@click.command()
@place
@UNIT
@click.option("--subject", required=True, help="Mã chỉ số, chỉ tiêu, nhiệm vụ mà kế hoạch chưa nêu người phụ trách.")
@click.option("--owner", required=True, help="Mã chức danh phụ trách, ví dụ tu-phap-ho-tich.")
@click.option("--decided", type=DAY, help="Ngày họp; mặc định hôm nay.")
@click.option("--evidence", default="", help="Văn bản ghi việc này.")
@BY
def appoint(
    folder: Path | None,
    plan: str | None,
    unit: str,
    subject: str,
    owner: str,
    decided: dt.datetime | None,
    evidence: str,
    by: str,
) -> None:
    """Giao người phụ trách một mục mà kế hoạch chưa nêu ai."""
    from cchc_metrics.text import ledger_words

    details: dict[str, Any] = {"subject": subject, "owner_id": owner, "evidence": evidence}
    if decided is not None:
        details["decided"] = decided.date()
    workspace = workspace_of(folder, plan)
    entry = workspace.appoint(details, unit_id=unit, by=by)
    name = workspace.catalog.owners[owner].name
    click.echo(ledger_words.entry_line(entry.number, entry.at, entry.by, f"{subject}: {name}"))


@click.command()
@place
@click.argument("entry", type=int)
@click.option("--state", required=True, type=click.Choice(["not_started", "in_progress", "done"]), help="Tình trạng.")
@click.option("--note", default="", help="Nói thêm.")
@click.option("--evidence", default="", help="Văn bản, số liệu cho thấy; việc đã xong phải có.")
@BY
def follow(folder: Path | None, plan: str | None, entry: int, state: str, note: str, evidence: str, by: str) -> None:
    """Báo cáo về việc đã giao ở bút toán ENTRY."""
    line = workspace_of(folder, plan).follow(entry, {"state": state, "note": note, "evidence": evidence}, by=by)
    click.echo(f"bút toán {line.number} báo cáo về bút toán {line.target}")


@click.command()
@about_unit
@click.option("--on", "day", type=DAY, help="Xét quá hạn tại ngày nào; mặc định hôm nay.")
@FORMAT
def decisions(workspace: "Workspace", *, unit: str, day: dt.datetime | None, format_: Any) -> None:
    """Các việc cuộc họp đã giao: quá hạn trước, rồi còn mở, rồi đã xong."""
    from cchc_metrics import metrics
    from cchc_metrics.cli.options import as_text
    from cchc_metrics.days import today

    rows = metrics.decisions(workspace.store, unit=unit, on=day.date() if day else today())
    click.echo(as_text(rows, format_, brief=BRIEF))


@click.group(invoke_without_command=True)
@click.pass_context
def layouts(context: click.Context) -> None:
    """Các cách đọc tệp đã học trong thư mục làm việc: cột nào là cột nào."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@layouts.command("list")
@place
def list_(folder: Path | None = None, plan: str | None = None) -> None:
    """Liệt kê các cách đọc đã học, và các tên lĩnh vực đã xác nhận."""
    layouts_here = workspace_of(folder, plan).layouts
    rows = layouts_here.all()
    for layout in rows:
        origin = "của kế hoạch" if layout.is_of_plan else "đã học"
        click.echo(f"{layout.id} · {origin} · {len(layout.columns)} cột · {layout.header[:100]}")
    for name, group in layouts_here.groups().items():
        click.echo(f"«{name}» → {group}")
    if not rows and not layouts_here.groups():
        click.echo("Chưa học cách đọc nào.")


@layouts.command()
@place
@click.argument("layout")
def show(folder: Path | None, plan: str | None, layout: str) -> None:
    """In một cách đọc: mỗi cột là cột nào."""
    from openpyxl.utils import get_column_letter

    match = workspace_of(folder, plan).layouts.get(layout)
    click.echo(match.header)
    for column, name in sorted(match.columns.items(), key=lambda pair: int(pair[0])):
        click.echo(f"{get_column_letter(int(column) + 1)} = {name}")


@layouts.command()
@place
@click.argument("out", type=OutFile())
def export(folder: Path | None, plan: str | None, out: Path) -> None:
    """Ghi các cách đọc đã học ra một tệp, để đơn vị khác dùng."""
    from cchc_metrics import files

    files.write(out, workspace_of(folder, plan).layouts.export())
    click.echo(out)


@layouts.command("import")
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(folder: Path | None, plan: str | None, file: Path) -> None:
    """Nhận các cách đọc từ tệp của một đơn vị khác."""
    click.echo(f"đã nhận {workspace_of(folder, plan).layouts.take(file)} cách đọc")


@layouts.command()
@place
@click.argument("layout")
def forget(folder: Path | None, plan: str | None, layout: str) -> None:
    """Bỏ một cách đọc đã học; số liệu đã nộp không đổi."""
    click.echo(f"đã bỏ cách đọc {workspace_of(folder, plan).layouts.forget(layout).id}")
