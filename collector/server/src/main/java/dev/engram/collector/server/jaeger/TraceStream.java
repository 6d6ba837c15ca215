package dev.engram.collector.server.jaeger;

import com.linecorp.armeria.common.HttpResponseWriter;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.server.otlp.GrpcFrames;
import dev.engram.collector.server.otlp.SpanEncoder;
import dev.engram.collector.server.store.SpanSearch;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes spans as messages of OTLP, none of which has spans of two traces. Waits until a message is taken before it writes
 * the next. Used by one thread.
 */
final class TraceStream implements SpanSearch.Spans {

    /** Spans of a message: a client of gRPC takes 4 MiB by default. */
    private static final int SPANS = 500;

    /** About how many characters of names and values a message has. */
    private static final int CHARACTERS = 1 << 20;

    private final HttpResponseWriter answer;
    private final List<Span> waiting = new ArrayList<>();
    private long characters;

    TraceStream(HttpResponseWriter answer) {
        this.answer = answer;
    }

    @Override
    public boolean accept(Span span) {
        boolean isOfAnother = !waiting.isEmpty() && !waiting.get(0).traceId().equals(span.traceId());
        long size = span.attributes().toString().length();
        size += span.events().toString().length();
        if (isOfAnother || waiting.size() == SPANS || characters + size > CHARACTERS) {
            write();
        }
        waiting.add(span);
        characters += size;
        return answer.isOpen();
    }

    /** Writes what is left. */
    void finish() {
        write();
    }

    private void write() {
        if (!waiting.isEmpty() && answer.tryWrite(GrpcFrames.write(SpanEncoder.encode(waiting)))) {
            answer.whenConsumed().join();
        }
        waiting.clear();
        characters = 0;
    }
}
