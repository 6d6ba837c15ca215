package dev.engram.collector.common.model;

/** Status code of a span, as OTLP names it. */
public enum SpanStatus {
    UNSET,
    OK,
    ERROR
}
