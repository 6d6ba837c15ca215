/** Surveys as text, Markdown, JSON, and as lines of a file. */
@NullMarked
package dev.engram.collector.keyspace.survey.report;

import org.jspecify.annotations.NullMarked;
