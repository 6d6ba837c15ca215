package dev.engram.collector.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A secret that clients must show. Comparing takes the same time whatever a client shows. */
public final class Token {

    private static final int MAX_LENGTH = 1000;

    private final byte[] digest;

    /**
     * A token.
     *
     * @param text up to 1,000 visible ASCII characters
     * @throws IllegalArgumentException where it has others; the message is one sentence without the token
     */
    public Token(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("A token is 1 to " + MAX_LENGTH
                    + " visible ASCII characters without blanks (it is not shown, for it is a secret).");
        }
        this.digest = digest(text);
    }

    /**
     * Whether the header shows the token: {@code Bearer TOKEN}, or {@code Basic} with the token as the password of any
     * user, which is what a browser sends when it has asked for a password.
     *
     * @param authorization the header of that name; null where there is none
     */
    boolean isShownBy(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        int blank = authorization.indexOf(' ');
        if (blank < 0) {
            return false;
        }
        String credentials = authorization.substring(blank + 1).strip();
        return switch (authorization.substring(0, blank).toLowerCase(Locale.ROOT)) {
            case "bearer" -> isSame(credentials);
            case "basic" -> isSame(password(credentials));
            default -> false;
        };
    }

    private boolean isSame(String shown) {
        return MessageDigest.isEqual(digest, digest(shown));
    }

    private static String password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Digests are compared, so that not even the length of the token shows. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java has SHA-256.", e);
        }
    }

    @Override
    public String toString() {
        return "Token (not shown)";
    }
}
