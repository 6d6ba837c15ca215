package com.acme.memory.facts;

import com.acme.memory.support.UserSpace;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Layer 4: permanent architectural facts, and whether a value holds against them. Those of {@link BuiltInFact} are always
 * there, unless others are kept under their ids. Facts are kept in Redis, checks in this object. Thread-safe.
 */
public final class ArchitecturalFacts {
    private final UserSpace space;
    private final String key;
    private final Map<String, FactCheck> checks = new ConcurrentHashMap<>();

    public ArchitecturalFacts(UserSpace space) {
        this.space = space;
        this.key = space.key("facts");
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return space.namespace("facts");
    }

    /** Keeps an active fact, in the place of what was there under its id. */
    public Fact add(String category, String number, String description, String rationale) {
        Fact fact = new Fact(FactId.of(category + "-" + number), description, rationale, FactStatus.ACTIVE);
        keep(List.of(fact));
        return fact;
    }

    /** The active facts of a category, or of all where it is null, by id. */
    public List<Fact> active(@Nullable String category) {
        return byId().values().stream()
                .filter(fact -> fact.status() == FactStatus.ACTIVE)
                .filter(fact -> category == null || fact.category().equals(category))
                .toList();
    }

    /** All facts, whatever their status, by id. */
    public List<Fact> all() {
        return List.copyOf(byId().values());
    }

    /** Gives a fact another status. */
    public Fact changeStatus(String id, FactStatus status) {
        Fact changed = known(id).withStatus(status);
        keep(List.of(changed));
        return changed;
    }

    /** From now on a value of this fact must be so, else it is an error. */
    public void require(String id, Predicate<Object> check) {
        require(
                id,
                (value, fact) -> check.test(value)
                        ? new Validation(fact.id(), true, Severity.INFO, null)
                        : new Validation(
                                fact.id(),
                                false,
                                Severity.ERROR,
                                "'" + value + "' does not hold: " + fact.description()));
    }

    /** From now on this decides whether a value of the fact holds. */
    public void require(String id, FactCheck check) {
        checks.put(FactId.of(id), check);
    }

    /**
     * Whether a value holds against a fact. Of one that nobody requires anything of, every value holds; of one that is not
     * active none does, as a warning; and of one that is not known none, as an error: whoever relies on it is wrong.
     */
    public Validation validate(String id, Object value) {
        Map<String, Fact> facts = byId();
        Fact fact = facts.get(FactId.of(id));
        if (fact == null) {
            return new Validation(id, false, Severity.ERROR, unknown(id, facts));
        }
        if (fact.status() != FactStatus.ACTIVE) {
            return new Validation(
                    fact.id(),
                    false,
                    Severity.WARNING,
                    fact.id() + " is " + fact.status().label() + ", not active");
        }
        FactCheck check = checks.getOrDefault(fact.id(), BuiltInFact.check(fact.id()));
        return check == null ? new Validation(fact.id(), true, Severity.INFO, null) : check.check(value, fact);
    }

    /** Keeps all facts of a file; returns how many. See {@link FactFile}. */
    public int readFrom(Path file) {
        Collection<Fact> facts = FactFile.read(file);
        keep(facts);
        return facts.size();
    }

    /** Writes all facts into a file, which {@link #readFrom} reads again. */
    public void writeTo(Path file) {
        FactFile.write(file, all());
    }

    private void keep(Collection<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        space.write(
                facts.size() == 1 ? "the fact " + facts.iterator().next().id() : facts.size() + " facts",
                transaction -> facts.forEach(fact -> transaction.hset(key, fact.id(), UserSpace.json(fact))));
    }

    private Fact known(String id) {
        Map<String, Fact> facts = byId();
        Fact fact = facts.get(FactId.of(id));
        if (fact == null) {
            throw new IllegalArgumentException(unknown(id, facts) + ".");
        }
        return fact;
    }

    private static String unknown(String id, Map<String, Fact> facts) {
        return "The fact " + id + " is unknown; known are " + String.join(", ", facts.keySet());
    }

    private Map<String, Fact> byId() {
        Map<String, Fact> facts = new TreeMap<>();
        for (BuiltInFact each : BuiltInFact.ALL) {
            facts.put(each.fact().id(), each.fact());
        }
        space.read("the facts", redis -> redis.hgetAll(key))
                .forEach((id, json) -> facts.put(id, space.parse("the fact " + id, json, Fact.class)));
        return facts;
    }
}
