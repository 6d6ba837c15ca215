package dev.engram.agent.telemetry.span;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.privacy.HiddenTexts;
import dev.engram.agent.telemetry.value.Content;
import dev.engram.agent.telemetry.value.Numbers;
import dev.engram.agent.telemetry.value.Score;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.text.Texts;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.SpanAttribute;
import dev.engram.agent.trace.SpanAttributes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of memory operations: {@code memory.*}, OpenTelemetry's {@code gen_ai.*}, or both. A call is read once, then
 * each set is added. The same object serves one operation after the other. Not thread-safe.
 */
final class MemoryAttributes {

    /** Fields that are shown as they are, under a name of their own. */
    private static final Map<Field, ExtraAttribute> PLAIN = new EnumMap<>(Map.of(
            Field.TAGS, new ExtraAttribute("memory.tags"),
            Field.VALID, new ExtraAttribute("memory.valid"),
            Field.SEVERITY, new ExtraAttribute("memory.severity"),
            Field.STAGE, new ExtraAttribute("memory.stage"),
            Field.MODE, new ExtraAttribute("memory.mode"),
            Field.LAYERS_LOADED, new ExtraAttribute("memory.layers_loaded")));

    private final SpanContentSettings content;
    private final HiddenTexts hidden;

    private @Nullable Frame frame;
    private @Nullable MemorySite site;
    private boolean isOpen;
    private boolean isCounted;
    private boolean hasRare;
    private KeyMode mode = KeyMode.VERBATIM;

    /** Where it is not shown as it is. */
    private @Nullable String otherKey;

    private @Nullable String agentName;
    private @Nullable String session;
    private @Nullable String store;
    private @Nullable String query;
    private double score = Double.NaN;

    MemoryAttributes(SpanContentSettings content, HiddenTexts hidden) {
        this.content = content;
        this.hidden = hidden;
    }

    /**
     * Reads a call; what it does not show is noted as hidden. No reference is stored that is there already, for the sake of
     * the garbage collector's barriers: this runs for every span.
     */
    @SuppressWarnings("ReferenceEquality")
    void read(Frame of, MemorySite at, boolean open) {
        if (frame != of) {
            frame = of;
        }
        if (site != at) {
            site = at;
        }
        isOpen = open;
        isCounted = !open && of.resultCount >= 0;
        KeyMode shown = content.keys().mode(at);
        if (mode != shown) {
            mode = shown;
        }
        if (shown != KeyMode.VERBATIM) {
            otherKey = Identifiers.key(of.key, at, content.keys(), shown, hidden, of.traceIdLow);
        }
        if (of.session != null || session != null) {
            session = Identifiers.session(of, content.keys(), hidden);
        }
        boolean hadRare = hasRare;
        int usual = at.attributeNames().size() + at.gaugeNames().size();
        hasRare = of.attributeCount > usual;
        if (hadRare) {
            agentName = null;
            store = null;
            query = null;
            score = Double.NaN;
        }
        if (hasRare) {
            readRare(of, at);
        }
    }

    private @Nullable String key() {
        return mode == KeyMode.VERBATIM ? Identifiers.of(frame().key, site()) : otherKey;
    }

    private void readRare(Frame of, MemorySite at) {
        agentName = Identifiers.of(at.rare(Field.AGENT_NAME, of), at);
        store = Identifiers.of(at.rare(Field.STORE, of), at);
        query = query(at.rare(Field.QUERY, of), at, of.traceIdLow);
        score = Score.top(at.rare(Field.SCORE, of));
    }

    private @Nullable String query(@Nullable Object given, MemorySite at, long traceIdLow) {
        String text = Identifiers.of(given, at);
        if (text == null || content.capturesContent()) {
            return given instanceof String string ? Texts.cut(string, Content.MAX) : text;
        }
        hidden.add(traceIdLow, given instanceof String string ? string : text, null);
        return null;
    }

    private Frame frame() {
        return Objects.requireNonNull(frame, "no call was read");
    }

    private MemorySite site() {
        return Objects.requireNonNull(site, "no call was read");
    }

    /** {@link Keys#KEY}, of a search {@link Keys#PATTERN}. */
    SpanAttribute keyName() {
        return site().operation() == Operation.SEARCH ? SpanAttributes.PATTERN : SpanAttributes.KEY;
    }

