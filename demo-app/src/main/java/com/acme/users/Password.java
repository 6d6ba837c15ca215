package com.acme.users;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password, kept as a salted hash. Immutable. */
final class Password {
    private static final int ITERATIONS = 5_000;
    private static final int BITS = 256;

    private final byte[] salt;
    private final byte[] hash;

    private Password(byte[] salt, byte[] hash) {
        this.salt = salt;
        this.hash = hash;
    }

    static Password of(String text) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return new Password(salt, hash(text, salt));
    }

    boolean is(String text) {
        return MessageDigest.isEqual(hash, hash(text, salt));
    }

    private static byte[] hash(String text, byte[] salt) {
        PBEKeySpec spec = new PBEKeySpec(text.toCharArray(), salt, ITERATIONS, BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA256, which every Java must have.", e);
        } finally {
            spec.clearPassword();
        }
    }
}
