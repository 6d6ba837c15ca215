package dev.engram.collector.redis.trace.finding;

import java.util.function.Consumer;

/** Finds one kind of thing. Keeps nothing from one trace to the next. */
interface Detector {
    void detect(Look look, Consumer<Finding> found);
}
