package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.common.render.Numbers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Numbers in sentences. */
final class NumberText {

    private NumberText() {}

    /** {@code 1 key}, {@code 2,500 keys}. */
    static String keys(long count) {
        return count(count, "key", "keys");
    }

    static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /** {@code 387B}, {@code 1.6KB}. */
    static String bytes(long bytes) {
        return Numbers.size(bytes);
    }

    /** {@code 80 %}. */
    static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    /** {@code 45 s}, {@code 12 min}, {@code 3 h}, {@code 2 days}. */
    static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    /** Numbers by their names, in this order. */
    static Map<String, Number> numbers(Object... namesAndNumbers) {
        Map<String, Number> numbers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            numbers.put((String) namesAndNumbers[i], (Number) namesAndNumbers[i + 1]);
        }
        return numbers;
    }
}
