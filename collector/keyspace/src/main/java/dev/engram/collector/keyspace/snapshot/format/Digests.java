package dev.engram.collector.keyspace.snapshot.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Checksums. */
public final class Digests {

    private Digests() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
