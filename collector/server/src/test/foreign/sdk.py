"""usage: sdk.py ENDPOINT"""
import math
import sys

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode, set_span_in_context

provider = TracerProvider(resource=Resource({"service.name": "python-sdk", "tags": ["a", None, "c"]}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=sys.argv[1] + "/v1/traces")))
tracer = provider.get_tracer("foreign", "1.2.3")
turn = tracer.start_span("turn", kind=SpanKind.SERVER)
for i in range(3):
    span = tracer.start_span("step %d" % i, set_span_in_context(turn), SpanKind.CLIENT,
                             links=[Link(turn.get_span_context(), {"n": i, "gaps": [None, "x"]})])
    span.set_attributes({
        "whole": 2**63 - 1, "broken": 0.1, "nan": math.nan, "infinite": math.inf, "yes": True,
        "text": "Grüße \u0000 \U0001F600", "empty": "", "texts": ["a", None, "c"], "numbers": [1, 2, -3],
        "floats": [0.5, -math.inf], "flags": [True, False], "none": [], "bytes": b"\x00\xff",
    })
    span.add_event("event", {"why": "because", "n": i, "gaps": ["a", None]})
    if i == 2:
        span.record_exception(ValueError("no such thing"))
        span.set_status(Status(StatusCode.ERROR, "no such thing"))
    span.end()
turn.end()
provider.shutdown()
