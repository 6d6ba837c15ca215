package com.acme.scenarios;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** Names of sessions on the days of a story, of which the last is today. Only the names tell the days: it is played in one go. */
final class Days {
    private final LocalDate today;

    Days(Clock clock) {
        today = LocalDate.now(clock);
    }

    /** As in {@code auth-impl-20251028}: component, purpose, date. */
    String session(String name, int daysAgo) {
        return name + '-' + today.minusDays(daysAgo).format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
