"""Tables, engine, migrations, unit of work, queries, journal, backup; only here is SQLModel imported."""
