package com.example;

/** Overrides and delegates: two woven methods, one logical call. */
public final class CheckedMemoryStore extends LoadMemoryStore {

    @Override
    public Object retrieve(String key) {
        return super.retrieve(key);
    }
}
