package dev.engram.collector.server.otlp;

/** How a request is written. */
public enum Encoding {
    PROTOBUF,
    JSON
}
