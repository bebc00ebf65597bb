#!/usr/bin/env python3
"""Writes sentencepiece.gguf and sentencepiece.json beside this file: a small SentencePiece tokeniser, trained on the
documents of this project, in a model file without tensors; and texts with the ids that llama.cpp gives them.

    python3 -m venv venv && venv/bin/pip install sentencepiece==0.2.3 xllamacpp==2026.10.11549 gguf==0.19.0
    venv/bin/python sentencepiece.py
"""
import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Not this file, which has the library's name.
sys.path = [path for path in sys.path if os.path.abspath(path or ".") != HERE]

import gguf
import sentencepiece

sys.path.append(HERE)
import asked
import make

TOKENS = 640
CONTROL = ["<|user|>", "<|end|>"]


def train():
    """The tokeniser, as Llama 2's was trained, but small."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(asked.documents()),
        model_writer=model,
        model_type="bpe",
        vocab_size=TOKENS,
        byte_fallback=True,
        control_symbols=CONTROL,
        character_coverage=0.9995,
        normalization_rule_name="identity",
        add_dummy_prefix=True,
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        split_digits=True,
        max_sentence_length=1 << 16,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def kind(pieces, token):
    if pieces.is_unknown(token):
        return gguf.TokenType.UNKNOWN
    if pieces.is_control(token):
        return gguf.TokenType.CONTROL
    return gguf.TokenType.BYTE if pieces.is_byte(token) else gguf.TokenType.NORMAL


def writer(pieces):
    """What a file says about the tokeniser."""
    tokens = range(pieces.get_piece_size())

    def entries(file):
        file.add_tokenizer_model("llama")
        file.add_tokenizer_pre("default")
        file.add_token_list([pieces.id_to_piece(token) for token in tokens])
        file.add_token_scores([pieces.get_score(token) for token in tokens])
        file.add_token_types([kind(pieces, token) for token in tokens])
        file.add_bos_token_id(pieces.bos_id())
        file.add_eos_token_id(pieces.eos_id())

    return entries


def texts():
    for text in list(make.texts())[:250]:
        yield text.replace("im_start|", "user|").replace("im_end|", "end|")
    yield from ["x <s>a b</s> c", "a <|user|> b<|end|>  c", "The provider reveals its answer.", "====== ======= ----- aaa"]


def main():
    pieces = train()
    asked.write("sentencepiece", writer(pieces), pieces.get_piece_size(), texts())


if __name__ == "__main__":
    main()
