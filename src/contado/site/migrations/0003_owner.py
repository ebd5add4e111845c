"""Drafts belong to the browser that keeps them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contado_site", "0002_declarations")]

    operations = [
        migrations.AddField(
            "Draft", "owner", models.CharField(max_length=32, default="", db_index=True)
        )
    ]
