package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.trace.SpanAttributes;
import io.opentelemetry.api.common.AttributeKey;

/** The labels of metrics: those of memory layers, and what tells agents and namespaces apart. */
final class MetricLabels {

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("operation");
    static final AttributeKey<String> LAYER = AttributeKey.stringKey("layer");
    static final AttributeKey<String> SESSION_ID = AttributeKey.stringKey("session_id");
    static final AttributeKey<String> QUERY_TAGS = AttributeKey.stringKey("query_tags");
    static final AttributeKey<String> PAF_ID = AttributeKey.stringKey("paf_id");
    static final AttributeKey<String> SEVERITY = AttributeKey.stringKey("severity");
    static final AttributeKey<String> STAGE = AttributeKey.stringKey("stage");
    static final AttributeKey<String> MODE = AttributeKey.stringKey("mode");
    static final AttributeKey<String> LAYERS_LOADED = AttributeKey.stringKey("layers_loaded");

    static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey(SpanAttributes.NAMESPACE.name());
    static final AttributeKey<String> AGENT_ID = AttributeKey.stringKey(SpanAttributes.AGENT_ID.name());
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey(SpanAttributes.ERROR_TYPE.name());

    /** Which label a measurement's value was too many for. */
    static final AttributeKey<String> ATTRIBUTE = AttributeKey.stringKey("attribute");

    private MetricLabels() {}
}
