"""The web service: thin pages and a small API over `contado.dossier`.

Nothing here measures or judges. ``contado serve`` starts it on a territory; its state (drafts, a
key) stays in a folder of its own, outside the territory and outside the code.
"""
