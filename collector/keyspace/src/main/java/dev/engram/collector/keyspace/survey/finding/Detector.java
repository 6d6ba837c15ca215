package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.stats.Finding;
import java.util.function.Consumer;

/** Finds one kind of thing. Keeps nothing from one survey to the next. */
interface Detector {
    void detect(DetectorInput input, Consumer<Finding> found);
}
