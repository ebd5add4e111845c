"""The Django application."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The pages and the API of Contado."""

    name = "contado.site"
    label = "contado_site"
    verbose_name = "Contado"
