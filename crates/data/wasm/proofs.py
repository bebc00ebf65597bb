#!/usr/bin/env python3
"""Times what the chain does with a proof about a dataset, in wasm, run by wasmtime. Needs wasmtime.

    proofs.py MODULE.wasm [TIMES]

Prints a JSON object: of each proof the mean in milliseconds.
"""
import json
import sys
import time

import wasmtime

PROOFS = ["right_key", "other_key", "right_shares", "sound_chunk"]
# Before the clock starts: compiled code is loaded, memory has grown.
FIRST = 20


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    times = int(sys.argv[2]) if len(sys.argv) == 3 else 500
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    module = wasmtime.Module.from_file(engine, sys.argv[1])
    exports = wasmtime.Instance(store, module, []).exports(store)
    if exports["prepare"](store) != 1:
        sys.exit("the proofs cannot be prepared")
    means = {}
    for name in PROOFS:
        proof = exports[name]
        held = [proof(store) for _ in range(FIRST)]
        began = time.perf_counter()
        held += [proof(store) for _ in range(times)]
        means[name] = (time.perf_counter() - began) * 1_000 / times
        if set(held) != {1}:
            sys.exit(f"{name} does not come to what it should")
    print(json.dumps(means))


if __name__ == "__main__":
    main()
