"""Remarks and flags on their way back: batch files for every platform, the gateway of Taobao (rule R7)."""
