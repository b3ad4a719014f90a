"""Số liệu: shows the upload with its preview, the ledger with its acts, what is there and what is owed, the sources.

Asks which of these four parts.
"""

from cchc_metrics.text import words
from pages.parts import address, coverage, data, hand_in, ledger

choice = data.choice()
part = address.pick_part("Phần", "phan", words.PARTS, default=next(iter(words.PARTS)))

match part:
    case "nop":
        hand_in.template(choice)
        hand_in.upload(choice)
    case "so":
        ledger.entries(choice)
        ledger.acts(choice)
    case "co":
        coverage.coverage_table(choice)
    case _:
        coverage.sources(choice)
