package dev.engram.collector.server.otlp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.server.store.read.SpanSearch;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes spans to an answer, some at a time, as they are read from the store. Waits until what it wrote is taken before it
 * writes more, so that a slow client costs no memory. Used by one thread.
 */
public final class SpanStream implements SpanSearch.Spans {

    /** Spans of a message: a client of gRPC takes 4 MiB by default. */
    private static final int SPANS = 500;

    /** About how many characters of names and values a message has. */
    private static final int CHARACTERS = 1 << 20;

    private final HttpResponseWriter answer;
    private final Function<TracesData, HttpData> form;
    private final boolean isByTrace;
    private final List<Span> waiting = new ArrayList<>();
    private long characters;

    private SpanStream(HttpResponseWriter answer, Function<TracesData, HttpData> form, boolean isByTrace) {
        this.answer = answer;
        this.form = form;
        this.isByTrace = isByTrace;
    }

    /** As messages of gRPC, none of which has spans of two traces. */
    public static SpanStream ofMessages(HttpResponseWriter answer) {
        return new SpanStream(answer, GrpcFrames::write, true);
    }

    /** As lines, each of which is {@code TracesData} in OTLP's JSON. */
    public static SpanStream ofLines(HttpResponseWriter answer) {
        return new SpanStream(answer, data -> HttpData.ofUtf8(OtlpJson.line(data)), false);
    }

    @Override
    public boolean accept(Span span) {
        boolean isOfAnother =
                isByTrace && !waiting.isEmpty() && !waiting.get(0).traceId().equals(span.traceId());
        long size = characters(span);
        if (waiting.isEmpty()
                || !span.resource().equals(waiting.get(waiting.size() - 1).resource())) {
            size += span.resource().toString().length();
        }
        if (isOfAnother || waiting.size() == SPANS || characters + size > CHARACTERS) {
            write();
        }
        waiting.add(span);
        characters += size;
        return answer.isOpen();
    }

    /** About how many characters of names and values a span has, without its resource. */
    public static long characters(Span span) {
        return (long) span.attributes().toString().length()
                + span.events().toString().length()
                + span.links().toString().length();
    }

    /** Writes what is left. */
    public void finish() {
        write();
    }

    private void write() {
        if (!waiting.isEmpty() && answer.tryWrite(form.apply(SpanEncoder.encode(waiting)))) {
            answer.whenConsumed().join();
        }
        waiting.clear();
        characters = 0;
    }
}
