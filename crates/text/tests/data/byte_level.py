#!/usr/bin/env python3
"""Writes llama-bpe and qwen2 beside this file, .gguf and .json each: a small byte-level tokeniser, trained on the
documents of this project, under both names for how texts are cut; and texts with the ids that llama.cpp gives them.

    python3 -m venv venv && venv/bin/pip install tokenizers==0.23.3 xllamacpp==2026.10.11549 gguf==0.19.0
    venv/bin/python byte_level.py

It is trained on whole lines: its merges go across words, digits and marks, so that every wrong cut changes ids.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path or ".") != HERE]

import gguf
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

sys.path.append(HERE)
import asked
import make

TOKENS = 900
END = "<|im_end|>"
# What the documents have little of.
MORE = ["1234567890 12 345 6789 0x1F 2026-11-27", "    x\n\n  y\r\n", "I'll don't WE'VE it's he'd", "!!! ... === ---\n"] * 50


def train():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=TOKENS, initial_alphabet=letters, special_tokens=[END], show_progress=False)
    tokenizer.train_from_iterator([*asked.documents(), *MORE], trainer)
    return json.loads(tokenizer.to_str())["model"]


def writer(model, pieces):
    tokens = sorted(model["vocab"], key=model["vocab"].get)

    def entries(file):
        file.add_tokenizer_model("gpt2")
        file.add_tokenizer_pre(pieces)
        file.add_token_list(tokens)
        file.add_token_types([gguf.TokenType.CONTROL if t == END else gguf.TokenType.NORMAL for t in tokens])
        file.add_token_merges([" ".join(merge) for merge in model["merges"]])
        file.add_eos_token_id(0)
        file.add_add_bos_token(False)

    return entries


def main():
    model = train()
    for pieces in ["llama-bpe", "qwen2"]:
        asked.write(pieces, writer(model, pieces), len(model["vocab"]), list(make.texts())[:250])


if __name__ == "__main__":
    main()
