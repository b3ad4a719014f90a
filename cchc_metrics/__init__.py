"""The library: officers' files and a plan in, verdicts with their sources out. It knows nothing of Streamlit.

`workspace` opens a working folder and its store, `metrics` asks the store one question a function, `views` turns the
answers into what a screen, a slide or a document says.
"""
