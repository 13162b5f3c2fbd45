#!/usr/bin/env python3
"""A real language model, very small and untrained: its answers are noise, and stanch has to say so.

    pip install gguf "llama-cpp-python[server]"         # compiles llama.cpp: minutes
    scripts/tiny_model.py                               # makes the model, serves it, prints the address
    STANCH_MODEL_URL=http://127.0.0.1:PORT/v1 STANCH_MODEL=tiny stanch

The model is a llama of two layers with random weights (the same ones each time) and a vocabulary of bytes and a few words,
written as GGUF; llama-cpp-python serves it as an OpenAI-compatible provider on loopback, until ctrl-c.
"""
import argparse
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

WORDS = (
    "the a of and to in is was it that for on with as at by this be are from or an which not have has can will "
    "deploy rollout pod pods container crash restart memory limit image pull error log line file key value variable "
    "missing removed added changed timeout connection refused database migration revision rollback undo scale "
    "cause fix impact summary claims evidence quotes because probably maybe check next step operator approve now"
).split()
LAYERS, WIDTH, HEADS, HIDDEN, CONTEXT = 2, 64, 4, 128, 32768


def vocabulary():
    """Tokens, scores and kinds, as a tokenizer of SentencePiece has them: what is no word is spelled in bytes."""
    from gguf import TokenType
    tokens = [(b"<unk>", 0.0, TokenType.UNKNOWN), (b"<s>", 0.0, TokenType.CONTROL), (b"</s>", 0.0, TokenType.CONTROL)]
    tokens += [(f"<0x{byte:02X}>".encode(), 0.0, TokenType.BYTE) for byte in range(256)]
    pieces = [chr(byte) for byte in range(33, 127)] + ["\u2581"] + ["\u2581" + word for word in WORDS]
    # Of two ways to cut a text, the one with longer pieces counts more.
    tokens += [(piece.encode(), float(len(piece)) - 100.0, TokenType.NORMAL) for piece in pieces]
    return zip(*tokens)


def write(path, seed):
    import gguf
    import numpy
    tokens, scores, kinds = map(list, vocabulary())
    random = numpy.random.default_rng(seed)
    out = gguf.GGUFWriter(str(path), "llama")
    out.add_name("tiny")
    out.add_context_length(CONTEXT)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(HIDDEN)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_vocab_size(len(tokens))
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_tokenizer_model("llama")
    out.add_token_list(tokens)
    out.add_token_scores(scores)
    out.add_token_types(kinds)
    out.add_unk_token_id(0)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)

    def tensor(name, *shape):
        values = numpy.ones(shape) if len(shape) == 1 else random.normal(0, 0.3, shape)
        out.add_tensor(f"{name}.weight", values.astype(numpy.float32))

    tensor("token_embd", len(tokens), WIDTH)
    for layer in range(LAYERS):
        tensor(f"blk.{layer}.attn_norm", WIDTH)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensor(f"blk.{layer}.{name}", WIDTH, WIDTH)
        tensor(f"blk.{layer}.ffn_norm", WIDTH)
        tensor(f"blk.{layer}.ffn_gate", HIDDEN, WIDTH)
        tensor(f"blk.{layer}.ffn_up", HIDDEN, WIDTH)
        tensor(f"blk.{layer}.ffn_down", WIDTH, HIDDEN)
    tensor("output_norm", WIDTH)
    tensor("output", len(tokens), WIDTH)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def serve(path, port):
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(path), "--model_alias", "tiny", "--host", "127.0.0.1",
               "--port", str(port), "--n_ctx", str(CONTEXT), "--n_threads", "1", "--n_threads_batch", "1", "--verbose", "false"]
    server = subprocess.Popen(command, stdout=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = f"http://127.0.0.1:{port}/v1"
    try:
        while server.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/models", timeout=1).close()
                print(address, flush=True)
                return server.wait()
            except OSError:
                time.sleep(0.1)
        return server.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        try:
            server.wait(3)
        except subprocess.TimeoutExpired:  # it waits for an answer that nobody reads any more
            server.kill()
            server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="any that is free, if not told")
    parser.add_argument("--seed", type=int, default=1, help="of the weights")
    parser.add_argument("--only-make", metavar="FILE", type=pathlib.Path, help="write the model to a file, and serve nothing")
    wanted = parser.parse_args()
    if wanted.only_make:
        write(wanted.only_make, wanted.seed)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "tiny.gguf"
        write(path, wanted.seed)
        return serve(path, wanted.port or free_port())


if __name__ == "__main__":
    sys.exit(main())
