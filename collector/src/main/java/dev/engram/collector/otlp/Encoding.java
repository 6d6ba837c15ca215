package dev.engram.collector.otlp;

/** How a request is written. */
public enum Encoding {
    PROTOBUF,
    JSON
}
