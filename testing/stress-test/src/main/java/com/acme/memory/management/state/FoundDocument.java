package com.acme.memory.management.state;

/**
 * A document that a search found.
 *
 * @param score how near it is to the query, up to 1
 */
public record FoundDocument(String id, String text, double score) {}
