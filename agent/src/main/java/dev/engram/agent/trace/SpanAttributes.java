package dev.engram.agent.trace;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** The attributes that Engram itself sets on spans and their events. */
public final class SpanAttributes {

    private static final Set<String> RESERVED = new HashSet<>();

    // Spans that rules make.

    public static final SpanAttribute OPERATION = reserved(recurring("memory.operation"));
    public static final SpanAttribute NAMESPACE = reserved(recurring("memory.namespace"));
    public static final SpanAttribute KEY = reserved(of("memory.key"));
    public static final SpanAttribute KEYS = reserved(of("memory.keys"));
    public static final SpanAttribute KEY_COUNT = reserved(of("memory.key_count"));
    public static final SpanAttribute PATTERN = reserved(of("memory.pattern"));
    public static final SpanAttribute VALUE_SIZE = reserved(of("memory.value_size"));
    public static final SpanAttribute VALUE_FINGERPRINT = reserved(of("memory.value_fingerprint"));
    public static final SpanAttribute VALUE_SIZE_UNKNOWN = reserved(recurring("memory.value_size_unknown"));
    public static final SpanAttribute TTL = reserved(of("memory.ttl"));
    public static final SpanAttribute LIMIT = reserved(of("memory.limit"));
    public static final SpanAttribute FOUND = reserved(of("memory.found"));
    public static final SpanAttribute RESULT_COUNT = reserved(of("memory.result_count"));
    public static final SpanAttribute DURATION_MS = reserved(of("memory.operation_duration_ms"));
    public static final SpanAttribute STORE = reserved(recurring("memory.store"));
    public static final SpanAttribute SESSION_ID = reserved(of("memory.session_id"));
    public static final SpanAttribute LAYER = reserved(of("memory.layer"));
    public static final SpanAttribute SCORE = reserved(of("memory.score"));
    public static final SpanAttribute NESTED = reserved(of("memory.nested"));
    public static final SpanAttribute LINEAGE_WRITER = reserved(recurring("memory.lineage.writer.agent.id"));
    public static final SpanAttribute LINEAGE_AGE_MS = reserved(of("memory.lineage.age_ms"));

    /** What a whole consists of that is kept under one key: the name of an attribute that rules tell. */
    public static final String WINDOW = "memory.window";

    public static final SpanAttribute AGENT_ID = reserved(recurring("agent.id"));
    public static final SpanAttribute AGENT_TYPE = reserved(recurring("agent.type"));
    public static final SpanAttribute AGENT_NAME = reserved(recurring("agent.name"));

    /** Of memory operations; not reserved, since rules tell it of tasks. */
    public static final SpanAttribute GEN_AI_OPERATION = recurring("gen_ai.operation.name");

    public static final SpanAttribute GEN_AI_STORE = reserved(recurring("gen_ai.memory.store.id"));
    public static final SpanAttribute GEN_AI_RECORD = reserved(of("gen_ai.memory.record.id"));

    /** Of a search and a retrieve; not reserved, since rules tell it of a store of several records. */
    public static final SpanAttribute GEN_AI_RECORD_COUNT = of("gen_ai.memory.record.count");

    public static final SpanAttribute GEN_AI_QUERY = reserved(of("gen_ai.memory.query.text"));
    public static final SpanAttribute GEN_AI_RECORDS = reserved(of("gen_ai.memory.records"));
    /** Of a retrieval: the store, or the namespace. */
    public static final SpanAttribute GEN_AI_DATA_SOURCE = reserved(recurring("gen_ai.data_source.id"));

    public static final SpanAttribute GEN_AI_RETRIEVAL_LIMIT = reserved(of("gen_ai.retrieval.top_k"));
    public static final SpanAttribute GEN_AI_RETRIEVAL_QUERY = reserved(of("gen_ai.retrieval.query.text"));
    public static final SpanAttribute GEN_AI_RETRIEVAL_DOCUMENTS = reserved(of("gen_ai.retrieval.documents"));
    public static final SpanAttribute GEN_AI_CONVERSATION = reserved(of("gen_ai.conversation.id"));
    public static final SpanAttribute GEN_AI_AGENT_ID = reserved(recurring("gen_ai.agent.id"));
    public static final SpanAttribute GEN_AI_AGENT_NAME = reserved(recurring("gen_ai.agent.name"));

    public static final SpanAttribute ERROR_TYPE = reserved(recurring("error.type"));

    // Events.

    public static final SpanAttribute SUCCESS = of("memory.success");
    public static final SpanAttribute ERROR_MESSAGE = of("error.message");
    public static final SpanAttribute ERROR_STACK = of("error.stack");
    public static final SpanAttribute EXCEPTION_TYPE = recurring("exception.type");
    public static final SpanAttribute EXCEPTION_MESSAGE = of("exception.message");
    public static final SpanAttribute EXCEPTION_STACKTRACE = of("exception.stacktrace");

    // Spans of commands.

    public static final SpanAttribute DB_SYSTEM = recurring("db.system.name");
    public static final SpanAttribute DB_OPERATION = recurring("db.operation.name");
    public static final SpanAttribute DB_NAMESPACE = recurring("db.namespace");
    public static final SpanAttribute DB_STATUS_CODE = recurring("db.response.status_code");
    public static final SpanAttribute SERVER_ADDRESS = recurring("server.address");
    public static final SpanAttribute SERVER_PORT = of("server.port");
    public static final SpanAttribute PEER_ADDRESS = recurring("network.peer.address");
    public static final SpanAttribute PEER_PORT = of("network.peer.port");
    public static final SpanAttribute DB_QUERY = of("db.query.text");
    public static final SpanAttribute DB_BATCH_SIZE = of("db.operation.batch.size");
    public static final SpanAttribute DB_STORED_PROCEDURE = of("db.stored_procedure.name");
    public static final SpanAttribute REDIS_KEY = of("redis.key");
    public static final SpanAttribute REDIS_HIT = of("redis.hit");
    public static final SpanAttribute REDIS_TTL = of("redis.ttl");
    public static final SpanAttribute REDIS_REQUEST_BYTES = of("redis.request.bytes");
    public static final SpanAttribute REDIS_RESPONSE_BYTES = of("redis.response.bytes");
    public static final SpanAttribute REDIS_COMMANDS = of("redis.commands");
    public static final SpanAttribute REDIS_RETRIES = of("redis.retries");
    public static final SpanAttribute REDIS_REDIRECT_KIND = of("redis.redirect.kind");
    public static final SpanAttribute REDIS_REDIRECT_TARGET = of("redis.redirect.target");

    private SpanAttributes() {}

    private static SpanAttribute of(String name) {
        return SpanAttribute.of(name);
    }

    private static SpanAttribute recurring(String name) {
        return SpanAttribute.recurring(name);
    }

    private static SpanAttribute reserved(SpanAttribute attribute) {
        RESERVED.add(attribute.name());
        return attribute;
    }

    /** The names of those that Engram sets on the spans of rules; no rule can add an attribute of such a name. */
    public static Set<String> reserved() {
        return Collections.unmodifiableSet(RESERVED);
    }
}
