"""`cchc publish`: the site of what may be published."""

import datetime as dt
from pathlib import Path

import click

from cchc_metrics.cli.options import known, opened, place
from cchc_metrics.days import today


@click.command()
@place
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--unit", "units", multiple=True,
              help="Mã đơn vị, có thể lặp lại; mặc định là xã của kế hoạch, tỉnh của xã và cả nước.")
@click.option("--illustrative", is_flag=True, help="Công bố cả số liệu minh họa, có đánh dấu ở mọi trang.")
@click.option("--address", help="Địa chỉ mà trang sẽ có trên mạng, để viết vào mã nhúng của thẻ.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày công bố để xét ngày cấm; mặc định hôm nay.")
def publish(folder: Path | None, plan: str | None, target: Path, units: tuple[str, ...], illustrative: bool,
            address: str | None, on: dt.datetime | None) -> None:
    """Làm trang công khai chỉ gồm số liệu đã duyệt và đến ngày công bố."""
    from cchc_metrics.documents import site
    from cchc_metrics.text import publishing

    workspace = opened(folder, plan)
    for unit in units:
        known("đơn vị", unit, workspace.catalog.units)
    day = on.date() if on else today()
    wanted = site.Wanted(units or site.around(workspace.catalog), (address or publishing.ADDRESS).rstrip("/"))
    with workspace.publishable(on=day, illustrative=illustrative) as found:
        files = site.made(found, workspace.catalog, wanted)
        site.put_in_place(files, target)
        click.echo(publishing.DONE.format(count=len(files), folder=target, fingerprint=found.fingerprint))
