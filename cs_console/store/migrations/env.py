"""Runs migrations on the connection that `store.migrate` hands over; its transaction is the caller's."""

from __future__ import annotations

from alembic import context

from cs_console.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
