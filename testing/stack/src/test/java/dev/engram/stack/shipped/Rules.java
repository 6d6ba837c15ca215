package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Prometheus rules and the {@code promtool} tests of them, read. */
final class Rules {
    private static final String DIRECTORY = "deploy/prometheus/";

    private final List<JsonNode> rules = new ArrayList<>();
    private final List<JsonNode> tests = new ArrayList<>();

    /** Of the texts of rule files and of test files. */
    Rules(List<String> ruleFiles, List<String> testFiles) {
        for (String file : ruleFiles) {
            Shipped.yaml(file)
                    .path("groups")
                    .forEach(group -> group.path("rules").forEach(rules::add));
        }
        for (String file : testFiles) {
            Shipped.yaml(file).path("tests").forEach(tests::add);
        }
    }

    static Rules shipped() {
        return new Rules(shippedRules(), shippedTests());
    }

    static List<String> shippedRules() {
        return Shipped.files(DIRECTORY + "rules", ".yml").stream()
                .map(Shipped::text)
                .toList();
    }

    static List<String> shippedTests() {
        return Shipped.files(DIRECTORY + "tests", ".yml").stream()
                .map(Shipped::text)
                .toList();
    }

    List<String> alerts() {
        return rules.stream()
                .filter(each -> each.has("alert"))
                .map(each -> each.path("alert").asText())
                .toList();
    }

    /** Adds what the recording rules make to the series that arrive. */
    Series addTo(Series series) {
        for (JsonNode rule : rules) {
            if (rule.has("record")) {
                series.add(
                        rule.path("record").asText(),
                        series.remaining(rule.path("expr").asText()));
            }
        }
        return series;
    }

    /** What the rules ask for and does not arrive, or say and is not known. */
    List<String> faults(Series arriving) {
        Series series = addTo(arriving);
        List<String> faults = new ArrayList<>();
        for (JsonNode rule : rules) {
            String name = rule.path("alert").asText(rule.path("record").asText());
            String expression = rule.path("expr").asText();
            series.faults(expression).forEach(each -> faults.add(name + ": " + each));
            Set<String> remaining = series.remaining(expression);
            rule.path("annotations")
                    .forEach(text -> PromQl.templateLabels(text.asText()).stream()
                            .filter(label -> !remaining.contains(label))
                            .forEach(label -> faults.add(name + ": its text has no label " + label)));
            if (rule.has("alert") && (!rule.at("/labels").has("severity") || !rule.has("for"))) {
                faults.add(name + ": has no severity or no time");
            }
        }
        return faults;
    }

    /** Rules without a case in which they fire, or give something, or without one in which they are silent. */
    List<String> untested() {
        Set<String> fire = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        List<String> asked = new ArrayList<>();
        boolean nothingOfNothing = false;
        for (JsonNode test : tests) {
            for (JsonNode each : test.path("alert_rule_test")) {
                (each.path("exp_alerts").isEmpty() ? silent : fire)
                        .add(each.path("alertname").asText());
            }
            for (JsonNode each : test.path("promql_expr_test")) {
                asked.add(
                        each.path("exp_samples").isEmpty()
                                ? ""
                                : each.path("expr").asText());
                nothingOfNothing |= each.path("exp_samples").isEmpty()
                        && each.path("expr").asText().contains("__name__=~\"service.*:.*\"");
            }
        }
        List<String> untested = new ArrayList<>();
        for (JsonNode rule : rules) {
            String alert = rule.path("alert").asText();
            String record = rule.path("record").asText();
            if (!alert.isEmpty() && !(fire.contains(alert) && silent.contains(alert))) {
                untested.add(alert);
            }
            if (!record.isEmpty() && !(nothingOfNothing && asked.stream().anyMatch(each -> each.contains(record)))) {
                untested.add(record);
            }
        }
        return untested;
    }
}
