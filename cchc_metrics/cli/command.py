"""The `cchc` command: the library without a screen."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from cchc_metrics.cli.approving import approve, lock, unlock
from cchc_metrics.cli.handover import handover, handover_in
from cchc_metrics.cli.meeting import decide, decisions, follow
from cchc_metrics.cli.options import BY, FORMAT, WHY, about_unit, opened, place
from cchc_metrics.cli.previewing import print_preview
from cchc_metrics.cli.publish import publish
from cchc_metrics.cli.report import report
from cchc_metrics.cli.score import score
from cchc_metrics.cli.show import show
from cchc_metrics.cli.slides import slides
from cchc_metrics.cli.template import mark, template
from cchc_metrics.cli.wrong_use import in_vietnamese
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import handing_in
from cchc_metrics.workspace import APP, Workspace


class Cchc(click.Group):
    """A group that lists faults on stderr and exits with 1; anything else that goes wrong is a bug.

    Wrong use is told in Vietnamese and exits with 2.
    """

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """As click's, with its own words for what stands before the command."""
        with in_vietnamese():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """What the command gives, or exit status 1 after the faults."""
        try:
            with in_vietnamese():
                return super().invoke(ctx)
        except FaultsFound as found:
            for fault in found.faults:
                click.echo(str(fault), err=True)
            for caution in found.cautions:
                click.echo(handing_in.CAUTION.format(said=caution), err=True)
            click.echo(f"{len(found.faults)} lỗi; không có gì được lưu.", err=True)
            ctx.exit(1)


@click.group(cls=Cchc, context_settings={"help_option_names": ["-h", "--help"]})
@place
@click.pass_context
def main(ctx: click.Context, folder: Path | None, plan: str | None) -> None:
    """Kế hoạch cải cách hành chính: kiểm tra, dựng số liệu, hỏi kết luận."""
    # Vietnamese words reach a pipe whatever the system's own encoding is.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    ctx.obj = (folder, plan)


for command in (
    show,
    approve, lock, unlock,
    template, mark,
    decide, follow, decisions,
    score,
    report, slides, publish, handover, handover_in,
):
    main.add_command(command)


@main.command()
@place
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check(folder: Path | None, plan: str | None, paths: tuple[Path, ...]) -> None:
    """Kiểm tra kế hoạch và số liệu, hoặc các tệp đã cho, và nêu mọi lỗi."""
    opened(folder, plan).check(paths)
    click.echo("Không có lỗi.")


@main.command()
@place
def build(folder: Path | None, plan: str | None) -> None:
    """Dựng tệp DuckDB nếu có gì thay đổi; in đường dẫn của nó."""
    click.echo(opened(folder, plan).build())


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@about_unit
@BY
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không lưu.")
def submit(workspace: Workspace, *, files: tuple[Path, ...], unit: str, by: str, dry_run: bool) -> None:
    """Nhận các tệp số liệu; in bút toán và những kết luận thay đổi."""
    entry, preview = (None, workspace.preview(files, unit_id=unit)) if dry_run else workspace.hand_in(
        files, unit_id=unit, by=by)
    if preview.empty:
        click.echo(handing_in.NOTHING_NEW)
        return
    if entry is None:
        click.echo(handing_in.WOULD_BE.format(files=", ".join(name for name, _ in preview.given), unit=unit, by=by))
    else:
        named = ", ".join(file.name for file in entry.files)
        click.echo(f"bút toán {entry.number} · {entry.at} · {entry.by} · {named}")
    print_preview(preview)


@main.command()
@place
@click.argument("entry", type=int)
@BY
@WHY
def undo(folder: Path | None, plan: str | None, entry: int, by: str, why: str) -> None:
    """Rút một bút toán; nó vẫn ở trong sổ."""
    workspace = opened(folder, plan)
    preview = workspace.preview_undo(entry)
    line = workspace.undo(entry, by=by, why=why)
    workspace.build()
    click.echo(f"bút toán {line.number} rút bút toán {line.target}")
    print_preview(preview)


@main.command()
@place
@FORMAT
def log(folder: Path | None, plan: str | None, format_: Any) -> None:
    """In sổ: các lần nộp, rút, duyệt, khóa và mở khóa."""
    from cchc_metrics.cli.output import written

    rows = opened(folder, plan).log()
    click.echo(written(rows, format_, brief=list(rows.columns)[:-2]))


@main.command()
@place
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", default=8501, show_default=True, help="Cổng.")
def serve(folder: Path | None, plan: str | None, host: str, port: int) -> None:
    """Mở bảng theo dõi, chỉ trên máy này trừ khi nói khác."""
    workspace = opened(folder, plan)
    environment = {**os.environ, "CCHC_WORKSPACE": str(workspace.folder), "CCHC_PLAN": workspace.plan_folder.name}
    command = [sys.executable, "-m", "streamlit", "run", str(APP / "app.py"),
               "--server.address", host, "--server.port", str(port)]
    raise SystemExit(subprocess.call(command, cwd=APP, env=environment))
