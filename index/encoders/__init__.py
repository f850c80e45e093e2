"""Texts to vectors: what an encoder is, the models on this machine, torch and onnxruntime."""

from index.encoders.models import (
    ACCURATE,
    FAST,
    default_model,
    describe_model,
    full_name,
    short_name,
)
from index.encoders.protocol import Encoder
from index.encoders.sentence_encoder import SentenceEncoder

__all__ = [
    "ACCURATE",
    "FAST",
    "Encoder",
    "SentenceEncoder",
    "default_model",
    "describe_model",
    "full_name",
    "short_name",
]
