"""A scenario to fill in."""

from __future__ import annotations

import json
import re
from datetime import date

from contado.scenarios.model import FORMAT

_TEXT = """\
# Scenario di Contado: che cosa cambia, dove, con quali ipotesi. Campi: docs/scenarios.md
scenario: "{format}"
id: {id}
title: {title}
description: ""
on: {on}

# Le aree: un file di interventi accanto a questo, con le misure dell'abaco dichiarate.
areas:
  file: {areas}

# Che cosa diventa il suolo che nessuna misura prende; senza, resta com'è.
changes: []
#  - area: piazza
#    land_cover: green_urban
#  - area: cortile
#    attributes:
#      shade: {{low: 0.2, high: 0.4}}
#      albedo: 0.25
#      crop_coefficient: {{low: 0.5, high: 0.7}}
#      green: false
#      curve_number: 85

# Ciò che lo scenario fissa da sé; il resto è del piano.
model:
  rain: {{depth: 60}}
#  t_ref: 21.5
#  uhi_max: 3.5
#  cooling_distance: 450
#  mixing_radius: 500

draws: {{count: 1000, seed: 0}}
"""


def template(stem: str, title: str, areas: str, on: date) -> str:
    """Return the text of a scenario to fill in.

    Examples
    --------
    >>> template("mia piazza", "Piazza", "a.geojson", date(2026, 1, 1)).splitlines()[2]
    'id: mia-piazza'
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:80] or "scenario"
    quoted = (json.dumps(text, ensure_ascii=False) for text in (title, areas))
    title, file = quoted
    return _TEXT.format(format=FORMAT, id=name, title=title, areas=file, on=on.isoformat())
