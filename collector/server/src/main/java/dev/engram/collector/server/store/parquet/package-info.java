/** Columns as files of Apache Parquet; its library has the encodings and the form of the metadata. */
@NullMarked
package dev.engram.collector.server.store.parquet;

import org.jspecify.annotations.NullMarked;
