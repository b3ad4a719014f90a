"""`cchc slides`: the presentation as a .pptx."""

import datetime as dt
from pathlib import Path

import click

from cchc_metrics.cli.options import OutFile, about_unit, write
from cchc_metrics.days import today
from cchc_metrics.workspace import Workspace


@click.command()
@about_unit
@click.option("--year", type=int, help="Năm; mặc định là năm mới nhất có số liệu.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày để xét việc quá hạn; mặc định hôm nay.")
@click.argument("out", metavar="OUT.pptx", type=OutFile())
def slides(workspace: Workspace, *, unit: str, year: int | None, on: dt.datetime | None, out: Path) -> None:
    """Làm tệp trình chiếu .pptx theo thứ tự của chế độ trình chiếu."""
    from cchc_metrics import metrics
    from cchc_metrics.documents.provenance import approval
    from cchc_metrics.documents.slides import deck

    store = workspace.store
    newest = metrics.span(store, unit=unit).last_year or workspace.catalog.plan.last_year
    made = deck(store, workspace.catalog, unit=unit, year=newest if year is None else year,
                on=on.date() if on else today(), approved=approval(workspace.ledger.entries(), store, unit))
    write(out, made)
    click.echo(str(out))
