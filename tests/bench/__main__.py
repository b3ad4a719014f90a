"""Prints the table of ratios: `python -m tests.bench`, or with the names of some: browsing, building, asking."""

import sys

import click

from tests.bench import asking, browsing, building

BENCHES = {"browsing": browsing, "building": building, "asking": asking}

if __name__ == "__main__":
    click.echo("| what | takes | against | ratio | aim |\n|---|---|---|---|---|")
    for name in sys.argv[1:] or BENCHES:
        for result in BENCHES[name].results():
            click.echo(result.line())
