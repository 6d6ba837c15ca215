"""usage: llm.py LIBRARY SERVER, where SERVER is that of capture.py; a short conversation with a tool."""
import sys

library, server = sys.argv[1:]
tools = [{"type": "function", "function": {"name": "recall", "description": "Reads a fact.",
                                           "parameters": {"type": "object", "properties": {"key": {"type": "string"}}}}}]


def converse(turns):
    import openai
    client = openai.OpenAI(base_url=server + "/v1", api_key="none")
    messages = [{"role": "system", "content": "You remember facts."}]
    for turn in range(turns):
        messages.append({"role": "user", "content": f"Question {turn}: what do you know?"})
        answer = client.chat.completions.create(model="small", messages=messages, tools=tools, temperature=0.5)
        message = answer.choices[0].message
        messages.append({"role": "assistant", "content": message.content,
                         "tool_calls": [call.model_dump() for call in message.tool_calls or []]})
        for call in message.tool_calls or []:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": f"fact of turn {turn}"})
        answer = client.chat.completions.create(model="small", messages=messages)
        messages.append({"role": "assistant", "content": answer.choices[0].message.content})


def provider():
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    made = TracerProvider(resource=Resource({"service.name": library}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{server}/{library}/v1/traces")))
    return made


if library == "openinference":
    from openinference.instrumentation.openai import OpenAIInstrumentor
    traces = provider()
    OpenAIInstrumentor().instrument(tracer_provider=traces)
    converse(3)
    traces.shutdown()
elif library == "openllmetry":
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor
    traces = provider()
    OpenAIInstrumentor().instrument(tracer_provider=traces)
    converse(3)
    traces.shutdown()
elif library == "traceloop":
    import os
    os.environ["TRACELOOP_TELEMETRY"] = "false"
    from traceloop.sdk import Traceloop
    from traceloop.sdk.decorators import agent, task, tool, workflow
    from traceloop.sdk.instruments import Instruments
    Traceloop.init(app_name=library, api_endpoint=f"{server}/{library}", api_key="none",
                   instruments={Instruments.OPENAI}, should_enrich_metrics=False)

    @tool(name="recall")
    def recall(key):
        return {"key": key, "found": None, "gaps": ["a", None, ""]}

    @task(name="prepare")
    def prepare(question):
        return recall(key=question)

    @agent(name="librarian")
    def librarian(question):
        prepare(question)
        converse(2)
        return "done"

    @workflow(name="visit")
    def visit(question):
        Traceloop.set_association_properties({"user_id": "ada", "chat_id": "7"})
        return librarian(question)

    visit("what do you know?")
    from opentelemetry import trace
    trace.get_tracer_provider().force_flush()
elif library == "langfuse":
    from langfuse import Langfuse
    client = Langfuse(public_key="pk", secret_key="sk", host=f"{server}/{library}", flush_at=100)
    for turn in range(2):
        with client.start_as_current_observation(as_type="span", name=f"turn {turn}", input={"question": turn}) as span:
            with client.start_as_current_observation(as_type="generation", name="model", model="small",
                                                     input=[{"role": "user", "content": "what?"}],
                                                     model_parameters={"temperature": 0.5}) as generation:
                generation.update(output={"role": "assistant", "content": None},
                                  usage_details={"input": 10, "output": 5}, metadata={"gaps": ["a", None]})
            span.update(output="done", metadata={"user": "ada", "nested": {"deep": [1, None]}})
    client.flush()
else:
    raise SystemExit(f"no such library: {library}")
