package dev.engram.stresstest.run;

import dev.engram.demo.Parts;

/** What runs are made with. */
public record Environment(Parts parts, RedisSource redis, Baseline baseline, Progress progress, Log log) {}
