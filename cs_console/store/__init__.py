"""SQLModel tables, engine, migrations, unit of work, queries, journal, backup. The only place that imports SQLModel."""
