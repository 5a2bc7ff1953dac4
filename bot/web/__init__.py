"""Doors on the web: they translate a request, call one service and translate its answer back."""
