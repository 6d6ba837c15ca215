package com.acme.memory.management.state;

/** Something large that belongs to an agent. Thread-safe. */
public interface OwnedState {

    /** What it takes in the heap now, in bytes. */
    long bytes();

    /** Lets all of it go; returns how many bytes that were. */
    long release();
}
