package dev.engram.agent.telemetry.privacy;

import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a span does not show, so that no exception's message shows them either: keys, patterns and session ids under
 * another mode than {@link KeyMode#VERBATIM}, and queries. They are taken out of the failure of their own operation and of
 * those around it in the same trace, whether or not an exception has the other as its cause.
 *
 * <p>The last {@value #REMEMBERED} texts are remembered, {@value #MAX_TEXT} characters of each. A text under four characters
 * is taken out only where it stands as a word. What an application makes of a text (upper case, an escape) is not known.
 * Not thread-safe.
 */
public final class HiddenTexts {

    static final int REMEMBERED = 256;

    /** More than is looked at of a message. */
    static final int MAX_TEXT = Failure.MAX_MESSAGE + 1024;

    /** Enough of a long text to know it by; a message may end within it. */
    private static final int ANCHOR = 64;

    private static final int SHORT = 4;

    private final long[] traces = new long[REMEMBERED];
    private final String[] texts = new String[REMEMBERED];
    private final String[] shown = new String[REMEMBERED];
    private int next;
    private boolean isEmpty = true;

    /** Whether nothing was ever hidden. */
    boolean isEmpty() {
        return isEmpty;
    }

    /**
     * Hides a text in a trace.
     *
     * @param instead what is shown in its place, null for three asterisks
     */
    public void add(long traceIdLow, String text, @Nullable String instead) {
        if (text.isEmpty()) {
            return;
        }
        traces[next] = traceIdLow;
        texts[next] = Texts.cut(text, MAX_TEXT);
        shown[next] = instead == null ? "***" : instead;
        next = (next + 1) % REMEMBERED;
        isEmpty = false;
    }

    /** {@code message} without the texts that are hidden in this trace. */
    String without(long traceIdLow, String message) {
        String clean = message;
        for (int i = 0; i < REMEMBERED; i++) {
            if (traces[i] == traceIdLow && texts[i] != null) {
                clean = replace(clean, texts[i], shown[i]);
            }
        }
        return clean;
    }

    private static String replace(String message, String text, String instead) {
        String anchor = text.length() > ANCHOR ? text.substring(0, ANCHOR) : text;
        int found = message.indexOf(anchor);
        if (found < 0) {
            return message;
        }
        StringBuilder out = new StringBuilder(message.length());
        int from = 0;
        while (found >= 0) {
            int end = found + anchor.length();
            for (int i = anchor.length(); i < text.length() && end < message.length(); i++) {
                if (message.charAt(end) != text.charAt(i)) {
                    break;
                }
                end++;
            }
            boolean isMeant = text.length() >= SHORT || isWord(message, found, end);
            out.append(message, from, found).append(isMeant ? instead : message.substring(found, end));
            from = end;
            found = message.indexOf(anchor, from);
        }
        return out.append(message, from, message.length()).toString();
    }

    private static boolean isWord(String message, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(message.charAt(start - 1)))
                && (end == message.length() || !Character.isLetterOrDigit(message.charAt(end)));
    }
}
