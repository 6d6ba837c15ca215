package dev.engram.agent.record;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Unboxed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A method woven by a rule. Reads what memory and task rules have in common: agent, session and extra attributes. */
public abstract class RuleSite extends RecordedSite {

    private final Rule rule;
    private final @Nullable Accessor agentId;
    private final @Nullable Accessor agentType;
    private final @Nullable Accessor session;
    private final List<String> attributeNames;
    private final List<String> gaugeNames;

    /** Of the attributes, then the gauges, then the rare fields. */
    private final Accessor[] extras;

    /** Where each rare field that the rule reads lies among the extras. */
    private final Map<Field, Integer> places = new EnumMap<>(Field.class);

    /** Whether metrics need the extras, so that they are read in unsampled calls too. */
    private final boolean countsExtras;

    /** Whether something is to be read when the call is over. */
    private final boolean readsOutcome;

    RuleSite(Kind kind, Rule rule, String method) {
        super(kind, method);
        this.rule = rule;
        this.agentId = rule.field(Field.AGENT_ID);
        this.agentType = rule.field(Field.AGENT_TYPE);
        this.session = rule.field(Field.SESSION);
        this.attributeNames = List.copyOf(rule.attributes().keySet());
        this.gaugeNames = List.copyOf(rule.gauges().keySet());
        List<Accessor> accessors = new ArrayList<>(rule.attributes().values());
        accessors.addAll(rule.gauges().values());
        for (Field field : Field.RARE) {
            Accessor accessor = rule.field(field);
            if (accessor != null) {
                places.put(field, accessors.size());
                accessors.add(accessor);
            }
        }
        this.extras = accessors.toArray(new Accessor[0]);
        Operation operation = rule.operation();
        boolean isMeasured = rule.layer() > 0 || (operation != null && !operation.isElementary());
        this.countsExtras = !rule.gauges().isEmpty()
                || (isMeasured && !Collections.disjoint(rule.fields().keySet(), Field.MEASURED));
        boolean outcome = false;
        for (Accessor each : rule.fields().values()) {
            outcome |= each.readsOutcome();
        }
        for (Accessor each : extras) {
            outcome |= each.readsOutcome();
        }
        this.readsOutcome = outcome;
    }

    public final Rule rule() {
        return rule;
    }

    /** The names of the rule's attributes: the first of {@link RecordedCall#attributes}, by index. */
    public final List<String> attributeNames() {
        return attributeNames;
    }

    /** The names of the rule's gauges, whose values follow those of the attributes. */
    public final List<String> gaugeNames() {
        return gaugeNames;
    }

    /** What a call showed of a {@linkplain Field#RARE rare} field; null where the rule does not read it. */
    public final @Nullable Object rare(Field field, RecordedCall call) {
        Integer place = places.get(field);
        return place == null || place >= call.attributeCount ? null : call.attributes[place];
    }

    /** Exchanges what a call has read of a rare field, if it has read any. */
    final void setRare(OpenCall call, Field field, @Nullable Object value) {
        Integer place = places.get(field);
        if (place != null && place < call.attributeCount) {
            call.attributes[place] = value;
        }
    }

