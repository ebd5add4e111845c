from .asked import Named as Named
from .assemble import report_of as report_of
from .assemble import report_on as report_on
from .model import Report as Report
from .works import DeclaredWorks as DeclaredWorks
from .writing import body as body
from .writing import write as write
