package dev.engram.agent.weave;

import dev.engram.agent.log.Log;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.text.Texts;
import dev.engram.agent.trace.Site;
import dev.engram.agent.weave.match.MethodMatch;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.agent.weave.match.RuleMismatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was woven, by which rule or pack, and what was not, and why. Thread-safe; bounded by the number of sites, and by
 * {@value #MAX_REASONS} reasons.
 *
 * <p>The user's own rules are answered for: what is wrong with one is said as soon as it shows. Of a pack nothing is said
 * but here, since a library's versions differ and most applications use few of them.
 */
public final class MatchReport {

    /** Reasons kept; further ones are not. */
    static final int MAX_REASONS = 1000;

    private static final int MAX_LOOKALIKES = 1000;
    private static final int NAMED_LOOKALIKES = 5;

    private volatile RuleBook book;
    private final Supplier<Class<?>[]> loaded;
    private final @Nullable UnverifiedClasses unverified;
    private final Map<String, WovenCall> woven = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> loaders = new ConcurrentHashMap<>();
    private final Set<Rule> typeSeen = ConcurrentHashMap.newKeySet();
    private final Set<Rule> matched = ConcurrentHashMap.newKeySet();
    private final Set<String> lookalikes = ConcurrentHashMap.newKeySet();
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    /** By pack: whether all that its rules did not match is missing in the library's version. */
    private final Map<String, Boolean> faultsOnly = new ConcurrentSkipListMap<>();

    private final AtomicReference<@Nullable Runnable> firstWoven = new AtomicReference<>();

    /** Those of the reasons that the summary counts: not that a library's version lacks what a pack knows. */
    private final Set<String> counted = ConcurrentHashMap.newKeySet();

    /**
     * An empty report.
     *
     * @param loaded gives the classes that are loaded in this process
     */
    public MatchReport(RuleBook book, Supplier<Class<?>[]> loaded) {
        this(book, loaded, null);
    }

    /** @param unverified the woven classes that the JVM may still refuse; null where that is not asked */
    MatchReport(RuleBook book, Supplier<Class<?>[]> loaded, @Nullable UnverifiedClasses unverified) {
        this.book = book;
        this.loaded = loaded;
        this.unverified = unverified;
    }

    /** Has {@code action} run once, when the first method is woven, on the thread that loads its class. */
    public void whenWoven(Runnable action) {
        firstWoven.set(action);
    }

    /** The method was woven, and calls of it come to {@code site}. */
    void woven(MethodMatch match, Site site) {
        Runnable action = firstWoven.getAndSet(null);
        if (action != null) {
            action.run();
        }
        Rule rule = match.rule();
        if (rule != null) {
            matched.add(rule);
        }
        WovenCall call = new WovenCall(match.type(), match.toString(), rule, site);
        WovenCall before = woven.put(match.toString(), call);
        if (before == null || !before.source().equals(call.source())) {
            Log.debug("Woven: " + match + (rule == null ? "" : " by " + rule.source()) + ".");
        }
    }

    /** A class was woven for this loader. */
    void wovenFor(String type, ClassLoader loader) {
        String name = loader.getName();
        loaders.computeIfAbsent(type, each -> ConcurrentHashMap.newKeySet())
                .add(
                        name != null
                                ? name
                                : loader.getClass().getName() + "@"
                                        + Integer.toHexString(System.identityHashCode(loader)));
    }

    /** The woven methods, by their names. */
    public List<WovenCall> woven() {
        return List.copyOf(woven.values());
    }

    /** The names of the loaders of a woven class. */
    public Set<String> loaders(String type) {
        return new TreeSet<>(loaders.getOrDefault(type, Set.of()));
    }

    /** Why something is not recorded, one sentence each. */
    public List<String> notWoven() {
        return List.copyOf(new TreeSet<>(reasons));
    }

    /** Whether a method of this class is woven. */
    boolean isWoven(String type) {
        return loaders.containsKey(type);
    }

    /**
     * Other rules hold from now on. Those that say the same as before keep what was seen of them; what was said of the others is
     * forgotten.
     */
    void exchange(RuleBook next) {
        Map<String, Rule> known = new HashMap<>();
        next.own().forEach(each -> known.put(each.words(), each));
        for (Set<Rule> seen : List.of(typeSeen, matched)) {
            for (Rule each : Set.copyOf(seen)) {
                Rule same = each.pack() == null ? known.get(each.words()) : null;
                if (same != null) {
                    seen.add(same);
                }
            }
        }
        woven.replaceAll((method, call) -> {
            Rule rule = call.rule();
            Rule same = rule == null || rule.pack() != null ? null : known.get(rule.words());
            return same == null ? call : new WovenCall(call.type(), method, same, call.site());
        });
        book = next;
        lookalikes.clear();
        reasons.clear();
        counted.clear();
        faultsOnly.clear();
    }

    /** A class is woven anew; what was woven of it before is forgotten. */
    void forget(String type) {
        woven.values().removeIf(each -> each.type().equals(type));
        loaders.remove(type);
    }

    /** A class that the rule's type names, or that extends it, was loaded. */
    void typeSeen(Rule rule) {
        typeSeen.add(rule);
    }

    /** A rule took no method of a class that it means. */
    void mismatch(RuleMismatch mismatch) {
        String pack = mismatch.rule().pack();
        if (pack != null) {
            faultsOnly.merge(pack, mismatch.isFault(), Boolean::logicalAnd);
        }
        if (mismatch.isFault()) {
            notWoven(mismatch.toString(), mismatch.rule().pack() == null);
        }
    }

    /**
     * Something is not recorded, or not all of it.
     *
     * @param sentence with a full stop
     * @param isSaid whether to warn of it now, once
     */
    void notWoven(String sentence, boolean isSaid) {
        keep(sentence, isSaid);
        if (isSaid) {
            Log.warnOnce(sentence);
        }
    }

    /** The application uses a library that is not known; said once. */
    void unknown(String sentence) {
        if (reasons.size() < MAX_REASONS && reasons.add(sentence)) {
            Log.info(sentence);
        }
    }

    private void keep(String sentence, boolean isCounted) {
        if (reasons.size() < MAX_REASONS && reasons.add(sentence) && isCounted) {
            counted.add(sentence);
        }
    }

    /** A class that no rule takes is named like a memory, and has methods of one. */
    void looksLikeMemory(String type) {
        if (lookalikes.size() < MAX_LOOKALIKES) {
            lookalikes.add(type);
        }
    }

    /** One sentence about the classes that look like memories and that no rule takes; empty where there are none. */
    public String lookalikes() {
        List<String> types = new ArrayList<>(new TreeSet<>(lookalikes));
        if (types.isEmpty()) {
            return "";
        }
        String names = String.join(", ", types.subList(0, Math.min(types.size(), NAMED_LOOKALIKES)));
        return Texts.count(types.size(), "type") + (types.size() == 1 ? " looks like a memory" : " look like memories")
                + " by the name, and no rule takes " + (types.size() == 1 ? "it: " : "them: ") + names
                + (types.size() > NAMED_LOOKALIKES ? " and others" : "")
                + ". Write rules for them, or packs: {on: [convention]} in the rule file; packs: {off: [convention]} says that"
                + " they are none.";
    }

    /** Whether any method was woven. */
    public boolean hasWoven() {
        return !woven.isEmpty();
    }

    /** One sentence for each of the user's rules whose type was never loaded. */
    public List<String> unmatched() {
        List<String> sentences = new ArrayList<>();
        for (Rule rule : unmatchedRules()) {
            sentences.add(rule.source() + ": the type " + rule.type() + " was not loaded so far, so that its method "
                    + rule.method()
                    + " is not recorded. Check the name, with its package, if the application should have"
                    + " used it.");
        }
        return sentences;
    }

    /** The same in one sentence; empty when the type of every rule was loaded. */
    public String unmatchedSummary() {
        List<String> sentences = unmatched();
        return sentences.size() > 1
                ? sentences.size() + " of " + book.own().size() + " rules name a class that was not loaded so far, the"
                        + " first of them " + unmatchedRules().get(0).type() + " ("
                        + unmatchedRules().get(0).source()
                        + "). Check the names if the application should have used these"
                        + " classes; ENGRAM_LOG_LEVEL=debug lists all of them."
                : String.join("", sentences);
    }

    /**
     * One sentence for each pack whose library is there in a version that has none of the methods of the classes that were
     * loaded.
     */
    public List<String> unknownVersions() {
        List<String> sentences = new ArrayList<>();
        faultsOnly.forEach((pack, isFault) -> {
            if (isFault && matched.stream().noneMatch(rule -> pack.equals(rule.pack()))) {
                sentences.add(
                        "The application has a library of the pack " + pack
                                + " in a version that lacks what the pack names, so that nothing of it is recorded;"
                                + " docs/coverage.md lists the versions that are. ENGRAM_LOG_LEVEL=debug shows what is missing.");
            }
        });
        return sentences;
    }

    private List<Rule> unmatchedRules() {
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : book.own()) {
            if (!matched.contains(rule) && !typeSeen.contains(rule)) {
                rules.add(rule);
            }
        }
        return rules;
    }

    /**
     * Looks for lambdas and other hidden classes that implement a type that rules name. The JVM shows them to nobody, so
     * that they cannot be woven. Takes some milliseconds; not for the application's threads.
     */
    public void reportHiddenClasses() {
        for (Class<?> type : loaded.get()) {
            // A hidden class's name holds a slash, which no other name can.
            String named = type.getName().indexOf('/') < 0 ? null : book.namedSupertype(type);
            if (named != null) {
                boolean isOwn = book.own().stream().anyMatch(rule -> rule.type().equals(named));
                String made = type.getName().substring(0, type.getName().indexOf('/'));
                String sentence = made + " implements " + named
                        + " as a lambda or another hidden class, which cannot be woven; its calls are not recorded."
                        + " Make it a class of its own.";
                keep(sentence, true);
                notWoven(sentence, isOwn);
            }
        }
    }

    /**
     * Has the JVM verify the woven classes that are loaded, and warns of those that it refuses; see {@link
     * UnverifiedClasses}. Does nothing where {@code ENGRAM_DUMP_DIR} is not set. Not for the application's threads.
     */
    public void reportRefusedClasses() {
        if (unverified != null) {
            unverified.verify(loaded.get(), (type, sentence) -> notWoven(type + " " + sentence, true));
        }
    }

    /** One line: how many methods of how many classes were woven, and by what. */
    public String summary() {
        Map<String, Integer> methodsByOrigin = new TreeMap<>();
        Set<String> types = new LinkedHashSet<>();
        List<WovenCall> all = woven();
        for (WovenCall each : all) {
            methodsByOrigin.merge(each.origin(), 1, Integer::sum);
            types.add(each.type());
        }
        List<String> origins = new ArrayList<>();
        methodsByOrigin.forEach((origin, count) -> origins.add(origin + " " + count));
        StringBuilder line = new StringBuilder("Woven: ");
        line.append(Texts.count(all.size(), "method")).append(" of ").append(Texts.count(types.size(), "class"));
        if (!origins.isEmpty()) {
            line.append(" (").append(String.join(", ", origins)).append(')');
        }
        if (!counted.isEmpty()) {
            line.append("; ")
                    .append(Texts.count(counted.size(), "reason"))
                    .append(" why something is not recorded; ENGRAM_LOG_LEVEL=debug lists them");
        }
        return line.append('.').toString();
    }

    /** The whole: a line for each method that was woven, and one for each reason why something was not. */
    public List<String> details() {
        List<String> lines = new ArrayList<>();
        woven().stream()
                .sorted(Comparator.comparing(WovenCall::origin))
                .forEach(each -> lines.add("Woven by " + each.origin() + ": " + each.method() + "."));
        notWoven().forEach(reason -> lines.add("Not recorded: " + reason));
        return lines;
    }
}
