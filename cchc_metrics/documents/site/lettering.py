"""A picture that brings the site's letters with it: a page shows it as it was laid out, on any machine."""

# A picture is a document of its own, so it asks for the letters itself, from the same folder as the pages.
FACES = (
    '<style>@font-face{font-family:"Source Sans Pro";src:url("../dang/SourceSansPro-Regular.ttf")}'
    '@font-face{font-family:"Source Sans Pro";font-weight:bold;src:url("../dang/SourceSansPro-Bold.ttf")}</style>'
)


def with_letters(svg: str) -> bytes:
    """The SVG with its letters, as the bytes of a file beside the pages."""
    head, rest = svg.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{FACES}{rest}'.encode()
