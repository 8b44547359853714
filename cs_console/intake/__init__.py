"""Readers: exports, pasted chats, JSONL: bytes in, records and rejects out."""
