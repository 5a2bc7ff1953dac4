"""Measures what one reply costs, against a raw database driver and against RapidSMS. ``README.md`` says how to read it."""
