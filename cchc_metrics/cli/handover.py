"""`cchc handover` and `cchc handover-in`: everything behind a unit's figures in one file, and back again."""

from pathlib import Path

import click

from cchc_metrics.cli.options import OutFile, about_unit, opened, place, write
from cchc_metrics.workspace import Workspace


@click.command()
@about_unit
@click.argument("out", metavar="OUT.zip", type=OutFile())
def handover(workspace: Workspace, *, unit: str, out: Path) -> None:
    """Đóng gói bàn giao: số liệu, nguồn, sổ, tệp đã nộp, kế hoạch, từ điển dữ liệu."""
    from cchc_metrics.documents.handover import pack
    from cchc_metrics.text import handover as said

    package, code = pack(workspace, unit)
    write(out, package)
    click.echo(said.PACKED.format(files=_count(package), out=out, code=code))


@click.command("handover-in")
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def handover_in(folder: Path | None, plan: str | None, file: Path) -> None:
    """Đọc gói bàn giao vào một thư mục làm việc trống."""
    from cchc_metrics.documents.handover import read_in
    from cchc_metrics.text import handover as said

    target = opened(folder, plan).folder
    received = read_in(file.read_bytes(), file.name, target)
    # The folder answers with the plan of the package, whatever plan was named.
    workspace = opened(target, received.plan)
    click.echo(said.READ.format(unit=workspace.catalog.units[received.unit].name, entries=received.entries,
                                files=received.files, code=received.code))
    if received.plan_kept:
        click.echo(said.PLAN_KEPT)
    click.echo(said.DIFFERENT.format(tables=", ".join(received.different)) if received.different else said.SAME)


def _count(package: bytes) -> int:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as opened_:
        return len(opened_.namelist())
