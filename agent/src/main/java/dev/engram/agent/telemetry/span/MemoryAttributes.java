package dev.engram.agent.telemetry.span;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.privacy.HiddenTexts;
import dev.engram.agent.telemetry.value.Content;
import dev.engram.agent.telemetry.value.Numbers;
import dev.engram.agent.telemetry.value.Records;
import dev.engram.agent.telemetry.value.Score;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.text.Texts;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttribute;
import dev.engram.agent.trace.SpanAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
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

    /** Keys of one operation that are shown. */
    private static final int MAX_KEYS = 16;

    private final SpanContentSettings content;
    private final HiddenTexts hidden;
    private final Map<MemorySite, Records.Names> recordNames = new WeakHashMap<>();

    private @Nullable RecordedCall call;
    private @Nullable MemorySite site;
    private boolean isOpen;
    private boolean isCounted;
    private boolean hasRare;
    private KeyMode mode = KeyMode.VERBATIM;

    /** Where it is not shown as it is. */
    private @Nullable String otherKey;

    /** The texts of several keys, as they are shown; null where there is one key, or none. */
    private @Nullable List<String> keys;

    private int keyCount;

    private @Nullable String agentName;
    private @Nullable String session;
    private @Nullable String store;

    /** Of a query, whether they are shown or not. */
    private @Nullable String words;

    private @Nullable String query;
    private @Nullable String records;
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
    void read(RecordedCall of, MemorySite at, boolean open) {
        if (call != of) {
            call = of;
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
        if (keys != null) {
            keys = null;
        }
        List<String> several = of.key instanceof String ? null : Identifiers.several(of.key);
        if (several != null && several.size() != 1 && of.key != null) {
            keyCount = Identifiers.count(of.key);
            keys = shown(several, of.traceIdLow);
        } else if (shown != KeyMode.VERBATIM) {
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
            words = null;
            query = null;
            records = null;
            score = Double.NaN;
        }
        if (hasRare) {
            readRare(of, at);
        }
    }

    /** Null where there is none, or several. */
    private @Nullable String key() {
        return keys != null ? null : mode == KeyMode.VERBATIM ? Identifiers.of(call().key, site()) : otherKey;
    }

    private List<String> shown(List<String> several, long traceIdLow) {
        List<String> texts = new ArrayList<>();
        for (String each : several.subList(0, Math.min(several.size(), MAX_KEYS))) {
            String text = content.keys().key(each, mode);
            if (mode != KeyMode.VERBATIM) {
                hidden.add(traceIdLow, each, text);
            }
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    private void addKeys(SpanSink sink) {
        List<String> several = keys;
        if (several != null) {
            sink.setLong(SpanAttributes.KEY_COUNT, keyCount);
            if (!several.isEmpty()) {
                sink.setStringList(SpanAttributes.KEYS, several);
            }
        }
    }

    /**
     * What a search looks for: its pattern; of a search by meaning, whose words are nobody's business, the digest of the query,
     * or {@code vector} where it has no words. Null where it is not known.
     */
    private @Nullable String pattern() {
        if (call().key != null) {
            return key();
        }
        if (words != null) {
            return mode == KeyMode.OFF ? "query" : "query:" + content.keys().key(words, KeyMode.HASH);
        }
        return site().rule().field(Field.SCORE) == null ? null : "vector";
    }

    private void readRare(RecordedCall of, MemorySite at) {
        agentName = Identifiers.of(at.rare(Field.AGENT_NAME, of), at);
        store = Identifiers.of(at.rare(Field.STORE, of), at);
        words = text(at.rare(Field.QUERY, of), at);
        query = query(of.traceIdLow);
        score = Score.top(at.rare(Field.SCORE, of));
        KeyMode shown = mode;
        records = Records.of(
                at.rare(Field.RECORDS, of),
                names(at),
                content.capturesContent(),
                id -> content.keys().key(id, shown));
    }

    private Records.Names names(MemorySite at) {
        return recordNames.computeIfAbsent(
                at,
                site -> new Records.Names(
                        Objects.requireNonNullElse(literal(site, Field.RECORD_ID), "id"),
                        Objects.requireNonNullElse(literal(site, Field.RECORD_SCORE), "score"),
                        literal(site, Field.RECORD_CONTENT),
                        literal(site, Field.RECORD_METADATA)));
    }

    private static @Nullable String literal(MemorySite site, Field field) {
        Accessor accessor = site.rule().field(field);
        return accessor == null ? null : accessor.literal();
    }

    /** The whole of a text, where an identifier is cut. */
    private static @Nullable String text(@Nullable Object given, MemorySite at) {
        return given instanceof String string ? string : Identifiers.of(given, at);
    }

    /** What is shown of the words of a query; if that is nothing, they are noted as hidden. */
    private @Nullable String query(long traceIdLow) {
        String text = words;
        if (text == null || content.capturesContent()) {
            return text == null ? null : Texts.cut(text, Content.MAX);
        }
        hidden.add(traceIdLow, text, null);
        return null;
    }

    private RecordedCall call() {
        return Objects.requireNonNull(call, "no call was read");
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
        RecordedCall of = call();
        MemorySite at = site();
        Operation operation = at.operation();
        sink.setString(SpanAttributes.OPERATION, operation.label());
        sink.setString(SpanAttributes.NAMESPACE, Identifiers.namespace(of.namespace));
        sink.setStringIfPresent(keyName(), operation == Operation.SEARCH ? pattern() : key());
        addKeys(sink);
        if (operation == Operation.STORE || of.found == 1) {
            if (value.size >= 0) {
                sink.setLong(SpanAttributes.VALUE_SIZE, value.size);
            }
            sink.setStringIfPresent(SpanAttributes.VALUE_SIZE_UNKNOWN, value.unknown);
            sink.setStringIfPresent(SpanAttributes.VALUE_FINGERPRINT, value.fingerprint);
        }
        sink.setLongIfPresent(SpanAttributes.TTL, Numbers.toLong(of.ttl));
        sink.setLongIfPresent(SpanAttributes.LIMIT, Numbers.toLong(of.limit));
        if (operation == Operation.RETRIEVE && !isOpen && of.found != RecordedCall.UNKNOWN) {
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

    /** The operation as {@code gen_ai.operation.name} has it. */
    String genAi(MemorySite at) {
        GenAiOperation genAi = at.genAi();
        return (genAi.isOwnRead() && content.readsAreSearches() ? GenAiOperation.SEARCH_MEMORY : genAi).label();
    }

    /** The store, or the namespace where no store is named; null where neither is. */
    @Nullable
    String source() {
        RecordedCall of = call();
        return store != null ? store : of.namespace == null ? null : Identifiers.namespace(of.namespace);
    }

    /** Adds OpenTelemetry's GenAI memory attributes. */
    void addGenAi(SpanSink sink) {
        RecordedCall of = call();
        sink.setString(SpanAttributes.GEN_AI_OPERATION, genAi(site()));
        if (isRetrieval()) {
            sink.setStringIfPresent(SpanAttributes.GEN_AI_DATA_SOURCE, source());
            sink.setLongIfPresent(SpanAttributes.GEN_AI_RETRIEVAL_LIMIT, Numbers.toLong(of.limit));
        } else {
            addRecords(of, sink);
        }
        sink.setStringIfPresent(SpanAttributes.GEN_AI_CONVERSATION, session);
        sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_ID, Identifiers.of(of.agentId, site()));
        sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_NAME, agentName);
    }

    private boolean isRetrieval() {
        return site().genAi() == GenAiOperation.RETRIEVAL;
    }

    private void addRecords(RecordedCall of, SpanSink sink) {
        Operation operation = site().operation();
        sink.setStringIfPresent(SpanAttributes.GEN_AI_STORE, source());
        if (operation != Operation.SEARCH) {
            sink.setStringIfPresent(SpanAttributes.GEN_AI_RECORD, key());
        }
        if (isCounted) {
            sink.setLong(SpanAttributes.GEN_AI_RECORD_COUNT, of.resultCount);
        } else if (operation == Operation.RETRIEVE && !isOpen && of.found != RecordedCall.UNKNOWN) {
            sink.setLong(SpanAttributes.GEN_AI_RECORD_COUNT, of.found == 1 ? 1 : 0);
        } else if ((operation == Operation.STORE || operation == Operation.DELETE)
                && of.key != null
                && !isCountedByRule()) {
            sink.setLong(SpanAttributes.GEN_AI_RECORD_COUNT, keys == null ? 1 : keyCount);
        }
    }

    /** Whether the rule itself tells how many records there are. */
    private boolean isCountedByRule() {
        return site().attributeNames().contains(SpanAttributes.GEN_AI_RECORD_COUNT.name());
    }

    /** Adds what both conventions have under the same name, and content where the user asks for it. */
    void addCommon(SpanSink sink, ValueSummary value) {
        if (!Double.isNaN(score)) {
            sink.setDouble(SpanAttributes.SCORE, score);
        }
        if (call().nested) {
            sink.setBoolean(SpanAttributes.NESTED, true);
        }
        boolean isAsked = content.genAiAttributes() || content.capturesContent();
        String found = value.records != null ? value.records : isAsked ? records : null;
        sink.setStringIfPresent(
                isRetrieval() ? SpanAttributes.GEN_AI_RETRIEVAL_QUERY : SpanAttributes.GEN_AI_QUERY, query);
        sink.setStringIfPresent(
                isRetrieval() ? SpanAttributes.GEN_AI_RETRIEVAL_DOCUMENTS : SpanAttributes.GEN_AI_RECORDS, found);
    }
}
