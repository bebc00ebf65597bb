#!/usr/bin/env python3
"""Asks the core in wasm, run by wasmtime, what this machine was asked. Needs wasmtime.

    wasm.py MODULE.wasm VECTORS PROOFS

Prints how many lines of VECTORS there are and how many do not hold, then the same of PROOFS, whose records are a
length (u32), a claim with its proof, and the outcome that was native (a byte).
"""
import sys

import wasmtime


class Core:
    def __init__(self, path):
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        instance = wasmtime.Instance(self.store, wasmtime.Module.from_file(engine, path), [])
        self.exports = instance.exports(self.store)

    def ask(self, what, question):
        place = self.exports["room"](self.store, len(question))
        self.exports["memory"].write(self.store, question, place)
        return self.exports[what](self.store, place, len(question))


def records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "little")
        yield data[at + 4 : end], data[end]
        at = end + 1


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    core = Core(sys.argv[1])
    with open(sys.argv[2], "rb") as file:
        held = [core.ask("holds", line) == 1 for line in file.read().splitlines()]
    print(len(held), held.count(False))
    proven = [core.ask("outcome", proof) == outcome for proof, outcome in records(sys.argv[3])]
    print(len(proven), proven.count(False))


if __name__ == "__main__":
    main()
