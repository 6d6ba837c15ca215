package dev.engram.agent.client.command;

import java.util.List;
import java.util.Locale;

/** How long a command lets its key live. */
final class TimeToLive {

    private TimeToLive() {}

    /** Seconds; NaN when the command sets no time from now on. */
    static double seconds(String name, List<byte[]> words) {
        return switch (name) {
            case "EXPIRE", "SETEX", "HEXPIRE" -> at(words, 2, 1);
            case "PEXPIRE", "PSETEX", "HPEXPIRE" -> at(words, 2, 1000);
            case "RESTORE" -> words.size() > 2 && Words.number(words.get(2)) > 0 ? at(words, 2, 1000) : Double.NaN;
            case "SET" -> option(words, 3);
            case "GETEX", "HSETEX", "HGETEX" -> option(words, 2);
            default -> Double.NaN;
        };
    }

    private static double option(List<byte[]> words, int from) {
        for (int i = from; i < words.size() - 1; i++) {
            if (words.get(i).length == 2) {
                String option = Words.text(words.get(i)).toUpperCase(Locale.ROOT);
                if (option.equals("EX")) {
                    return at(words, i + 1, 1);
                }
                if (option.equals("PX")) {
                    return at(words, i + 1, 1000);
                }
            }
        }
        return Double.NaN;
    }

    private static double at(List<byte[]> words, int index, double unit) {
        long number = index < words.size() ? Words.number(words.get(index)) : -1;
        return number < 0 ? Double.NaN : number / unit;
    }
}
