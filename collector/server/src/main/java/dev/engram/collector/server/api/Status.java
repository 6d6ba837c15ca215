package dev.engram.collector.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;

/** The collector's state as {@code GET /api/status} shows it. */
public interface Status extends Supplier<JsonNode> {}
