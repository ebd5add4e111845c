"""Charts as SVG: what is called by a stranger's text stays text."""

from contado.pages.charts import chart


def test_a_chart_has_a_line_each_and_escapes_every_text():
    lines = [("<b>", [1, 24], [40.0, 120.0]), ("50 anni", [1, 24], [60.0, 160.0])]
    drawn = chart(lines, title="<i>", x="ore & giorni", y="mm", log=True)
    assert drawn.count("<polyline") == 2
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "50 anni" in drawn
