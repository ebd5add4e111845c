"""OGC API – Processes, part 1 (18-062r2): the analyses for the software of others."""
