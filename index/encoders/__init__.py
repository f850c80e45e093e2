"""Texts to vectors: what an encoder is, the models on this machine, and torch to run them."""

from index.encoders.models import DEFAULT_MODEL
from index.encoders.protocol import Encoder
from index.encoders.sentence_encoder import SentenceEncoder

__all__ = ["DEFAULT_MODEL", "Encoder", "SentenceEncoder"]
