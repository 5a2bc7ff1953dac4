"""What the secretariat sets as data in ``surveys/federasi/``: hours, pace, prices. Pure: texts come in, values go out."""
