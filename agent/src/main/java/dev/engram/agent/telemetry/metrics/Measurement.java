package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.privacy.Failure;
import dev.engram.agent.telemetry.privacy.KeyTexts;
import dev.engram.agent.telemetry.span.ExtraAttribute;
import dev.engram.agent.telemetry.span.Identifiers;
import dev.engram.agent.telemetry.value.Numbers;
import dev.engram.agent.telemetry.value.ReadMode;
import dev.engram.agent.telemetry.value.ValueSize;
import dev.engram.agent.telemetry.value.ValueText;
import dev.engram.agent.text.Texts;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Site;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics need to know of one memory operation, as texts and numbers; of the application's objects nothing stays.
 * One object may serve one operation after the other. Not thread-safe.
 */
public final class Measurement implements Recordable {

    /** Where no tags are given. */
    private static final String NO_TAGS = "None";

    MemorySite site;

    String namespace = "";

    /** Empty where no agent is known. */
    String agent = "";

    double millis;

    /** Bytes of the value, {@link ValueSize#UNKNOWN} where there is none. */
    long size;

    /** Null where nothing failed. */
    @Nullable
    String errorType;

    /** As {@link RecordedCall#found}. */
    byte found;

    /** -1 where not known. */
    long resultCount;

    /** As it is shown; null where none is known or sessions are no labels. */
    @Nullable
    String session;

    /**
     * What tells the session from others of its namespace: its id, else the key, unless that is a new record's; empty where there
     * is neither.
     */
    String sessionKey = "";

    /** Of a delete: whether it is of all that the session has. */
    boolean isOfWholeSession;

    /** Of a validation: the key, as it is shown; null where it is not. */
    @Nullable
    String fact;

    /** Of a validation: whether it said that the fact does not hold. */
    boolean isViolation;

    @Nullable
    String severity;

    /** Of a search in layer 3, joined by commas. */
    String tags = NO_TAGS;

    /** Of a load. */
    @Nullable
    String stage;

    @Nullable
    String mode;

    @Nullable
    String layersLoaded;

    /** Of the site's gauges, NaN where one was not shown; empty where there are none. */
    double[] gauges = {};

    private final KeyTexts keys;
    private final boolean labelsSessions;

    /** A measurement of a call at {@code site}; {@link #read} does the rest. */
    public Measurement(MemorySite site, KeyTexts keys, boolean labelsSessions) {
        this.site = site;
        this.keys = keys;
        this.labelsSessions = labelsSessions;
    }

    /**
     * Forgets the last operation and reads another. No reference is stored that is there already, for the sake of the garbage
     * collector's barriers: this runs for every call.
     */
    @SuppressWarnings("ReferenceEquality")
    public Measurement read(RecordedCall call, MemorySite at, long valueSize) {
        boolean wasLayered = isLayered();
        if (site != at) {
            site = at;
        }
        String inNamespace = Identifiers.namespace(call.namespace);
        if (namespace != inNamespace) {
            namespace = inNamespace;
        }
        String byAgent = call.agentId == null ? "" : ValueText.orType(call.agentId);
        if (agent != byAgent) {
            agent = byAgent;
        }
        millis = (call.endNanos - call.startNanos) / 1e6;
        size = valueSize;
        Throwable thrown = call.thrown;
        if (thrown != null || errorType != null) {
            errorType = thrown == null ? null : Failure.typeOf(thrown);
        }
        found = call.found;
        resultCount = call.resultCount;
        if (labelsSessions) {
            session = session(call);
        }
        if (wasLayered || isLayered()) {
            readLayer(call, at);
        }
        readGauges(call, at);
        if (Gauges.isOfSession(at)) {
            readSession(call, at);
        }
        return this;
    }

    @Override
    public void recordIn(Meters meters) {
        meters.memory().record(this);
    }

    /** Whether it is in more metrics than those of every operation. */
    private boolean isLayered() {
        return site.rule().layer() > 0 || !site.operation().isElementary();
    }

    private @Nullable String session(RecordedCall call) {
        Object given = call.session;
        Site readBy = call.sessionSite;
        return given == null || readBy == null
                ? null
                : keys.session(ValueText.orType(given), Identifiers.mode(readBy, keys));
    }

    private void readSession(RecordedCall call, MemorySite at) {
        boolean isRecord = at.genAi() == GenAiOperation.CREATE_MEMORY;
        String id = call.session == null ? null : ValueText.orType(call.session);
        String key = call.key == null || isRecord ? null : ValueText.orType(call.key);
        sessionKey = id != null ? id : key != null ? key : "";
        isOfWholeSession = key == null || key.equals(sessionKey);
    }

    private void readLayer(RecordedCall call, MemorySite at) {
        Operation operation = at.operation();
        tags = operation == Operation.SEARCH ? tags(at.rare(Field.TAGS, call)) : NO_TAGS;
        boolean isValidation = operation == Operation.VALIDATE;
        fact = isValidation && call.key != null ? keys.key(ValueText.orType(call.key), keys.mode(at)) : null;
        isViolation = isValidation && Boolean.FALSE.equals(at.rare(Field.VALID, call));
        severity = isViolation ? text(at.rare(Field.SEVERITY, call)) : null;
        stage = text(at.rare(Field.STAGE, call));
        mode = text(at.rare(Field.MODE, call));
        layersLoaded = layers(at.rare(Field.LAYERS_LOADED, call));
    }

    private static @Nullable String text(@Nullable Object given) {
        return given == null ? null : ValueText.orType(given);
    }

    /** The number of layers, given as such or as the layers themselves. */
    private static @Nullable String layers(@Nullable Object given) {
        double count = count(given);
        return Double.isNaN(count) ? text(given) : String.valueOf((long) count);
    }

    private static String tags(@Nullable Object given) {
        List<String> several = given == null ? null : ExtraAttribute.texts(given);
        if (several != null) {
            return several.isEmpty() ? NO_TAGS : Texts.cut(String.join(",", several), ValueText.MAX);
        }
        return given == null ? NO_TAGS : ValueText.orType(given);
    }

    private void readGauges(RecordedCall call, MemorySite at) {
        int count = at.gaugeNames().size();
        if (count == 0 && gauges.length == 0) {
            return;
        }
        int first = at.attributeNames().size();
        gauges = new double[count];
        for (int i = 0; i < count; i++) {
            int place = first + i;
            gauges[i] = place < call.attributeCount ? count(call.attributes[place]) : Double.NaN;
        }
    }

    /** A number, or the size of a collection, map or array; NaN for anything else. */
    private static double count(@Nullable Object given) {
        if (given != null && ReadMode.ofObject(given) == ReadMode.DATA) {
            if (given instanceof Collection) {
                return ((Collection<?>) given).size();
            }
            if (given instanceof Map) {
                return ((Map<?, ?>) given).size();
            }
            if (given.getClass().isArray()) {
                return Array.getLength(given);
            }
        }
        return Numbers.toDouble(given);
    }
}
