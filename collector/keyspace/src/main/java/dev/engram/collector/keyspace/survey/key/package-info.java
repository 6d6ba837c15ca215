/** What is known of single keys, and how they are sampled, named and put into namespaces. */
@NullMarked
package dev.engram.collector.keyspace.survey.key;

import org.jspecify.annotations.NullMarked;
