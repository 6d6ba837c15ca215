/** What a file of surveys says about days. */
@NullMarked
package dev.engram.collector.keyspace.survey.series;

import org.jspecify.annotations.NullMarked;
