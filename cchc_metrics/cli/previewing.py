"""What handing in or undoing would do, as lines of text."""

import click

from cchc_metrics.text import handing_in
from cchc_metrics.workspace import Preview


def print_preview(preview: Preview) -> None:
    """Each caution, how many figures change, and each verdict that does; cautions go to stderr."""
    for caution in preview.cautions:
        click.echo(handing_in.CAUTION.format(said=caution), err=True)
    for name in preview.known:
        click.echo(handing_in.KNOWN.format(name=name))
    for line in handing_in.summary(preview.changes):
        click.echo(line)
    for flip in preview.flips.to_dict("records"):
        click.echo(handing_in.flip(flip))
    if preview.flips.empty:
        click.echo(handing_in.NO_FLIPS)
