package com.acme.memory.context;

/** The four layers of the memory, from the most fleeting to the most lasting. */
public enum Layer {
    SESSION,
    CACHE,
    DEEP,
    FACTS
}
