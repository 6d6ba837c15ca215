package dev.engram.collector.forward;

import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.Signal;
import java.util.concurrent.CompletableFuture;

/** Sends one request and reads the answer. Thread-safe. */
interface Wire {

    /** Never completes with an exception. */
    CompletableFuture<Outcome> send(Signal signal, Encoding encoding, byte[] body);
}
