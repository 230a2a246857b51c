"""The first tables, as plain SQL for each database beside this file."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

SEPARATOR = "\n--;;\n"


def upgrade() -> None:
    connection = op.get_bind()
    script = Path(__file__).with_suffix(f".{connection.dialect.name}.sql").read_text("utf-8")
    for statement in script.split(SEPARATOR):
        connection.exec_driver_sql(statement)
