package dev.engram.agent.telemetry;

/** The attributes of Engram's spans, events and metrics. */
final class Keys {

    static final Key OPERATION = Key.recurring("memory.operation");
    static final Key NAMESPACE = Key.recurring("memory.namespace");
    static final Key KEY = Key.of("memory.key");
    static final Key PATTERN = Key.of("memory.pattern");
    static final Key VALUE_SIZE = Key.of("memory.value_size");
    static final Key TTL = Key.of("memory.ttl");
    static final Key LIMIT = Key.of("memory.limit");
    static final Key FOUND = Key.of("memory.found");
    static final Key RESULT_COUNT = Key.of("memory.result_count");
    static final Key SUCCESS = Key.of("memory.success");
    static final Key DURATION_MS = Key.of("memory.operation_duration_ms");

    static final Key AGENT_ID = Key.recurring("agent.id");
    static final Key AGENT_TYPE = Key.recurring("agent.type");

    static final Key AGENT_NAME = Key.recurring("agent.name");

    static final Key STORE = Key.recurring("memory.store");
    static final Key SESSION_ID = Key.of("memory.session_id");
    static final Key LAYER = Key.of("memory.layer");
    static final Key SCORE = Key.of("memory.score");
    static final Key NESTED = Key.of("memory.nested");
    static final Key VALUE_SIZE_UNKNOWN = Key.recurring("memory.value_size_unknown");

    static final Key GEN_AI_OPERATION = Key.recurring("gen_ai.operation.name");
    static final Key GEN_AI_STORE = Key.recurring("gen_ai.memory.store.id");
    static final Key GEN_AI_RECORD = Key.of("gen_ai.memory.record.id");
    static final Key GEN_AI_RECORD_COUNT = Key.of("gen_ai.memory.record.count");
    static final Key GEN_AI_QUERY = Key.of("gen_ai.memory.query.text");
    static final Key GEN_AI_RECORDS = Key.of("gen_ai.memory.records");
    static final Key GEN_AI_CONVERSATION = Key.of("gen_ai.conversation.id");
    static final Key GEN_AI_AGENT_ID = Key.recurring("gen_ai.agent.id");
    static final Key GEN_AI_AGENT_NAME = Key.recurring("gen_ai.agent.name");

    static final Key ERROR_TYPE = Key.recurring("error.type");
    static final Key ERROR_MESSAGE = Key.of("error.message");
    static final Key ERROR_STACK = Key.of("error.stack");
    static final Key EXCEPTION_TYPE = Key.recurring("exception.type");
    static final Key EXCEPTION_MESSAGE = Key.of("exception.message");
    static final Key EXCEPTION_STACKTRACE = Key.of("exception.stacktrace");

    static final Key DB_SYSTEM = Key.recurring("db.system.name");
    static final Key DB_OPERATION = Key.recurring("db.operation.name");
    static final Key DB_NAMESPACE = Key.recurring("db.namespace");
    static final Key DB_STATUS_CODE = Key.recurring("db.response.status_code");
    static final Key SERVER_ADDRESS = Key.recurring("server.address");
    static final Key SERVER_PORT = Key.of("server.port");

    private Keys() {}
}
