from .changing import why_unchanged as why_unchanged
from .effects import row as row
from .parameters import AXES as AXES
from .parameters import Names as Names
from .parameters import as_written as as_written
from .parameters import plain as plain
from .reasons import PartText as PartText
from .reasons import parts as parts
