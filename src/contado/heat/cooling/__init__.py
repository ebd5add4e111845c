"""Urban cooling: equations, model by stages, tables, runs from files and on territories."""
