package dev.engram.collector.server;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.server.otlp.Encoding;
import dev.engram.collector.server.otlp.OtlpTranslation;
import dev.engram.collector.server.otlp.Signal;
import dev.engram.collector.server.otlp.SpanEncoder;
import dev.engram.collector.server.otlp.SpanStream;
import dev.engram.collector.server.otlp.TracesDecoder;
import dev.engram.collector.server.store.read.ParquetSpans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files of spans that a collector exports and imports: lines of OTLP/JSON, or Parquet. */
public final class SpanFiles {

    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private SpanFiles() {}

    /** Gets spans. */
    public interface Spans {
        /** Takes one. */
        void accept(Span span) throws IOException;
    }

    /**
     * Writes lines of OTLP/JSON as a Parquet file.
     *
     * @return the number of spans
     * @throws IOException where a line is none, or the file cannot be written; the message is one sentence
     */
    public static long writeParquet(BufferedReader lines, Path file) throws IOException {
        long count = 0;
        try (ParquetSpans parquet = new ParquetSpans()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (Span span : spans(line)) {
                    parquet.add(span);
                    count++;
                }
            }
            parquet.writeTo(file);
        }
        return count;
    }

    /**
     * Reads the spans of a file of either kind, in its order.
     *
     * @throws IOException where it is none of them, or cannot be read; the message is one sentence
     */
    public static void read(Path file, Spans spans) throws IOException {
        if (isParquet(file)) {
            IOException[] failure = new IOException[1];
            ParquetSpans.read(file, span -> {
                try {
                    spans.accept(span);
                } catch (IOException e) {
                    failure[0] = e;
                }
                return failure[0] == null;
            });
            if (failure[0] != null) {
                throw failure[0];
            }
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    for (Span span : spans(line)) {
                        spans.accept(span);
                    }
                }
            }
        }
    }

    /** The spans of a line of OTLP/JSON. */
    public static List<Span> spans(String line) throws IOException {
        try {
            return TracesDecoder.line(line);
        } catch (IllegalArgumentException e) {
            throw new IOException("A line is no OTLP/JSON: " + e.getMessage(), e);
        }
    }

    /** A request of OTLP over HTTP, in protobuf. */
    public static byte[] request(List<Span> spans) {
        return SpanEncoder.request(spans);
    }

    /** About how many characters a span has, with its resource. */
    public static long characters(Span span) {
        return SpanStream.characters(span) + span.resource().toString().length();
    }

    /** How many spans of a request were rejected, by the answer to it in protobuf. */
    public static long rejected(byte[] answer) {
        return OtlpTranslation.partialSuccess(Signal.TRACES, answer, Encoding.PROTOBUF)
                .items();
    }

    private static boolean isParquet(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(PARQUET.length), PARQUET);
        }
    }
}
