"""Migrations of the service's own state."""
