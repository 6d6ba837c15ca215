package dev.engram.agent.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** The attributes of Engram's spans, events and metrics. One instance each: their UTF-8 form is cached in the key. */
final class Keys {

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("memory.operation");
    static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("memory.namespace");
    static final AttributeKey<String> KEY = AttributeKey.stringKey("memory.key");
    static final AttributeKey<String> PATTERN = AttributeKey.stringKey("memory.pattern");
    static final AttributeKey<Long> VALUE_SIZE = AttributeKey.longKey("memory.value_size");
    static final AttributeKey<Long> TTL = AttributeKey.longKey("memory.ttl");
    static final AttributeKey<Long> LIMIT = AttributeKey.longKey("memory.limit");
    static final AttributeKey<Boolean> FOUND = AttributeKey.booleanKey("memory.found");
    static final AttributeKey<Long> RESULT_COUNT = AttributeKey.longKey("memory.result_count");
    static final AttributeKey<Boolean> SUCCESS = AttributeKey.booleanKey("memory.success");
    static final AttributeKey<Double> DURATION_MS = AttributeKey.doubleKey("memory.operation_duration_ms");

    static final AttributeKey<String> AGENT_ID = AttributeKey.stringKey("agent.id");
    static final AttributeKey<String> AGENT_TYPE = AttributeKey.stringKey("agent.type");

    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> ERROR_MESSAGE = AttributeKey.stringKey("error.message");
    static final AttributeKey<String> ERROR_STACK = AttributeKey.stringKey("error.stack");
    static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");
    static final AttributeKey<String> EXCEPTION_STACKTRACE = AttributeKey.stringKey("exception.stacktrace");

    static final AttributeKey<String> DB_SYSTEM = AttributeKey.stringKey("db.system.name");
    static final AttributeKey<String> DB_OPERATION = AttributeKey.stringKey("db.operation.name");
    static final AttributeKey<String> DB_NAMESPACE = AttributeKey.stringKey("db.namespace");
    static final AttributeKey<String> DB_STATUS_CODE = AttributeKey.stringKey("db.response.status_code");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    private Keys() {}
}
