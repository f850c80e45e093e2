"""Bytes to text."""

from ingest.decoding.decode import BYTE_ORDER_MARKS, Decoded, decode, decode_with_warnings

__all__ = ["BYTE_ORDER_MARKS", "Decoded", "decode", "decode_with_warnings"]
