"""Saves the bodies of OTLP requests of traces, decompressed; answers chat completions of its own words.

usage: capture.py PORT FOLDER; POST /NAME/v1/traces is saved as NAME-1.pb or NAME-1.json, and so on.
"""
import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(sys.argv[2])
COUNTS = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline().strip() or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            body = b"".join(parts)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body

    def answer(self, content_type, body):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer("application/json", b"{}")

    def do_POST(self):
        body = self.body()
        if self.path.endswith("/chat/completions"):
            self.answer("application/json", json.dumps(chat(json.loads(body))).encode())
            return
        if self.path.endswith("/api/chat"):
            asked = len(json.loads(body)["messages"])
            self.answer("application/json", json.dumps({
                "model": "small", "created_at": "2027-01-15T08:00:00Z", "done": True, "done_reason": "stop",
                "message": {"role": "assistant", "content": f"Answer {asked}: I remember that."},
                "prompt_eval_count": 10 * asked, "eval_count": 5}).encode())
            return
        content_type = self.headers.get("Content-Type", "").split(";")[0]
        if self.path.endswith("/v1/traces"):
            name = self.path.strip("/").split("/")[0]
            COUNTS[name] = COUNTS.get(name, 0) + 1
            kind = "json" if content_type == "application/json" else "pb"
            (FOLDER / f"{name}-{COUNTS[name]}.{kind}").write_bytes(body)
        self.answer(content_type or "application/json", b"{}" if content_type == "application/json" else b"")


def chat(request):
    messages = request["messages"]
    asked = messages[-1]
    if request.get("tools") and asked["role"] == "user":
        message = {"role": "assistant", "content": None, "tool_calls": [
            {"id": f"call_{len(messages)}", "type": "function",
             "function": {"name": "recall", "arguments": json.dumps({"key": f"fact-{len(messages)}"})}}]}
        reason = "tool_calls"
    else:
        message = {"role": "assistant", "content": f"Answer {len(messages)}: I remember that."}
        reason = "stop"
    return {"id": f"chat-{len(messages)}", "object": "chat.completion", "created": 1800000000, "model": request["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": None}],
            "usage": {"prompt_tokens": 10 * len(messages), "completion_tokens": 5, "total_tokens": 10 * len(messages) + 5}}


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
