"""The words that people read: formats of numbers and dates, verdict words, and sentences made of a row of figures."""
