"""The two tables, as Django 4.2 writes its migrations."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rapidsms", "0004_auto_20150801_2138"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField(default=-1)),
                ("updated", models.DateTimeField(auto_now=True)),
                (
                    "connection",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="rapidsms.connection"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("value", models.TextField()),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "conversation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="rapidsms_survey.conversation"),
                ),
            ],
            options={
                "unique_together": {("conversation", "question")},
            },
        ),
    ]
