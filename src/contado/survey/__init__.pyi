from .declared import Declared as Declared
from .declared import DeclaredByKind as DeclaredByKind
from .declared import Measures as Measures
from .measured import Flag as Flag
from .measured import Measured as Measured
from .providers import Provided as Provided
from .survey import Provider as Provider
from .survey import Survey as Survey
