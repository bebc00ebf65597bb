#!/usr/bin/env python3
"""Writes folder/ beside this file: the tokeniser of the tiny model as a folder has it. Needs numpy, as x1.py does.

    venv/bin/python folder.py
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../exact/reference"))
import x1  # noqa: E402

tokens, merges = x1.tiny_tokens()
# What is not used fills the vocabulary up, and is no part of tokenizer.json otherwise.
special = [{"id": at, "content": token, "special": True} for at, token in enumerate(tokens[:3])]
files = {
    "tokenizer.json": {
        "added_tokens": special,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Digits", "individual_digits": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            ],
        },
        "model": {
            "type": "BPE",
            "vocab": {token: at for at, token in enumerate(tokens)},
            "merges": [merge if at % 2 == 0 else merge.split(" ") for at, merge in enumerate(merges)],
        },
    },
    "tokenizer_config.json": {
        "add_bos_token": False,
        "bos_token": None,
        "eos_token": {"content": "<|im_end|>"},
        "chat_template": x1.TEMPLATE,
    },
    "config.json": {"vocab_size": len(tokens), "eos_token_id": 2},
}
os.makedirs(os.path.join(HERE, "folder"), exist_ok=True)
for name, content in files.items():
    with open(os.path.join(HERE, "folder", name), "w") as file:
        json.dump(content, file, ensure_ascii=False, indent=0)
