"""One call measures what is asked, and nothing else; references are kept in the territory."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from contado.errors import BadInput
from contado.facts import catalogue, measure, prepare, specs
from contado.files import canonical_json
from contado.interventions.model import DeclaredMeasure, Intervention
from contado.norms.rules import Rules
from contado.survey import Declared
from contado.survey.block_files import blocks_of, columns_of, content_of
from contado.territory import Places, Territory, roles

X, Y = 500_000.0, 5_000_000.0


def lots(count: int) -> Places:
    """Lots of 10 m, one after another from the south-west."""
    shapes = [shapely.box(X + 10 * i, Y, X + 10 * i + 10, Y + 10) for i in range(count)]
    return Places("intervention", [str(i) for i in range(count)], np.array(shapes))


def all_names() -> list[str]:
    after = [f"{name}@after" for name, fact in catalogue().items() if "after" in fact.states]
    return [*catalogue(), *after]


def test_every_fact_of_the_catalogue_is_measured(ground: Territory, rules: Rules) -> None:
    works = DeclaredMeasure(measure="NBS01", area=50, share=0.5)
    asked = [Intervention(id="a", name="a", geometry="", measures=(works,))] * 3
    facts = measure(lots(3), all_names(), ground, rules, declared=Declared.of(asked))
    assert set(facts) == set(all_names())
    for name, fact in facts.items():
        about = catalogue()[name.removesuffix("@after")]
        assert len(fact) == 3, name
        assert fact.method == about.method, name
        assert (about.unit is not None) == hasattr(fact.values, "low"), name
        plain = {use.parameter for use in fact.parameters if not use.parameter.startswith("abacus")}
        assert plain <= set(about.needs.parameters), name
        assert {layer.partition("@")[0] for layer in fact.layers} <= set(about.needs.layers), name


def test_the_table_puts_facts_of_measures_under_their_intervention(
    ground: Territory, rules: Rules
) -> None:
    works = tuple(DeclaredMeasure(measure=f"NBS0{i}", area=5, share=0.05) for i in (1, 2))
    asked = [Intervention(id=str(i), name="a", geometry="", measures=works[:i]) for i in range(3)]
    names = ["place.area", "measure.kind"]
    table = measure(lots(3), names, ground, rules, declared=Declared.of(asked)).table()
    assert table.size == 3
    assert set(table.columns) == {"place.area"}
    assert table.children["measure"].parent.tolist() == [1, 2, 2]
    assert table.children["measure"].table.size == 3


def test_unknown_facts_are_all_named_at_once(ground: Territory, rules: Rules) -> None:
    with pytest.raises(BadInput) as caught:
        measure(lots(1), ["moon.phase", "place.area", "place.area@after"], ground, rules)
    assert [p.code for p in caught.value.problems] == ["facts.unknown", "facts.no_such_state"]


def test_nothing_but_the_asked_facts_is_measured(ground: Territory, rules: Rules) -> None:
    facts = measure(lots(2), ["place.area"], ground, rules)
    assert list(facts) == ["place.area"]
    assert not facts.references


def test_many_places_and_one_at_a_time_give_the_same(ground: Territory, rules: Rules) -> None:
    places = lots(40)
    together = measure(places, all_names(), ground, rules)
    for row in (0, 9, 10, 39):
        alone = measure(places.take(np.array([row])), all_names(), ground, rules)
        for name in ("drainage.draining_index", "people.residents_in", "nature.runoff_regulation"):
            one, many = alone[name].values, together[name].values
            assert np.array_equal(one.low, many.low[[row]], equal_nan=True), name
            assert one.why(0) == many.why(row), name


def test_no_places_give_no_values(ground: Territory, rules: Rules) -> None:
    facts = measure(lots(0), all_names(), ground, rules)
    assert all(len(fact) == 0 for fact in facts.values())


def test_references_are_plain_values_that_a_dossier_can_freeze(
    ground: Territory, rules: Rules
) -> None:
    facts = measure(lots(2), all_names(), ground, rules)
    assert set(facts.references) >= {"heat.reference", "nature.runoff_regulation"}
    assert json.loads(canonical_json(facts.references)) == facts.references
    assert {ref for fact in facts.values() for ref in fact.references} == set(facts.references)


def test_references_do_not_depend_on_the_places_asked(ground: Territory, rules: Rules) -> None:
    one, many = (measure(lots(n), all_names(), ground, rules) for n in (1, 30))
    assert canonical_json(one.references) == canonical_json(many.references)


def test_kept_blocks_are_read_again_and_a_broken_file_is_made_anew(
    ground: Territory, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(ground.root, tmp_path / "copy"))
    shutil.rmtree(copy / "derived", ignore_errors=True)
    made = blocks_of(Territory.open(copy), "municipalities")
    (kept,) = (copy / "derived").glob("*.parquet")
    read = blocks_of(Territory.open(copy), "municipalities")
    assert made is not None
    assert read is not None
    assert np.array_equal(made.classes, read.classes)
    assert (made.units, made.names) == (read.units, read.names)
    kept.write_bytes(b"not parquet")
    again = blocks_of(Territory.open(copy), "municipalities")
    assert again is not None
    assert np.array_equal(made.area, again.area)
    assert kept.read_bytes()[:4] == b"PAR1"


def test_a_folder_that_cannot_be_written_is_measured_in_memory(
    ground: Territory, rules: Rules, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(ground.root, tmp_path / "copy"))
    shutil.rmtree(copy / "derived", ignore_errors=True)
    (copy / "derived").write_text("a file where the folder would be")
    facts = measure(lots(1), ["drainage.draining_index_unit"], Territory.open(copy), rules)
    assert facts["drainage.draining_index_unit"].values.why(0) is None


def _forged(kept: Path, *, seal: bool) -> None:
    """Write the kept blocks again with ten times the residents."""
    table = pq.read_table(kept)
    name = "product population_grid"
    more = pa.array(table[name].to_numpy() * 10)
    forged = table.set_column(table.column_names.index(name), name, more)
    if seal:
        column = columns_of(forged)
        meta = {k.decode(): json.loads(v) for k, v in table.schema.metadata.items()}
        meta["sha256"] = content_of(column, meta["units"], meta["names"], meta["soils"])
        forged = forged.replace_schema_metadata({k: json.dumps(v) for k, v in meta.items()})
    pq.write_table(forged, kept)


@pytest.mark.parametrize("seal", [False, True], ids=["altered", "altered with its hash"])
def test_altered_kept_blocks_are_not_believed(ground: Territory, tmp_path: Path, seal) -> None:
    copy = shutil.copytree(ground.root, tmp_path / "copy")
    shutil.rmtree(copy / "derived", ignore_errors=True)
    made = blocks_of(Territory.open(copy), "municipalities")
    (kept,) = (copy / "derived").glob("*.parquet")
    _forged(kept, seal=seal)
    again = blocks_of(Territory.open(copy, afresh=seal), "municipalities")
    assert made is not None
    assert again is not None
    assert again.products["population_grid"].tolist() == made.products["population_grid"].tolist()


def test_blocks_hold_all_the_ground_of_their_units(ground: Territory) -> None:
    blocks = blocks_of(ground, "municipalities")
    assert blocks is not None
    assert blocks.by_unit(blocks.area) == pytest.approx([40_000, 40_000])
    assert blocks.classes.sum() == pytest.approx(60_000)


def test_prepare_makes_the_blocks_of_both_partitions(ground: Territory, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ground.root, tmp_path / "copy"))
    shutil.rmtree(copy / "derived", ignore_errors=True)
    prepare(Territory.open(copy))
    kept = sorted(path.name.split("-")[1] for path in (copy / "derived").glob("*.parquet"))
    assert kept == ["landscape_units", "municipalities"]


def test_the_catalogue_names_known_roles_parameters_and_functions(rules: Rules) -> None:
    for name, fact in catalogue().items():
        assert set(fact.needs.layers) <= set(roles()), name
        assert set(fact.needs.parameters) <= set(rules.parameters), name
        assert all(callable(fact.function(state)) for state in fact.measured_by), name
        assert specs()[name].of == fact.of


def test_a_few_places_are_measured_without_loading_the_compiler(ground: Territory) -> None:
    script = f"""
