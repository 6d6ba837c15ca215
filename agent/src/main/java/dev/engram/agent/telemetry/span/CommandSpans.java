package dev.engram.agent.telemetry.span;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.read.SentAgain;
import dev.engram.agent.client.site.ClientSite;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.telemetry.privacy.Failure;
import dev.engram.agent.telemetry.privacy.Failures;
import dev.engram.agent.telemetry.privacy.HiddenTexts;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a {@link SpanSink} what a command's span is, by OpenTelemetry's conventions for databases and for Redis. Keys are
 * shown as the settings say; no other argument is. Not thread-safe.
 */
final class CommandSpans {

    /** Redis's port, which goes without saying. */
    private static final int DEFAULT_PORT = 6379;

    /** Texts in messages of servers and clients after which arguments of the command come. */
    private static final List<String> BEFORE_ARGUMENTS = List.of("with args beginning with", "params:", "command args");

    private final EpochClock clock;
    private final SpanContentSettings content;
    private final CommandFacts facts;
    private final HiddenTexts hidden;
    private final Failures failures;
    private final KnownServers servers;
    private final KeyMode mode;

    CommandSpans(
            EpochClock clock,
            SpanContentSettings content,
            CommandFacts facts,
            HiddenTexts hidden,
            Failures failures,
            KnownServers servers) {
        this.clock = clock;
        this.content = content;
        this.facts = facts;
        this.hidden = hidden;
        this.failures = failures;
        this.servers = servers;
        KeyMode standard = content.keys().standard();
        // A rule that hides its keys means the same keys.
        this.mode = standard == KeyMode.VERBATIM && content.hidesKeys() ? KeyMode.HASH : standard;
    }

    /** See {@link SpanAssembler#assemble}. */
    void assemble(RecordedCall call, ClientSite site, long endNanos, boolean isOpen, SpanSink sink) {
        facts.read(call, site);
        // Before the failure, which must not tell what is hidden.
        String session = Identifiers.session(call, content.keys(), hidden);
        CommandReader reader = site.client().reader();
        Throwable thrown = isOpen ? null : facts.thrown();
        Failure failure = thrown == null ? null : failure(thrown, call);
        long end = clock.at(endNanos);
        sink.beginSpan(call, facts.operation(), SpanKind.CLIENT, clock.at(call.startNanos), end);
        addConvention(call, sink);
        addOwn(isOpen, sink);
        addAgent(call, site, session, sink);
        String statusCode = failure == null ? null : facts.statusCode();
        if (failure != null) {
            sink.setString(SpanAttributes.ERROR_TYPE, statusCode != null ? statusCode : failure.type());
            sink.setStringIfPresent(SpanAttributes.DB_STATUS_CODE, statusCode);
        }
        int retries = retries(call);
        if (retries > 0) {
            sink.setLong(SpanAttributes.REDIS_RETRIES, retries);
            addAttempts(call, retries, reader, sink);
        }
        if (failure != null) {
            SpanAssembler.addException(failure, end, sink);
        }
        SpanAssembler.addOrigin(call, sink);
        if (failure != null) {
            sink.endSpan(StatusCode.ERROR, failure.messageOr(statusCode != null ? statusCode : failure.type()));
        } else if (isOpen) {
            sink.endSpan(StatusCode.ERROR, SpanAssembler.CLEANED_UP);
        } else {
            // A client span that went well has no status: it is for the caller to say.
            sink.endSpan(StatusCode.UNSET, null);
        }
    }

