"""Exports: Word, Excel, PDF, slides, the static site, the hand-over package."""
