package com.example;

import java.util.Map;

/** Uses its memory, waits for a line on standard input, and says which threads there are. */
public final class WaitingApp {

    private WaitingApp() {}

    public static void main(String[] args) throws Exception {
        NotesMemoryStore notes = new NotesMemoryStore();
        notes.store("plan", Map.of("steps", 3), new NotesMemoryStore.Options("app/plans", "planner", 60));
        notes.retrieve("plan");
        System.out.println("ready");
        System.in.read();
        Thread.getAllStackTraces()
                .keySet()
                .forEach(each -> System.out.println((each.isDaemon() ? "daemon " : "thread ") + each.getName()));
    }
}
