"""Runs the migrations of one store; portal.core.schema says which and hands over the connection."""

from alembic import context

attributes = context.config.attributes
store = attributes["store"]
version_table = "alembic_version" if store == "main" else f"alembic_version_{store}"

context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    version_table=version_table,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations(store=store)
