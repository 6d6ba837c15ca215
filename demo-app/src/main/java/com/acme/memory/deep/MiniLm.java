package com.acme.memory.deep;

import com.acme.memory.support.MemoryUnavailableException;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sentence embedding all-MiniLM-L6-v2, quantized, in this process: 384 dimensions, texts of up to 510 pieces of words,
 * of which longer ones are the average. Loaded at the first use, which takes about a second.
 */
public final class MiniLm implements Embeddings {
    /** By its class: the JVM would load the interface, with this class, to verify that the one is the other. */
    private @Nullable AllMiniLmL6V2QuantizedEmbeddingModel model;

    @Override
    public float[] of(String text) {
        return model().embed(text).content().vector();
    }

    private synchronized AllMiniLmL6V2QuantizedEmbeddingModel model() {
        if (model == null) {
            model = load();
        }
        return model;
    }

    private static AllMiniLmL6V2QuantizedEmbeddingModel load() {
        // The tokenizer's library calls its makers' server when it starts, and unpacks itself into the home directory.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        try {
            Path unpacked = Files.createTempDirectory("acme-tokenizer-");
            try {
                System.setProperty("DJL_CACHE_DIR", unpacked.toString());
                return new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
            } finally {
                delete(unpacked); // what is loaded stays loaded
            }
        } catch (IOException e) {
            throw new MemoryUnavailableException("The embedding model cannot be unpacked: " + e.getMessage(), e);
        } catch (LinkageError | RuntimeException e) {
            throw new MemoryUnavailableException(
                    "The embedding model does not run on " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch") + ": it needs Linux (x86-64, ARM64) or macOS (ARM64). " + e,
                    e);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
