"""Copies what a database has of one run to many others: thousands by an API take minutes."""


def copy_rows(db, table, owner, source, copies):
    """Each copy has the rows of `source`, but for its own values of some columns.

    owner: the column that names the run
    copies: of each copy a function that changes a row (a dict) in place
    """
    columns = db.execute(f"PRAGMA table_info({table})").fetchall()
    keys = [name for _, name, _, _, _, place in columns if place > 0]
    # Numbers that the database gives by itself.
    counted = set(keys) - {owner} if len(keys) == 1 else set()
    names = [name for _, name, *_ in columns if name not in counted]
    listed = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {listed} FROM {table} WHERE "{owner}" = ?'
    templates = [dict(zip(names, row)) for row in db.execute(query, (source,))]

    def rows():
        for change in copies:
            for template in templates:
                row = dict(template)
                change(row)
                yield [row[name] for name in names]

    marks = ", ".join("?" for _ in names)
    db.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows())


def cells(study, trials):
    """Variant, fold and seed of the trials of a study: five folds and ten seeds of each variant."""
    for number in range(trials):
        variant, cell = divmod(number, 50)
        seed, fold = divmod(cell, 5)
        yield {"study": study, "number": number, "variant": variant, "fold": fold, "seed": seed}
