"""`cchc log`, `cchc backup`, `cchc restore`: the ledger, what witnesses it, and copies of a working folder."""

from pathlib import Path
from typing import Any

import click

from cchc_metrics.cli.options import FORMAT, OutFile, chosen, login, opened, place, written


@click.command()
@place
@click.option("--seal", is_flag=True, help="In một dòng niêm phong: ngày, số bút toán, mã băm; cất ở nơi khác.")
@click.option("--verify", help="Kiểm tra sổ còn trọn những gì một dòng niêm phong đã ghi.")
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
    from cchc_metrics.workspace import located

    ledger = located(*chosen(folder, plan)).ledger
    if seal:
        click.echo(ledger.seal())
    elif verify is not None:
        later = ledger.verify(verify)
        click.echo(f"Sổ còn trọn như khi niêm phong; sau đó có thêm {later} bút toán.")
    elif accept:
        entry = ledger.accept(by=by, why=why.strip())
        click.echo(f"bút toán {entry.number} nhận sổ đang có")
    else:
        _print_log(folder, plan, format_)


def _print_log(folder: Path | None, plan: str | None, format_: Any) -> None:
    rows = opened(folder, plan).log()
    click.echo(written(rows, format_, brief=[str(name) for name in rows if name not in ("previous_hash", "hash")]))
    late = rows["set_back"].notna()
    if late.any():
        numbers = ", ".join(map(str, rows.loc[late, "number"]))
        click.echo(f"Lưu ý: đồng hồ máy đã lùi trước bút toán {numbers}; thứ tự trong sổ được giữ.", err=True)


@click.command()
@place
@click.argument("out", type=OutFile())
def backup(folder: Path | None, plan: str | None, out: Path) -> None:
    """Sao lưu thư mục làm việc vào tệp OUT.zip rồi kiểm tra lại tệp đó."""
    from cchc_metrics.workspace.backup import back_up

    made = back_up(opened(folder, plan).folder, out)
    click.echo(f"{out}: {made.entries} bút toán, {made.files} tệp, đã kiểm tra")


@click.command()
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(folder: Path | None, plan: str | None, file: Path) -> None:
    """Khôi phục một bản sao lưu vào thư mục làm việc còn trống, khi mọi tệp trong đó còn nguyên."""
    from cchc_metrics.workspace import located
    from cchc_metrics.workspace.backup import restore as unpacked

    made = unpacked(file.read_bytes(), file.name, located(*chosen(folder, plan)).folder)
    click.echo(f"{made.entries} bút toán, {made.files} tệp đã khôi phục")
