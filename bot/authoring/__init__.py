"""Tools for whoever writes a survey: playing it, rehearsing it, drawing it, comparing its versions. Pure, as the floors below."""
