"""Everything that is said: formats, the words of the screen, and the sentence of a figure."""
