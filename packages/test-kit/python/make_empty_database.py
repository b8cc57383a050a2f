"""Migrates a new database, a SQLite file or one at a URL, to the schema of this MLflow version, and leaves it without a row."""

import os
import sys

from mlflow.store.db.utils import _initialize_tables, create_sqlalchemy_engine

# The server's modules are compiled here once, not at the first start of a server.
import mlflow.cli  # noqa: F401
import mlflow.server  # noqa: F401

place = sys.argv[1]
engine = create_sqlalchemy_engine(place if "://" in place else "sqlite:///" + os.path.abspath(place))
_initialize_tables(engine)
engine.dispose()
