package dev.engram.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A memory that several processes share, for {@link LineageAcrossProcessesIT}; it knows nothing of Engram. */
public final class PlanMemoryStore {
    private final Path folder;

    PlanMemoryStore(Path folder) {
        this.folder = folder;
    }

    /** Overwrites what was there. */
    public void store(String key, String value) throws IOException {
        Files.writeString(folder.resolve(key), value);
    }

    public String retrieve(String key) throws IOException {
        return Files.readString(folder.resolve(key));
    }

    /** {@code <folder> store|retrieve <key>}. */
    public static void main(String[] arguments) throws IOException {
        PlanMemoryStore memory = new PlanMemoryStore(Path.of(arguments[0]));
        if (arguments[1].equals("store")) {
            memory.store(arguments[2], "a plan");
        } else {
            System.out.println("found " + memory.retrieve(arguments[2]));
        }
    }
}
