"""Work that takes longer than a page may: kept in a queue, done by workers, never lost."""
