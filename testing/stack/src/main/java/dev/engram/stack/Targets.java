package dev.engram.stack;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of Prometheus' targets, with the addresses of docker compose or those of plain processes. */
final class Targets {
    private static final Pattern ADDRESS = Pattern.compile("\"([^\"]+:\\d+)\"");

    private Targets() {}

    /**
     * A file's text with other addresses.
     *
     * @param addresses of docker compose, to those that take their places
     * @throws StackException where the text has an address that is not among them
     */
    static String translate(String text, Map<String, String> addresses) throws StackException {
        Matcher matcher = ADDRESS.matcher(text);
        StringBuilder translated = new StringBuilder();
        while (matcher.find()) {
            String address = addresses.get(matcher.group(1));
            if (address == null) {
                throw new StackException("Prometheus' targets name " + matcher.group(1)
                        + ", which is none of the programs of the stack: " + addresses.keySet() + ".");
            }
            matcher.appendReplacement(translated, Matcher.quoteReplacement("\"" + address + "\""));
        }
        return matcher.appendTail(translated).toString();
    }
}
