"""`cchc template` and `cchc mark`: the workbook to fill in, and a file with its faults in its cells."""

from collections.abc import Sequence
from pathlib import Path

import click

from cchc_metrics.cli.options import OutFile, about_unit, known, opened, place, write
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import read
from cchc_metrics.workspace import Workspace

OUT = click.argument("out", metavar="OUT.xlsx", type=OutFile())


@click.command()
@about_unit
@click.option("--year", type=int, required=True, help="Năm của số liệu.")
@click.option("--owner", help="Chỉ phần của một chức danh, ví dụ tu-phap-ho-tich.")
@click.option("--filled", is_flag=True, help="Điền sẵn số liệu đã nộp của năm đó.")
@OUT
def template(workspace: Workspace, *, unit: str, year: int, owner: str | None, filled: bool, out: Path) -> None:
    """Ghi sổ mẫu để điền số liệu của một đơn vị, một năm."""
    from cchc_metrics.documents.workbook import template as made

    known("chức danh", owner, workspace.catalog.owners)
    write(out, made(workspace, unit=unit, year=year, owner=owner, filled=filled).data)
    click.echo(out)


@click.command()
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@OUT
@click.option("--unit", help="Mã đơn vị, để xét cả với số liệu đã nộp.")
def mark(folder: Path | None, plan: str | None, file: Path, out: Path, unit: str | None) -> None:
    """Ghi lại tệp đã cho với mọi lỗi đánh dấu ngay ở ô của nó."""
    from cchc_metrics.documents.marked import marked

    workspace = opened(folder, plan)
    known("đơn vị", unit, workspace.catalog.units)
    data = file.read_bytes()
    faults: Sequence[Fault] = ()
    cautions: Sequence[Fault] = ()
    try:
        cautions = (read(file.name, data, workspace.catalog).cautions if unit is None
                    else workspace.preview([file], unit_id=unit).cautions)
    except FaultsFound as found:
        faults, cautions = found.faults, found.cautions
    write(out, marked(file.name, data, faults, cautions).data)
    click.echo(f"{out}: {len(faults)} lỗi, {len(cautions)} lưu ý")
