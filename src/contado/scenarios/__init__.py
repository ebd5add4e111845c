"""Scenarios: what works change, with and without them."""

from contado.scenarios.facts import (
    air_temperature,
    air_temperature_after,
    air_temperature_change,
    mitigation,
    mitigation_after,
    mitigation_change,
)
from contado.scenarios.model import Scenario
from contado.scenarios.session import Session

__all__ = [
    "Scenario",
    "Session",
    "air_temperature",
    "air_temperature_after",
    "air_temperature_change",
    "mitigation",
    "mitigation_after",
    "mitigation_change",
]
