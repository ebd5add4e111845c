"""What is said when a request cannot be answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "contado/error.html", {"title": title, "text": text}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer that there is no such page, with the reason where a view gave one."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return _page(request, 404, _("Pagina non trovata"), reason)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer that this session may not do what it asks, and how it could."""
    text = _("Per salvare le bozze aprire il collegamento stampato da «contado serve».")
    return _page(request, 403, _("Serve la sessione locale"), text)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer that the request itself is malformed or too large."""
    return _page(
        request, 400, _("Richiesta non valida"), _("La richiesta è malformata o troppo grande.")
    )


def failed(_request: HttpRequest) -> HttpResponse:
    """Answer that the service is at fault, without showing how."""
    return HttpResponse(
        "Errore interno del servizio. Il dettaglio è nel registro di chi lo gestisce.\n",
        status=500,
        content_type="text/plain; charset=utf-8",
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer that the form did not come from our page."""
    text = _(
        "Il modulo non viene da questa pagina, o la pagina è scaduta: ricaricarla e riprovare."
    )
    return _page(request, 403, _("Modulo non accettato"), text)
