package dev.engram.agent.telemetry;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The JSON of an object, as far as there is room for it. Not thread-safe. */
final class JsonText extends JsonWalk {

    private static final String HEX = "0123456789abcdef";

    private final int max;
    private final StringBuilder out = new StringBuilder();

    JsonText(int max, boolean isAside) {
        super(isAside);
        this.max = max;
    }

    /** What is written: at most {@code max} characters, complete unless {@link #go} has refused the object. */
    String written() {
        return out.toString();
    }

    private void room(int count) throws Refused {
        if (out.length() + count > max) {
            throw new Refused("too_large", "its JSON is longer than " + max + " characters");
        }
    }

    @Override
    void mark(char c) throws Refused {
        room(1);
        out.append(c);
    }

    @Override
    void plain(String json) throws Refused {
        room(json.length());
        out.append(json);
    }

    @Override
    void whole(long number) throws Refused {
        plain(Long.toString(number));
    }

    @Override
    void text(CharSequence text) throws Refused {
        mark('"');
        int count = text.length();
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                room(2);
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A pair may be cut in two by the limit: as escapes its halves harm nobody.
                room(6);
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt((c >> shift) & 0xF));
                }
            } else {
                mark(c);
            }
        }
        mark('"');
    }

    @Override
    void bytes(ByteBuffer bytes) throws Refused {
        room((bytes.remaining() + 2) / 3 * 4);
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        text(Base64.getEncoder().encodeToString(copy));
    }
}
