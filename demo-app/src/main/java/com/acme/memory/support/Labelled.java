package com.acme.memory.support;

import com.fasterxml.jackson.annotation.JsonValue;

/** A constant that users write as a word. */
public interface Labelled {

    /** The word, in small letters. */
    @JsonValue
    String label();

    /** Whether a user's word means this one. */
    default boolean isCalled(String word) {
        return label().equalsIgnoreCase(word);
    }
}
