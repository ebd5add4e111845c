"""The messages for people, one YAML page a room: ``key: {it: {what, why, mend}, en: {...}}``."""