    /**
     * Where the values of an attribute, or of the agent's name, lie among the extras.
     *
     * @throws IllegalArgumentException where the rule does not read it
     */
    final int place(String name) {
        Integer place = name.equals(Field.AGENT_NAME.label()) ? places.get(Field.AGENT_NAME) : null;
        int index = place != null ? place : attributeNames.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(rule + " does not read " + name + ".");
        }
        return index;
    }

    /** The agent as a call begins; null where the rule does not say, or only at the end. */
    final @Nullable Object agent(
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return agentId == null ? null : agentId.read(self, a0, a1, a2, a3, a4, a5, null, null);
    }

    /** An extra's value as a call begins. */
    final @Nullable Object readExtra(
            int place,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return extras[place].read(self, a0, a1, a2, a3, a4, a5, null, null);
    }

    /** Whether the woven method must hand over its result. */
    public boolean readsReturn() {
        for (Accessor each : rule.fields().values()) {
            if (each.readsReturn()) {
                return true;
            }
        }
        for (Accessor each : extras) {
            if (each.readsReturn()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Fills the agent, the session and the extra attributes. An agent or a session that is not given is that of the enclosing
     * call; so is the agent's type when the agent is the same.
     */
    final void beginFields(
            OpenCall call,
            @Nullable OpenCall parent,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (readsOutcome) {
            call.self = self;
        }
        Object id = agentId == null ? null : agentId.read(self, a0, a1, a2, a3, a4, a5, null, null);
        Object type = agentType == null ? null : agentType.read(self, a0, a1, a2, a3, a4, a5, null, null);
        if (parent != null) {
            if (id == null) {
                id = parent.agentId;
            }
            if (type == null && id != null && id.equals(parent.agentId)) {
                type = parent.agentType;
            }
        }
        if (id != null) {
            call.agentId = id;
        }
        if (type != null) {
            call.agentType = type;
        }
        Object ownSession = session == null ? null : session.read(self, a0, a1, a2, a3, a4, a5, null, null);
        if (ownSession != null) {
            call.session = ownSession;
            call.sessionSite = this;
        } else if (parent != null && parent.session != null) {
            call.session = parent.session;
            call.sessionSite = parent.sessionSite;
        }
        if (extras.length > 0 && (call.sampled || countsExtras)) {
            @Nullable Object[] values = call.attributes(extras.length);
            for (int i = 0; i < extras.length; i++) {
                values[i] = readExtra(i, self, a0, a1, a2, a3, a4, a5);
            }
        }
    }

    /**
     * Gives a call, of which this one is a part, the agent and the session that are read here, unless it has read its own.
     *
     * @param outer what lies around the call, whose agent and session it may have inherited; null for nothing
     */
    @SuppressWarnings("ReferenceEquality") // Inherited is the very object.
    final void completeFields(
            OpenCall call,
            @Nullable OpenCall outer,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (agentId != null && (call.agentId == null || (outer != null && call.agentId == outer.agentId))) {
            Object id = agentId.read(self, a0, a1, a2, a3, a4, a5, null, null);
            if (id != null) {
                call.agentId = Unboxed.boxed(id);
                call.agentType = agentType == null
                        ? null
                        : Unboxed.boxed(agentType.read(self, a0, a1, a2, a3, a4, a5, null, null));
            }
        }
        if (session != null && (call.session == null || (outer != null && call.session == outer.session))) {
            Object read = session.read(self, a0, a1, a2, a3, a4, a5, null, null);
            if (read != null) {
                call.session = Unboxed.boxed(read);
                call.sessionSite = this;
            }
        }
    }

    @Override
    protected void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (readsOutcome) {
            endFields(call, returned, thrown);
        }
    }

    /** For a site that reads its outcome. */
    void endFields(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        call.agentId = late(agentId, call.agentId, call, returned, thrown);
        call.agentType = late(agentType, call.agentType, call, returned, thrown);
        endSession(call, returned, thrown);
        for (int i = 0; i < call.attributeCount; i++) {
            call.attributes[i] = late(extras[i], call.attributes[i], call, returned, thrown);
        }
    }

    /** Of attributes that the result gives, those that a part of it says. */
    final void readItem(OpenCall call, @Nullable Object item) {
        for (int i = 0; i < call.attributeCount; i++) {
            if (extras[i].readsReturn()) {
                Object said = extras[i].late(null, item, null);
                if (said != null) {
                    call.attributes[i] = said;
                }
            }
        }
    }

    /** A session that the call does not give goes on to be that of the enclosing call. */
    private void endSession(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        Object early = isOwnSession(call) ? call.session : null;
        Object own = late(session, early, call, returned, thrown);
        if (own != null) {
            call.session = own;
            call.sessionSite = this;
        }
    }

    @SuppressWarnings("ReferenceEquality") // A site is one place in the code.
    private boolean isOwnSession(OpenCall call) {
        return call.sessionSite == this;
    }

    /** Of the value read at entry and the one that the outcome gives, the one whose path comes first. */
    static @Nullable Object late(
            @Nullable Accessor accessor,
            @Nullable Object early,
            OpenCall call,
            @Nullable Object returned,
            @Nullable Throwable thrown) {
        return accessor == null || !accessor.readsOutcome() ? early : accessor.late(early, returned, thrown);
    }
}
