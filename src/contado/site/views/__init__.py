"""Views: they read the request, ask a room of Contado, and show the answer."""
