package com.example;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Uses its memory while the process ends, in a shutdown hook of one second. Its argument says how it ends: {@code exit} within an
 * operation, {@code wait} for a signal, or {@code halt} in the hook.
 */
public final class HooksApp {

    private static final int STORES = 10;
    private static final NotesMemoryStore NOTES = new NotesMemoryStore();

    private HooksApp() {}

    /** A memory whose backend ends the process. */
    public static final class FatalMemoryStore {
        public void store(String key, String value) {
            System.exit(0);
        }
    }

    private static void store(String key) {
        NOTES.store(key, Map.of("note", key), new NotesMemoryStore.Options("app/notes", "planner", 60));
    }

    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                for (int i = 0; i < STORES; i++) {
                    store("hook-" + i);
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            if (args[0].equals("halt")) {
                Runtime.getRuntime().halt(7);
            }
        }));
        store("first");
        System.out.println("ready");
        switch (args[0]) {
            case "exit" -> new FatalMemoryStore().store("fatal", "value");
            case "wait" -> System.in.read();
            default -> {}
        }
    }
}
