package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.common.model.Table;

/** A part of a report. */
record Section(String title, Table table) {}
