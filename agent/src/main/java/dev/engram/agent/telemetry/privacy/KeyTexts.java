package dev.engram.agent.telemetry.privacy;

import dev.engram.agent.record.RuleSite;
import dev.engram.agent.rule.KeyMode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How keys, patterns and session ids are shown, by {@link KeyMode}.
 *
 * <p>A digest is the first 16 hexadecimal digits of SHA-256 over the UTF-8 of the text, or of HMAC-SHA-256 with the salt:
 * the same in every process and with every release. Without a salt, who can guess a key can check the guess. Not
 * thread-safe.
 */
public final class KeyTexts {

    private static final int DIGEST_BYTES = 8;
    private static final String HMAC = "HmacSHA256";

    private final KeyMode standard;
    private final @Nullable String salt;
    private @Nullable Mac mac;
    private @Nullable MessageDigest digest;

    /**
     * Texts of keys.
     *
     * @param standard for rules that do not say
     * @param salt a secret, null for none
     */
    public KeyTexts(KeyMode standard, @Nullable String salt) {
        this.standard = standard;
        this.salt = salt;
    }

    /** How keys of {@code site} are shown. */
    public KeyMode mode(RuleSite site) {
        KeyMode own = site.rule().keyMode();
        return own == null ? standard : own;
    }

    /** How keys are shown that no rule reads. */
    public KeyMode standard() {
        return standard;
    }

    /** What is shown of a key or pattern; null for nothing. */
    @Nullable
    public String key(String text, KeyMode mode) {
        return switch (mode) {
            case VERBATIM -> text;
            case HASH -> hash(text);
            case TEMPLATE -> IdTemplate.of(text);
            default -> null;
        };
    }

    /** What is shown of a session id; null for nothing. It is nothing but an id, of which a template would leave none. */
    @Nullable
    public String session(String text, KeyMode mode) {
        return key(text, mode == KeyMode.TEMPLATE ? KeyMode.HASH : mode);
    }

    private String hash(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] all = salt == null ? digest().digest(utf8) : mac(salt).doFinal(utf8);
            return HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java has SHA-256.", missing);
        }
    }

    private MessageDigest digest() throws GeneralSecurityException {
        if (digest == null) {
            digest = MessageDigest.getInstance("SHA-256");
        }
        return Objects.requireNonNull(digest);
    }

    private Mac mac(String secret) throws GeneralSecurityException {
        if (mac == null) {
            Mac keyed = Mac.getInstance(HMAC);
            keyed.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            mac = keyed;
        }
        return Objects.requireNonNull(mac);
    }
}