import sys, datetime, numpy as np, shapely
from contado.facts import measure, catalogue, specs
from contado.norms.rules import Rules
from contado.territory import Places, Territory
rules = Rules.load(on=datetime.date(2024, 6, 1), facts=specs())
lot = Places("intervention", ["a"], np.array([shapely.box({X}, {Y}, {X + 50}, {Y + 50})]))
# the cooling model is compiled whatever the place
names = [n for n, f in catalogue().items() if "scenarios" not in f.measured_by["before"]]
measure(lot, names, Territory.open({str(ground.root)!r}), rules)
print("numba" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "False"


def test_ground_beyond_the_finest_layer_still_counts_and_is_seen_to_lack_it(
    short_ground: Territory, rules: Rules
) -> None:
    blocks = blocks_of(short_ground, "landscape_units")
    assert blocks is not None
    assert blocks.by_unit(blocks.area) == pytest.approx([40_000, 40_000])
    assert blocks.by_unit(blocks.known["night_temperature"]) == pytest.approx([40_000, 30_000])
    facts = measure(lots(1), ["drainage.draining_index_unit"], short_ground, rules)
    assert facts.references["drainage.draining_index.landscape_units"]["seen"] == 0.25
    # Of U1 half is covered: the western, sealed one.
    assert facts["drainage.draining_index_unit"].values.why(0).code == "low_coverage"
