"""`cchc report`: the documents that go up and into the meeting, as files."""

import datetime as dt
from pathlib import Path

import click

from cchc_metrics.cli.options import OutFile, about_unit, known, write
from cchc_metrics.workspace import Workspace


@click.command()
@click.argument("kind")
@about_unit
@click.option("--period", "year", type=int, required=True, help="Năm của báo cáo, ví dụ 2024.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]),
              help="Ngày ghi trên văn bản; mặc định là hạn gửi của kỳ, hoặc ngày cuối năm.")
@click.option("--as-known", type=click.DateTime(["%Y-%m-%d"]), help="Chỉ tính những gì đã nộp đến hết ngày này.")
@click.option("--approved-only", is_flag=True, help="Chỉ tính số liệu đã phê duyệt.")
@click.option("--template", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Mẫu Word khác thay cho mẫu trong data/templates.")
@click.argument("out", type=OutFile())
def report(workspace: Workspace, *, kind: str, unit: str, year: int, day: dt.datetime | None,
           as_known: dt.datetime | None, approved_only: bool, template: Path | None, out: Path) -> None:
    """Lập một văn bản và ghi ra tệp OUT.

    KIND là một kỳ báo cáo của kế hoạch (quy-1, 6-thang, quy-3, nam): OUT.docx là báo cáo, OUT.xlsx là phụ lục của kỳ;
    tong-ket: tổng kết giai đoạn (.docx); mot-trang: một trang cho lãnh đạo (.docx, .pdf); phu-luc: phụ lục thống kê
    của năm (.xlsx); trinh-chieu: tệp trình chiếu của năm (.pptx).
    """
    from cchc_metrics.documents import reports

    offered = reports.kinds(workspace.catalog)
    known("loại văn bản", kind, offered)
    form = out.suffix.removeprefix(".").lower()
    if form not in offered[kind][1]:
        raise click.UsageError(f"«{kind}» ghi được ra: {', '.join(f'.{name}' for name in offered[kind][1])}")
    asked = reports.wanted(workspace, kind=kind, unit=unit, year=year, day=day.date() if day else None,
                           as_known=as_known.date() if as_known else None, approved_only=approved_only)
    write(out, reports.made(workspace, asked, form, template))
    click.echo(out)
