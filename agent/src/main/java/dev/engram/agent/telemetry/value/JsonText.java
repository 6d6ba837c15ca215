package dev.engram.agent.telemetry.value;

import java.nio.ByteBuffer;
import java.util.Base64;

/** JSON as text, as far as there is room for it. Not thread-safe. */
final class JsonText implements JsonOutput {

    private final int max;
    private final StringBuilder out = new StringBuilder();

    /**
     * An empty text.
     *
     * @param max characters that there is room for
     */
    JsonText(int max) {
        this.max = max;
    }

    /** What is written; complete unless there was no room. */
    String written() {
        return out.toString();
    }

    private void reserve(int count) throws UnreadableException {
        if (out.length() + count > max) {
            throw new UnreadableException(
                    UnreadableException.TOO_LARGE, "its JSON is longer than " + max + " characters");
        }
    }

    @Override
    public void punctuation(char c) throws UnreadableException {
        reserve(1);
        out.append(c);
    }

    @Override
    public void raw(String json) throws UnreadableException {
        reserve(json.length());
        out.append(json);
    }

    @Override
    public void number(long number) throws UnreadableException {
        raw(Long.toString(number));
    }

    @Override
    public void string(CharSequence text) throws UnreadableException {
        punctuation('"');
        int count = text.length();
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                reserve(2);
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A pair may be cut in two by the limit: as escapes its halves do no harm.
                reserve(6);
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 0xF, 16));
                }
            } else {
                punctuation(c);
            }
        }
        punctuation('"');
    }

    @Override
    public void base64(ByteBuffer bytes) throws UnreadableException {
        reserve((bytes.remaining() + 2) / 3 * 4);
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        string(Base64.getEncoder().encodeToString(copy));
    }
}
