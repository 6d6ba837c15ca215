package com.acme.stress.scenario;

import java.util.Random;

/** Texts as agents write them. The same for the same random numbers. */
final class Texts {
    private static final String[] WORDS = {
        "agent",
        "memory",
        "cache",
        "build",
        "slow",
        "test",
        "database",
        "index",
        "query",
        "release",
        "branch",
        "customer",
        "invoice",
        "latency",
        "retry",
        "timeout",
        "login",
        "session",
        "token",
        "vector",
        "search",
        "deploy",
        "metric",
        "alert",
        "queue",
        "worker",
        "thread",
        "error",
        "fix",
        "review",
        "design",
        "schema",
        "migration",
        "backup"
    };

    private Texts() {}

    static String sentence(Random random) {
        return words(random, 12);
    }

    static String paragraph(Random random) {
        return words(random, 80);
    }

    /** About 4 KB. */
    static String page(Random random) {
        return words(random, 600);
    }

    static String words(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append('.').toString();
    }
}
