package dev.engram.collector.redis.trace.report;

import dev.engram.collector.model.Table;

/** A part of a report. */
record Section(String title, Table table) {}
