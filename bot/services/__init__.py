"""Services: one file per use case, one transaction per call, told the time."""
