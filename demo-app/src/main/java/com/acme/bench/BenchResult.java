package com.acme.bench;

import com.acme.memory.context.TuningAdvisor;
import java.util.List;

/**
 * What a benchmark measured.
 *
 * @param timings by kind of work
 * @param hitRate of the cache, 0 to 1
 * @param resultsPerQuery mean number of deep memories that a search found
 * @param advice what the figures advise
 */
public record BenchResult(List<Timings> timings, double hitRate, double resultsPerQuery, TuningAdvisor.Advice advice) {}
