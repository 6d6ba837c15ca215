package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.Frame;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the span of a memory operation can tell, as texts and numbers, whatever the words for it. The same object serves one
 * operation after the other. Not thread-safe.
 */
final class MemoryFacts {

    /** Fields that are shown as they are, under a name of their own. */
    private static final Map<Field, ExtraAttribute> PLAIN = new EnumMap<>(Map.of(
            Field.TAGS, new ExtraAttribute("memory.tags"),
            Field.VALID, new ExtraAttribute("memory.valid"),
            Field.SEVERITY, new ExtraAttribute("memory.severity"),
            Field.STAGE, new ExtraAttribute("memory.stage"),
            Field.MODE, new ExtraAttribute("memory.mode"),
            Field.LAYERS_LOADED, new ExtraAttribute("memory.layers_loaded")));

    private final Wording wording;
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

    MemoryFacts(Wording wording, HiddenTexts hidden) {
        this.wording = wording;
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
        KeyMode shown = wording.keys().mode(at);
        if (mode != shown) {
            mode = shown;
        }
        if (shown != KeyMode.VERBATIM) {
            otherKey = Identifiers.key(of.key, at, wording.keys(), shown, hidden, of.traceIdLow);
        }
        boolean hadRare = hasRare;
        int usual = at.attributeNames().size() + at.gaugeNames().size();
        hasRare = of.attributeCount > usual;
        if (hadRare) {
            agentName = null;
            session = null;
            store = null;
            query = null;
            score = Double.NaN;
        }
        if (hasRare) {
            readRare(of, at, shown);
        }
    }

    private @Nullable String key() {
        return mode == KeyMode.VERBATIM ? Identifiers.of(frame().key, site()) : otherKey;
    }

    private void readRare(Frame of, MemorySite at, KeyMode shown) {
        agentName = Identifiers.of(at.rare(Field.AGENT_NAME, of), at);
        session = Identifiers.session(at.rare(Field.SESSION, of), at, wording.keys(), shown, hidden, of.traceIdLow);
        store = Identifiers.of(at.rare(Field.STORE, of), at);
        query = query(at.rare(Field.QUERY, of), at, of.traceIdLow);
        score = Score.top(at.rare(Field.SCORE, of));
    }

    private @Nullable String query(@Nullable Object given, MemorySite at, long traceIdLow) {
        String text = Identifiers.of(given, at);
        if (text == null || wording.saysContent()) {
            return given instanceof String ? Text.cut((String) given, Content.MAX) : text;
        }
        hidden.add(traceIdLow, given instanceof String ? (String) given : text, null);
        return null;
    }

    private Frame frame() {
        return Objects.requireNonNull(frame, "no call was read");
    }

    private MemorySite site() {
        return Objects.requireNonNull(site, "no call was read");
    }

    /** {@link Keys#KEY}, of a search {@link Keys#PATTERN}. */
    Key keyName() {
        return site().operation() == Operation.SEARCH ? Keys.PATTERN : Keys.KEY;
    }

    /** Whether the number of results is known. */
    boolean isCounted() {
        return isCounted;
    }

    /** Adds the attributes of the project's seed 000, in its order, then what rules may add to them. */
    void addMemory(SpanSink sink, Measure value, double millis) {
        Frame of = frame();
        MemorySite at = site();
        Operation operation = at.operation();
        sink.text(Keys.OPERATION, operation.label());
        sink.text(Keys.NAMESPACE, Identifiers.namespace(of.namespace));
        sink.textIf(keyName(), key());
        if (operation == Operation.STORE || of.found == 1) {
            if (value.size >= 0) {
                sink.whole(Keys.VALUE_SIZE, value.size);
            }
            sink.textIf(Keys.VALUE_SIZE_UNKNOWN, value.unknown);
        }
        sink.wholeIf(Keys.TTL, Whole.of(of.ttl));
        sink.wholeIf(Keys.LIMIT, Whole.of(of.limit));
        if (operation == Operation.RETRIEVE && !isOpen && of.found != Frame.UNKNOWN) {
            sink.truth(Keys.FOUND, of.found == 1);
        }
        if (isCounted) {
            sink.whole(Keys.RESULT_COUNT, of.resultCount);
        }
        sink.textIf(Keys.AGENT_ID, Identifiers.of(of.agentId, at));
        sink.textIf(Keys.AGENT_TYPE, Identifiers.of(of.agentType, at));
        sink.textIf(Keys.AGENT_NAME, agentName);
        sink.fraction(Keys.DURATION_MS, millis);
        sink.textIf(Keys.STORE, store);
        sink.textIf(Keys.SESSION_ID, session);
        if (at.rule().layer() > 0) {
            sink.whole(Keys.LAYER, at.rule().layer());
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
        sink.text(Keys.GEN_AI_OPERATION, MemoryNames.of(operation).genAi());
        if (store != null) {
            sink.text(Keys.GEN_AI_STORE, store);
        } else if (of.namespace != null) {
            sink.text(Keys.GEN_AI_STORE, Identifiers.namespace(of.namespace));
        }
        if (operation != Operation.SEARCH) {
            sink.textIf(Keys.GEN_AI_RECORD, key());
        }
        if (isCounted) {
            sink.whole(Keys.GEN_AI_RECORD_COUNT, of.resultCount);
        } else if (operation == Operation.RETRIEVE && !isOpen && of.found != Frame.UNKNOWN) {
            sink.whole(Keys.GEN_AI_RECORD_COUNT, of.found == 1 ? 1 : 0);
        }
        sink.textIf(Keys.GEN_AI_CONVERSATION, session);
        sink.textIf(Keys.GEN_AI_AGENT_ID, Identifiers.of(of.agentId, site()));
        sink.textIf(Keys.GEN_AI_AGENT_NAME, agentName);
    }

    /** Adds what is said alike in both conventions, and content where it is asked for. */
    void addCommon(SpanSink sink, Measure value) {
        if (!Double.isNaN(score)) {
            sink.fraction(Keys.SCORE, score);
        }
        if (frame().nested) {
            sink.truth(Keys.NESTED, true);
        }
        sink.textIf(Keys.GEN_AI_QUERY, query);
        sink.textIf(Keys.GEN_AI_RECORDS, value.records);
    }
}
