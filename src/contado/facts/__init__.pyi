from .catalogue import Fact as Fact
from .catalogue import catalogue as catalogue
from .catalogue import catalogue_of as catalogue_of
from .catalogue import specs as specs
from .judge import judge as judge
from .measure import Facts as Facts
from .measure import measure as measure
from .measure import prepare as prepare
