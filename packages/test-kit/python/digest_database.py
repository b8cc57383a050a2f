"""Prints one line of JSON: for each table of a database, at a URL as SQLAlchemy takes it, the number and the hash of its rows."""

import hashlib
import json
import sys

import sqlalchemy

engine = sqlalchemy.create_engine(sys.argv[1])
tables = {}
with engine.connect() as connection:
    for name in sqlalchemy.inspect(engine).get_table_names():
        rows = sorted(repr(tuple(row)) for row in connection.execute(sqlalchemy.text(f'select * from "{name}"')))
        tables[name] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
engine.dispose()
print(json.dumps(tables, sort_keys=True))
