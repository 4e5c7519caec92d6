"""Reading every register, and what belongs to its records, from files: by the pages' own forms."""
