package dev.engram.collector.keyspace.survey.series;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the surveys of a watch show together: how namespaces grow, which keys stay, and what was found how often.
 *
 * @param surveys how many there are
 * @param skipped lines that are no survey, such as one that was cut off
 * @param from when the first one was
 * @param to when the last one was
 * @param namespaces by name
 * @param persistent keys that were among the largest or the most used in nearly all surveys
 * @param findings in how many surveys each kind was found
 */
public record TimeSeries(
        long surveys,
        long skipped,
        Instant from,
        Instant to,
        List<Growth> namespaces,
        List<Persistent> persistent,
        Map<String, Long> findings) {
    /** Older files of a watch end in these numbers, the oldest in the highest. */
    private static final int OLDER_FILES = 5;

    /** A key that is in this part of the surveys stays. */
    private static final double STAYS = 0.9;

    /** Surveys without which nothing is said to stay. */
    private static final long LEAST_SURVEYS = 3;

    /** A shorter time says nothing about a day. */
    private static final Duration LEAST_TIME = Duration.ofHours(1);

    /**
     * A namespace, or all together ({@code *}).
     *
     * @param firstBytes null if the server did not tell sizes
     * @param keysPerDay null if the series is shorter than an hour
     */
    public record Growth(
            String namespace,
            long firstKeys,
            long lastKeys,
            long peakKeys,
            @Nullable Double keysPerDay,
            @Nullable Long firstBytes,
            @Nullable Long lastBytes,
            @Nullable Double bytesPerDay) {}

    /**
     * A key that stays.
     *
     * @param surveys in which it was listed
     * @param lastBytes null if it was listed for its use only
     */
    public record Persistent(
            String key,
            long surveys,
            Instant first,
            Instant last,
            @Nullable Long lastBytes) {}

    /** Reads the file of a watch, and the older ones beside it. Throws if there is none, or no survey in it. */
    public static TimeSeries read(Path file, Instant since) throws IOException {
        Reading reading = new Reading(since);
        for (int i = OLDER_FILES; i >= 0; i--) {
            Path each = i == 0 ? file : file.resolveSibling(file.getFileName() + "." + i);
            if (Files.exists(each)) {
                reading.read(each);
            } else if (i == 0) {
                throw new NoSuchFileException(file.toString());
            }
        }
        return reading.series();
    }

    private static final class Reading {
        private final Instant since;
        private final Map<String, Points> namespaces = new TreeMap<>();
        private final Map<String, Stay> keys = new LinkedHashMap<>();
        private final Map<String, Long> findings = new TreeMap<>();
        private long surveys;
        private long skipped;
        private Instant from = Instant.MAX;
        private Instant to = Instant.MIN;

        Reading(Instant since) {
            this.since = since;
        }

        void read(Path file) throws IOException {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    read(line);
                }
            }
        }

        private void read(String line) {
            JsonNode survey;
            Instant at;
            try {
                survey = Json.mapper().readTree(line);
                at = Instant.parse(survey.path("timestamp").asText());
            } catch (JsonProcessingException | DateTimeParseException e) {
                skipped++;
                return;
            }
            if (at.isBefore(since)) {
                return;
            }
            surveys++;
            from = at.isBefore(from) ? at : from;
            to = at.isAfter(to) ? at : to;
            points("*").add(survey.path("total_keys"), survey.path("total_bytes"));
            Set<String> seen = new HashSet<>();
            for (JsonNode each : survey.path("namespaces")) {
                String name = each.path("namespace").asText();
                seen.add(name);
                points(name).add(each.path("keys"), each.path("bytes"));
            }
            namespaces.forEach((name, points) -> {
                if (!name.equals("*") && !seen.contains(name)) {
                    points.gone();
                }
            });
            Map<String, @Nullable Long> listed = new LinkedHashMap<>();
            survey.path("usage")
                    .path("keys")
                    .forEach(each -> listed.put(each.path("key").asText(), null));
            survey.path("biggest")
                    .forEach(each -> listed.put(
                            each.path("key").asText(), each.path("bytes").asLong()));
            listed.forEach((key, bytes) ->
                    keys.computeIfAbsent(key, any -> new Stay(at)).seen(at, bytes));
            Set<String> kinds = new HashSet<>();
            survey.path("findings").forEach(each -> kinds.add(each.path("kind").asText()));
            kinds.forEach(kind -> findings.merge(kind, 1L, Long::sum));
        }

        /** One that comes later had nothing before. */
        private Points points(String name) {
            return namespaces.computeIfAbsent(name, any -> new Points(surveys > 1));
        }

        TimeSeries series() throws IOException {
            if (surveys == 0) {
                throw new IOException("there is no survey in it");
            }
            Duration time = Duration.between(from, to);
            List<Growth> growth = new ArrayList<>();
            namespaces.forEach((name, points) -> growth.add(points.growth(name, time)));
            List<Persistent> persistent = new ArrayList<>();
            keys.forEach((key, stay) -> {
                if (surveys >= LEAST_SURVEYS && stay.surveys >= STAYS * surveys) {
                    persistent.add(new Persistent(key, stay.surveys, stay.first, stay.last, stay.bytes));
                }
            });
            return new TimeSeries(surveys, skipped, from, to, growth, persistent, findings);
        }
    }

    private static final class Points {
        private final boolean late;
        private boolean first = true;
        private long firstKeys;
        private long lastKeys;
        private long peakKeys;
        private @Nullable Long firstBytes;
        private @Nullable Long lastBytes;

        Points(boolean late) {
            this.late = late;
        }

        void add(JsonNode keys, JsonNode bytes) {
            lastKeys = keys.asLong();
            lastBytes = bytes.isNumber() ? Long.valueOf(bytes.asLong()) : null;
            peakKeys = Math.max(peakKeys, lastKeys);
            if (first) {
                first = false;
                firstKeys = late ? 0 : lastKeys;
                firstBytes = late && lastBytes != null ? Long.valueOf(0) : lastBytes;
            }
        }

        void gone() {
            lastKeys = 0;
            lastBytes = lastBytes == null ? null : Long.valueOf(0);
        }

        Growth growth(String name, Duration time) {
            Long before = firstBytes;
            Long now = lastBytes;
            return new Growth(
                    name,
                    firstKeys,
                    lastKeys,
                    peakKeys,
                    perDay(lastKeys - firstKeys, time),
                    before,
                    now,
                    before == null || now == null ? null : perDay(now - before, time));
        }

        private static @Nullable Double perDay(long change, Duration time) {
            return time.compareTo(LEAST_TIME) < 0
                    ? null
                    : Double.valueOf((double) change * Duration.ofDays(1).toSeconds() / time.toSeconds());
        }
    }

    private static final class Stay {
        private final Instant first;
        private Instant last;
        private long surveys;
        private @Nullable Long bytes;

        Stay(Instant first) {
            this.first = first;
            this.last = first;
        }

        void seen(Instant at, @Nullable Long size) {
            surveys++;
            last = at;
            bytes = size == null ? bytes : size;
        }
    }
}