    /** Agent and session of the call around the command. */
    private void addAgent(RecordedCall call, ClientSite site, @Nullable String session, SpanSink sink) {
        String id = Identifiers.of(call.agentId, site);
        if (content.memoryAttributes()) {
            sink.setStringIfPresent(SpanAttributes.AGENT_ID, id);
            sink.setStringIfPresent(SpanAttributes.AGENT_TYPE, Identifiers.of(call.agentType, site));
            sink.setStringIfPresent(SpanAttributes.SESSION_ID, session);
        }
        if (content.genAiAttributes()) {
            sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_ID, id);
            sink.setStringIfPresent(SpanAttributes.GEN_AI_CONVERSATION, session);
        }
    }

    private Failure failure(Throwable thrown, RecordedCall call) {
        if (facts.isSecret() || tellsArguments(thrown)) {
            failures.keepSecret(thrown);
        }
        // A client's message may show a key, and only the call around the command knows which.
        return content.hidesKeys() ? Failure.secret(thrown) : failures.of(thrown, call.traceIdLow);
    }

    private static boolean tellsArguments(Throwable thrown) {
        String message = thrown.getMessage();
        return message != null && BEFORE_ARGUMENTS.stream().anyMatch(message::contains);
    }

    private void addConvention(RecordedCall call, SpanSink sink) {
        sink.setString(SpanAttributes.DB_SYSTEM, "redis");
        sink.setString(SpanAttributes.DB_OPERATION, facts.operation());
        sink.setStringIfPresent(SpanAttributes.DB_NAMESPACE, facts.database());
        CommandReader.Server server = facts.server();
        if (server != null) {
            servers.note(call.parentSpanId, server);
            sink.setStringIfPresent(SpanAttributes.SERVER_ADDRESS, server.address());
            if (server.port() > 0 && server.port() != DEFAULT_PORT) {
                sink.setLong(SpanAttributes.SERVER_PORT, server.port());
            }
            if (server.peerAddress() != null) {
                sink.setString(SpanAttributes.PEER_ADDRESS, server.peerAddress());
                sink.setLong(SpanAttributes.PEER_PORT, server.peerPort());
            }
        }
        sink.setString(SpanAttributes.DB_QUERY, facts.queryText(key -> shown(key, call.traceIdLow, "?")));
        if (facts.isBatch()) {
            sink.setLong(SpanAttributes.DB_BATCH_SIZE, facts.size());
        }
        sink.setStringIfPresent(SpanAttributes.DB_STORED_PROCEDURE, facts.storedProcedure());
    }

    private void addOwn(boolean isOpen, SpanSink sink) {
        String key = facts.key();
        if (key != null) {
            sink.setStringIfPresent(SpanAttributes.REDIS_KEY, content.keys().key(key, mode));
        }
        List<String> counts = facts.counts();
        if (!counts.isEmpty()) {
            sink.setStringList(SpanAttributes.REDIS_COMMANDS, counts);
        }
        sink.setLong(SpanAttributes.REDIS_REQUEST_BYTES, facts.requestBytes());
        if (isOpen) {
            return;
        }
        if (facts.responseBytes() >= 0) {
            sink.setLong(SpanAttributes.REDIS_RESPONSE_BYTES, facts.responseBytes());
        }
        if (counts.isEmpty() && key != null && facts.hits() + facts.misses() > 0) {
            sink.setBoolean(SpanAttributes.REDIS_HIT, facts.hits() > 0);
        }
        double ttl = facts.ttl();
        if (!Double.isNaN(ttl)) {
            sink.setDouble(SpanAttributes.REDIS_TTL, ttl);
        }
    }

    /** What is shown of a key; {@code instead} for nothing. What it hides, no message shows. */
    private String shown(String key, long traceIdLow, String instead) {
        String text = content.keys().key(key, mode);
        if (mode != KeyMode.VERBATIM) {
            hidden.add(traceIdLow, key, text);
        }
        return text == null ? instead : text;
    }

    /** Attempts that failed before the last one. */
    private static int retries(RecordedCall call) {
        List<RecordedCall.NestedError> attempts = call.nestedErrors;
        if (attempts == null) {
            return 0;
        }
        // Where the call failed, its last attempt did so.
        return call.thrown == null ? attempts.size() : attempts.size() - 1;
    }

    /** {@code _OTHER} as OpenTelemetry's conventions have it. */
    private static String typeOf(Throwable thrown) {
        return thrown instanceof SentAgain ? "_OTHER" : Failure.typeOf(thrown);
    }

    private void addAttempts(RecordedCall call, int retries, CommandReader reader, SpanSink sink) {
        List<RecordedCall.NestedError> attempts = call.nestedErrors;
        for (int i = 0; attempts != null && i < retries; i++) {
            RecordedCall.NestedError attempt = attempts.get(i);
            CommandReader.Redirect redirect = reader.redirect(attempt.thrown());
            sink.beginEvent(clock.at(attempt.nanos()), redirect == null ? "redis.retry" : "redis.redirect");
            if (redirect != null) {
                sink.setString(SpanAttributes.REDIS_REDIRECT_KIND, redirect.kind());
                sink.setString(SpanAttributes.REDIS_REDIRECT_TARGET, redirect.target());
            } else {
                String code = reader.statusCode(attempt.thrown());
                sink.setString(SpanAttributes.ERROR_TYPE, code != null ? code : typeOf(attempt.thrown()));
            }
            sink.endEvent();
        }
    }
}
