"""Typed models of `policies/*.yaml`: every default with its rule."""
