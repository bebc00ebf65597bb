#!/usr/bin/env python3
"""Prompts for the tiny model, and what follows from them: a line is the ids of a prompt, `=`, and the blake2b-256 of
all logits of all positions (i64, little-endian).

    prompts.py COUNT [SEED] > prompts.txt

Needs numpy, as x1.py does.
"""
import functools
import hashlib
import os
import random
import struct
import sys

import x1

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "data", "tiny.gguf")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 2026)
    # Rows are made of the file once for all prompts.
    x1.File.rows = functools.cache(x1.File.rows)
    file = x1.File(MODEL)
    vocabulary = file.tensors["token_embd.weight"][0][1]
    for _ in range(int(sys.argv[1])):
        ids = [dice.randrange(vocabulary) for _ in range(dice.randint(1, 40))]
        digest = hashlib.blake2b(digest_size=32)
        for logits in x1.forward(file, ids).logits:
            digest.update(struct.pack(f"<{len(logits)}q", *logits))
        print(*ids, "=", digest.hexdigest())


if __name__ == "__main__":
    main()
