"""The pages of the dashboard, one a file: pick, ask `metrics`, guard, show."""
