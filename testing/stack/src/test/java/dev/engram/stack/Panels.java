package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.stack.PrometheusApi.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The panels of the dashboards that ship, asked as Grafana asks, for one service.
 *
 * <p>They are asked for the moment of a scrape, so that Prometheus has nothing to extrapolate. What counts over a time counts
 * over {@link #RANGE}, which is longer than a test; so does what a recording rule counts, whose expression is asked in its
 * place. So each answer has one right value.
 */
final class Panels {
    /** In place of {@code $__range}, {@code $__rate_interval}, and the five minutes of recording rules. */
    static final String RANGE = "30m";

    static final int SECONDS = 30 * 60;

    private final PrometheusApi prometheus;
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, String> expressions = new LinkedHashMap<>();

    /**
     * Reads them.
     *
     * @param prometheus has loaded the rules that ship
     * @param dashboards files
     */
    Panels(PrometheusApi prometheus, List<Path> dashboards) throws IOException, InterruptedException {
        this.prometheus = prometheus;
        for (JsonNode rule : prometheus.rules()) {
            if (rule.path("type").asText().equals("recording")) {
                rules.put(rule.path("name").asText(), rule.path("query").asText());
            }
        }
        for (Path file : dashboards) {
            JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    expressions.put(
                            dashboard.path("title").asText() + ": "
                                    + panel.path("title").asText()
                                    + (panel.path("targets").size() == 1
                                            ? ""
                                            : " " + target.path("refId").asText()),
                            target.path("expr").asText());
                }
            }
        }
    }

    /**
     * What a panel shows of a service, all else at "All".
     *
     * @param name {@code dashboard: title}, and of a panel that asks for several things which of them
     * @param time seconds since the epoch
     */
    List<Sample> ask(String name, String service, double time) throws IOException, InterruptedException {
        String expression = expressions.get(name);
        if (expression == null) {
            throw new IllegalArgumentException("No panel " + name);
        }
        return prometheus
                .query(
                        withoutRules(expression)
                                .replaceAll("\\$__(range|rate_interval)", RANGE)
                                .replace("$service", service)
                                .replaceAll("\\$[a-z]\\w*", ".*"),
                        time)
                .stream()
                // The selector of a recorded series is not one of the expression behind it.
                .filter(sample ->
                        sample.labels().getOrDefault("service_name", service).equals(service))
                .toList();
    }

    private String withoutRules(String expression) {
        String without = expression;
        for (Map.Entry<String, String> rule : rules.entrySet()) {
            String replaced = Pattern.compile("\\b" + rule.getKey() + "\\b(?!:)(\\{[^}]*})?")
                    .matcher(without)
                    .replaceAll(Matcher.quoteReplacement("(" + rule.getValue() + ")"));
            if (!replaced.equals(without)) {
                without = withoutRules(replaced.replace("5m]", RANGE + "]").replace("offset 5m", "offset " + RANGE));
            }
        }
        return without;
    }
}
