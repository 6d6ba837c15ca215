package dev.engram.bootstrap;

/**
 * What {@link Probe#enter} gives for a call that is recorded. Used by that call's thread alone.
 */
public abstract class Entry {

    /**
     * Exits that belong to this entry and could not be begun, since the thread was at the end of its stack. Woven code counts
     * them: a field is all that can be written there, where no method can be called.
     */
    public int lostExits;
}
