"""What several pages share, one subject a file: the address, the figures, the top bar, HTML, forms, files."""
