"""Surveys as values: model, expressions, YAML form and checks. No IO, clock or randomness."""
