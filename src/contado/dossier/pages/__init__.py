"""What the pages say: a dossier as strings in one language, laid out by HTML and PDF alike."""
