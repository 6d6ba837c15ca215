package dev.engram.collector.model;

/** Status code of a span, as OTLP names it. */
public enum SpanStatus {
    UNSET,
    OK,
    ERROR
}
