"""``suara survey schema``: prints the JSON Schema of survey files, which an editor completes and explains from."""

from __future__ import annotations

import json

import click


@click.command("schema")
def schema() -> None:
    """Tulis JSON Schema (2020-12) format berkas survei ke layar, untuk editor seperti VS Code.

    Di surveys/ sudah ada hasilnya: suara.schema.json.
    """
    from bot.authoring.schema import survey_schema

    click.echo(json.dumps(survey_schema(), ensure_ascii=False, indent=2))