    /** Whether the number of results is known. */
    boolean isCounted() {
        return isCounted;
    }

    /** Adds {@code memory.*} and {@code agent.*}. */
    void addMemory(SpanSink sink, ValueSummary value, double millis) {
        Frame of = frame();
        MemorySite at = site();
        Operation operation = at.operation();
        sink.setString(SpanAttributes.OPERATION, operation.label());
        sink.setString(SpanAttributes.NAMESPACE, Identifiers.namespace(of.namespace));
        sink.setStringIfPresent(keyName(), key());
        if (operation == Operation.STORE || of.found == 1) {
            if (value.size >= 0) {
                sink.setLong(SpanAttributes.VALUE_SIZE, value.size);
            }
            sink.setStringIfPresent(SpanAttributes.VALUE_SIZE_UNKNOWN, value.unknown);
            sink.setStringIfPresent(SpanAttributes.VALUE_FINGERPRINT, value.fingerprint);
        }
        sink.setLongIfPresent(SpanAttributes.TTL, Numbers.toLong(of.ttl));
        sink.setLongIfPresent(SpanAttributes.LIMIT, Numbers.toLong(of.limit));
        if (operation == Operation.RETRIEVE && !isOpen && of.found != Frame.UNKNOWN) {
            sink.setBoolean(SpanAttributes.FOUND, of.found == 1);
        }
        if (isCounted) {
            sink.setLong(SpanAttributes.RESULT_COUNT, of.resultCount);
        }
        sink.setStringIfPresent(SpanAttributes.AGENT_ID, Identifiers.of(of.agentId, at));
        sink.setStringIfPresent(SpanAttributes.AGENT_TYPE, Identifiers.of(of.agentType, at));
        sink.setStringIfPresent(SpanAttributes.AGENT_NAME, agentName);
        sink.setDouble(SpanAttributes.DURATION_MS, millis);
        sink.setStringIfPresent(SpanAttributes.STORE, store);
        sink.setStringIfPresent(SpanAttributes.SESSION_ID, session);
        if (at.rule().layer() > 0) {
            sink.setLong(SpanAttributes.LAYER, at.rule().layer());
        }
        if (hasRare) {
            for (Map.Entry<Field, ExtraAttribute> each : PLAIN.entrySet()) {
                each.getValue().addTo(sink, at.rare(each.getKey(), of));
            }
        }
    }

    /** Adds OpenTelemetry's GenAI memory attributes. */
    void addGenAi(SpanSink sink) {
        Frame of = frame();
        Operation operation = site().operation();
        sink.setString(
                SpanAttributes.GEN_AI_OPERATION, MemoryNames.of(operation).genAi());
        if (store != null) {
            sink.setString(SpanAttributes.GEN_AI_STORE, store);
        } else if (of.namespace != null) {
            sink.setString(SpanAttributes.GEN_AI_STORE, Identifiers.namespace(of.namespace));
        }
        if (operation != Operation.SEARCH) {
            sink.setStringIfPresent(SpanAttributes.GEN_AI_RECORD, key());
        }
        if (isCounted) {
            sink.setLong(SpanAttributes.GEN_AI_RECORD_COUNT, of.resultCount);
        } else if (operation == Operation.RETRIEVE && !isOpen && of.found != Frame.UNKNOWN) {
            sink.setLong(SpanAttributes.GEN_AI_RECORD_COUNT, of.found == 1 ? 1 : 0);
        }
        sink.setStringIfPresent(SpanAttributes.GEN_AI_CONVERSATION, session);
        sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_ID, Identifiers.of(of.agentId, site()));
        sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_NAME, agentName);
    }

    /** Adds what both conventions have under the same name, and content where the user asks for it. */
    void addCommon(SpanSink sink, ValueSummary value) {
        if (!Double.isNaN(score)) {
            sink.setDouble(SpanAttributes.SCORE, score);
        }
        if (frame().nested) {
            sink.setBoolean(SpanAttributes.NESTED, true);
        }
        sink.setStringIfPresent(SpanAttributes.GEN_AI_QUERY, query);
        sink.setStringIfPresent(SpanAttributes.GEN_AI_RECORDS, value.records);
    }
}
