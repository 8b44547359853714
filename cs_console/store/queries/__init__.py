"""Read statements by subject, prebuilt on SQLAlchemy core; they return frozen dataclasses."""
