"""What is asked of a run of the cooling model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contado.heat.cooling.inputs import CoolingFiles, Extent
from contado.heat.cooling.settings import CoolingSettings

if TYPE_CHECKING:
    from contado.norms import Rules


@dataclass(frozen=True)
class CoolingRun:
    """What is asked of a run.

    Parameters
    ----------
    files
        Its inputs.
    settings
        Numbers of the model.
    rules
        The plan at a date: thresholds of work under heat.
    humidity
        Relative humidity, %; None leaves heat at work out.
    extent
        What is computed.
    """

    files: CoolingFiles
    settings: CoolingSettings
    rules: Rules
    humidity: float | None = None
    extent: Extent = "units"
