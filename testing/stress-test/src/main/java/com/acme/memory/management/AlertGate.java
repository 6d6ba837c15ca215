package com.acme.memory.management;

import com.acme.memory.management.analysis.Alert;
import com.acme.memory.management.analysis.AlertType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lets an alert through when it begins and when it becomes graver, not in each cycle that finds it again. Not thread-safe. */
final class AlertGate {
    /** One that was not found for so long begins again. */
    private static final Duration OVER = Duration.ofMinutes(1);

    private final Map<AlertType, Alert> open = new EnumMap<>(AlertType.class);

    List<Alert> pass(List<Alert> found) {
        return found.stream().filter(this::begins).toList();
    }

    private boolean begins(Alert alert) {
        Alert last = open.put(alert.type(), alert);
        return last == null
                || alert.at() - last.at() > OVER.toMillis()
                || alert.level().compareTo(last.level()) > 0;
    }
}
