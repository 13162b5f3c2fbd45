#!/usr/bin/env python3
"""A language model that says what it is told to say: an HTTP server on loopback that speaks as a provider does.

    scripts/scripted_model.py good                      # prints the address, and answers until ctrl-c
    scripts/scripted_model.py slow --wire anthropic
    STANCH_MODEL_PROVIDER=openai STANCH_MODEL_URL=http://127.0.0.1:PORT/v1 STANCH_MODEL=scripted stanch

A name of tests/fixtures/model/*.json is an answer that is streamed; the other names are ways to fail. What is asked is
counted on standard error, and kept whole with --keep. Nothing but Python's own library is needed.
"""
import argparse
import http.server
import json
import pathlib
import signal
import sys
import threading
import time

ANSWERS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "model"
WAYS = {
    "prose": "words where a JSON object was asked for",
    "ansi": "a good answer with sequences that a terminal acts upon",
    "cut": "half an answer, and the connection closed",
    "limit": "half an answer, ended because of its length",
    "stall": "half an answer, and then nothing, for ever",
    "silent": "takes the question and says nothing, for ever",
    "slow": "one token a second",
    "flood": "5 MB without an end",
    "thinks": "40 s of reasoning before the answer",
    "busy": "429 with Retry-After",
    "broken": "500 with a page of HTML",
    "key": "401",
    "redirect": "307 to another host",
    "garbage": "bytes that are no event stream",
}
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b]52;c;ZXZpbA==\x07 \u202eback\u200b"


def text_of(way):
    """What is said, whole."""
    if way == "prose":
        return "I am sorry to hear that. I would roll back the deployment right away.\nLet me know how it goes!"
    if way == "flood":
        return json.dumps({"summary": "x" * (5 << 20)})
    name = way if (ANSWERS / f"{way}.json").exists() else "good"
    answer = json.loads((ANSWERS / f"{name}.json").read_text())
    if way == "ansi":
        answer["summary"] = ESCAPES + answer["summary"]
        answer["claims"][0]["text"] = ESCAPES + answer["claims"][0]["text"]
    return json.dumps(answer, ensure_ascii=False)


def data(value, event=None):
    return (f"event: {event}\n" if event else "") + f"data: {json.dumps(value)}\n\n"


