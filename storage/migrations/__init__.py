"""The schema's history: one explicit file a release, run by ``storage.migrate``."""
