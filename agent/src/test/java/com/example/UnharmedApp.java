package com.example;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;

/** Does everything that an agent could get wrong, and prints what came of it. It knows nothing of Engram. */
public final class UnharmedApp {

    private UnharmedApp() {}

    public static void main(String[] args) throws Exception {
        NotesMemoryStore notes = new NotesMemoryStore();
        notes.store("plan", Map.of("steps", 3), new NotesMemoryStore.Options("app/plans", "planner", 60));
        System.out.println("hit " + notes.retrieve("plan"));
        System.out.println("miss " + notes.retrieve("nothing"));
        System.out.println("null key " + attempt(() -> notes.retrieve(null)));
        System.out.println("thrown " + attempt(() -> notes.retrieve("broken-1")));
        System.out.println("found " + notes.search("%"));
        System.out.println("recursed " + notes.retrieveAll("abcd"));
        System.out.println("deleted " + notes.delete("plan") + " " + notes.delete("plan"));

        URL own = UnharmedApp.class.getProtectionDomain().getCodeSource().getLocation();
        for (int i = 1; i <= 2; i++) {
            try (URLClassLoader loader = new URLClassLoader(new URL[] {own}, null)) {
                Class<?> type = loader.loadClass("com.example.NotesMemoryStore");
                Method retrieve = type.getMethod("retrieve", String.class);
                Object other = type.getConstructor().newInstance();
                System.out.println("loader " + i + " " + retrieve.invoke(other, "in-loader-" + i));
            }
        }
        for (StackTraceElement each : new Throwable().getStackTrace()) {
            System.out.println("stack " + each.getMethodName());
        }
        System.err.println("to standard error");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        if (args.length > 0) {
            System.exit(Integer.parseInt(args[0]));
        }
    }

    private static String attempt(java.util.concurrent.Callable<Object> call) {
        try {
            return "returned " + call.call();
        } catch (Exception thrown) {
            StackTraceElement top = thrown.getStackTrace()[0];
            return thrown.getClass().getName() + ": "
                    + (thrown instanceof NullPointerException ? "" : thrown.getMessage()) + " at "
                    + top.getMethodName();
        }
    }
}
