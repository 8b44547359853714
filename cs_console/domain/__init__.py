"""The rules of the shop floor: frozen dataclasses, policy models, pure functions.

Imports the standard library and pydantic only. The dataclass modules import no pydantic, so that
the first screen can be drawn without paying for it.
"""
