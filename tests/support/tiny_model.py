"""A sentence-transformers model of two small layers, with the tokenizer of the fast one."""

import shutil
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel

from index import SentenceEncoder

DIMENSIONS = 24


def write_tiny_model(folder: Path) -> None:
    """Write the model into `folder`; its weights are random, but always the same."""
    fast = SentenceEncoder().folder
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len((fast / "vocab.txt").read_text("utf-8").splitlines()),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copy(fast / name, folder)
    transformer = Transformer(str(folder), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(DIMENSIONS)]).save(str(folder))
