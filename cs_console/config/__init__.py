"""YAML → typed policies and phrasebooks, with file:line:column errors; JSON Schema; hot reload."""