def openai(tokens, why):
    def chunk(choices, **more):
        return data({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": choices, **more})
    for kind, token in tokens:
        delta = {"reasoning_content": token} if kind == "thought" else {"content": token}
        yield chunk([{"index": 0, "delta": delta, "finish_reason": None}])
    yield chunk([{"index": 0, "delta": {}, "finish_reason": "length" if why == "limit" else "stop"}])
    yield chunk([], usage={"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020})
    yield "data: [DONE]\n\n"


def anthropic(tokens, why):
    def event(name, **more):
        return data({"type": name, **more}, name)
    usage = {"input_tokens": 900, "output_tokens": 1}
    yield event("message_start", message={"id": "m1", "type": "message", "role": "assistant", "model": "scripted", "content": [], "usage": usage})
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for kind, token in tokens:
        delta = {"type": "thinking_delta", "thinking": token} if kind == "thought" else {"type": "text_delta", "text": token}
        yield event("content_block_delta", index=0, delta=delta)
    yield event("content_block_stop", index=0)
    yield event("message_delta", delta={"stop_reason": "max_tokens" if why == "limit" else "end_turn"}, usage={"output_tokens": 120})
    yield event("message_stop")


def gemini(tokens, why):
    usage = {"promptTokenCount": 900, "candidatesTokenCount": 120, "totalTokenCount": 1020}
    for kind, token in tokens:
        part = {"text": token, "thought": True} if kind == "thought" else {"text": token}
        yield data({"candidates": [{"content": {"parts": [part], "role": "model"}, "index": 0}], "usageMetadata": usage})
    reason = "MAX_TOKENS" if why == "limit" else "STOP"
    yield data({"candidates": [{"content": {"parts": [{"text": ""}], "role": "model"}, "index": 0, "finishReason": reason}], "usageMetadata": usage})


WIRES = {"openai": openai, "ollama": openai, "anthropic": anthropic, "gemini": gemini}
REFUSALS = {
    "busy": (429, {"retry-after": "20", "content-type": "application/json"}, '{"error":{"message":"Rate limit reached for model `scripted`"}}'),
    "broken": (500, {"content-type": "text/html"}, "<html><body><h1>500</h1>\x1b[2J upstream has gone</body></html>"),
    "key": (401, {"content-type": "application/json"}, '{"error":{"message":"Incorrect API key provided: {key}"}}'),
    "redirect": (307, {"location": "http://192.0.2.1/v1/chat/completions"}, ""),
}


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        wanted = self.server.wanted
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        key = self.headers.get("authorization") or self.headers.get("x-api-key") or self.headers.get("x-goog-api-key") or ""
        tell(f"asked {self.path}: {len(body)} bytes")
        if wanted.keep:
            pathlib.Path(wanted.keep).write_bytes(body)
        if wanted.way in REFUSALS:
            status, headers, said = REFUSALS[wanted.way]
            said = said.replace("{key}", key.removeprefix("Bearer ")).encode()
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)
            return
        begun = time.monotonic()
        sent = 0
        try:
            for event in self.events(wanted):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event) if event else b"")
                self.wfile.flush()
                sent += bool(event)
            self.wfile.write(b"" if wanted.way == "cut" else b"0\r\n\r\n")
            tell(f"ended after {sent} events, {time.monotonic() - begun:.1f} s")
        except (BrokenPipeError, ConnectionResetError):
            tell(f"left alone after {sent} events, {time.monotonic() - begun:.1f} s")
        self.close_connection = True

    def events(self, wanted):
        """The bytes of each event; an empty one while nothing is said, to see whether anybody still listens."""
        way = wanted.way
        if way == "silent":
            yield from self.silence()
        self.send_response(200)
        self.send_header("content-type", "text/plain" if way == "garbage" else "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        if way == "garbage":
            yield b"\xff\xfe\x00 not an event \x1b[2J\n\n"
            return
        text = text_of(way)
        size = 64 << 10 if way == "flood" else 6
        said = [("text", text[at:at + size]) for at in range(0, len(text), size)]
        if way in ("cut", "stall", "limit"):
            said = said[:len(said) // 2]
        if way == "thinks":
            said = [("thought", "hmm ")] * 40 + said
        pace = 1.0 if way == "slow" else wanted.pace
        lines = WIRES[wanted.wire](iter(said), way)
        for at, event in enumerate(lines):
            if way in ("cut", "stall") and at >= len(said):
                break
            yield event.encode()
            time.sleep(1.0 if way == "thinks" and at < 40 else pace)
        if way == "stall":
            yield from self.silence()

    def silence(self):
        self.connection.settimeout(0.2)
        while True:
            try:
                if not self.connection.recv(1):
                    raise BrokenPipeError
            except TimeoutError:
                yield b""

    def log_message(self, *_):
        pass


def tell(text):
    print(text, file=sys.stderr, flush=True)


def main():
    answers = sorted(path.stem for path in ANSWERS.glob("*.json"))
    ways = "\n".join(f"  {name:10} {what}" for name, what in WAYS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"answers:\n  {' '.join(answers)}\nways to fail:\n{ways}")
    parser.add_argument("way", choices=answers + list(WAYS), metavar="WAY")
    parser.add_argument("--wire", choices=WIRES, default="openai")
    parser.add_argument("--host", default="127.0.0.1", help="an address that is not loopback makes it a model elsewhere")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pace", type=float, default=0.016, help="seconds between two tokens")
    parser.add_argument("--keep", metavar="FILE", help="where the last question is kept, byte for byte")
    wanted = parser.parse_args()
    server = http.server.ThreadingHTTPServer((wanted.host, wanted.port), Provider)
    server.daemon_threads = True
    server.wanted = wanted
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"http://{wanted.host}:{server.server_port}/v1", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
