package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.state.CachedEmbeddings;
import com.acme.memory.management.state.FoundDocument;
import com.acme.memory.management.state.VectorStore;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** Large documents with real embeddings: added, searched for, removed again. */
public final class VectorStoreStress extends BuiltIn {
    private static final int CYCLES_BETWEEN_REMOVALS = 5;

    /** Cycles that there are at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 200;

    private static final int WORDS = 120;

    public VectorStoreStress() {
        super("vector_store_stress", "vector_store", 300, "How the vector store performs with large documents.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.atLeast("documents added", 20, "", result -> result.finding("documents_added"))
                        .orElse("run longer with --duration"),
                Expect.atLeast(
                                "searches that find the document they describe",
                                95,
                                "%",
                                result -> 100
                                        * result.finding("searches_right")
                                        / Math.max(1, result.finding("searches")))
                        .orElse("check that compacting keeps each vector with its document (VectorRows.compact)"),
                Expect.above("time of an embedding", 0, "ms", result -> result.finding("embedding_ms_mean"))
                        .orElse("measure the model: no embedding was made"),
                Expect.carriedOut(
                        "optimization of the vector store", "vector_index_compaction", "vector_store_cleanup"),
                Expect.carriedOut("management of the embedding cache", "embedding_cache_cleanup"),
                Expect.errorsBelow(1),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Documents documents = new Documents(run.memory().state().vectors());
        CachedEmbeddings embeddings = run.memory().state().embeddings();
        long madeBefore = embeddings.made();
        double millisBefore = embeddings.millis();
        for (int cycles = 0; !run.isDone(1, cycles, LEAST_CYCLES); cycles++) {
            CycleOutcome unused = run.cycle(() -> agent.turn() + documents.turn());
            run.finding("documents_added", (double) documents.added);
            run.finding("searches", (double) documents.searches);
            run.finding("searches_right", (double) documents.right);
            long made = embeddings.made() - madeBefore;
            run.finding("embeddings_made", (double) made);
            run.finding("embedding_ms_mean", (embeddings.millis() - millisBefore) / Math.max(1, made));
        }
        run.finding(
                "documents_archived", (double) run.memory().state().vectors().archived());
        run.finding("embedding_cache_hit_rate", embeddings.cache().hitRate());
    }

    /** What is done with documents. */
    private static final class Documents {
        /** Documents with a text that another one has, whose embedding is cached: large, and not slow. */
        private static final int COPIES = 60;

        private final VectorStore store;
        private final Random random = new Random(7);
        private final Queue<String> live = new ArrayDeque<>();
        private final List<String> texts = new ArrayList<>();
        private long turns;
        private long added;
        private long searches;
        private long right;

        Documents(VectorStore store) {
            this.store = store;
        }

        /** Adds one of a new text and many of known ones, searches for the new one, and now and then removes most. */
        int turn() {
            int removed = ++turns % CYCLES_BETWEEN_REMOVALS == 0 ? removeMost() : 0;
            String text = Texts.words(random, WORDS);
            String id = add(text);
            List<FoundDocument> found = store.search(text, 3);
            searches++;
            if (found.stream().anyMatch(each -> each.id().equals(id))) {
                right++;
            }
            texts.add(text);
            for (int i = 0; i < COPIES; i++) {
                String unused = add(texts.get(random.nextInt(texts.size())));
            }
            return 2 + COPIES + removed;
        }

        private int removeMost() {
            int most = live.size() * 3 / 4;
            for (int i = 0; i < most; i++) {
                store.remove(live.remove());
            }
            return most;
        }

        private String add(String text) {
            String id = "document-" + added++;
            store.add(id, text);
            live.add(id);
            return id;
        }
    }
}
