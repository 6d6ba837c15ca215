/**
 * From recorded calls to OpenTelemetry spans and metrics, and out of the process. Nothing else knows the OpenTelemetry SDK.
 *
 * <pre>
 *   engram-consumer (the ring's thread)                    engram-exporter (ours)
 *   EventConsumer.onFrame
 *     MemoryMetrics      meters ........................... collected and exported on an interval
 *     SpanAssembler      says what a call's span holds
 *       SpanEncoder        as OTLP bytes
 *       SpanBuilder        as SpanData, for text
 *     Batcher            spans to batches ---- BatchQueue ----> ExportLoop, Exporter (OTLP, console, JSON lines)
 * </pre>
 *
 * <p>Application objects are looked at on the consumer's thread only, and nothing of them but names, sizes and simple
 * values passes the BatchQueue.
 */
@NullMarked
package dev.engram.agent.telemetry;

import org.jspecify.annotations.NullMarked;
