package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prometheus' HTTP API. */
final class PrometheusApi {
    private final URI base;
    private final Http http = new Http();

    PrometheusApi(URI base) {
        this.base = base;
    }

    /**
     * A sample of a query's answer.
     *
     * @param labels with the metric's name, where it has one, as {@code __name__}
     */
    record Sample(Map<String, String> labels, double value) {}

    /** What an expression gives now; throws where it is none. */
    List<Sample> query(String expression) throws IOException, InterruptedException {
        return samples(expression, "");
    }

    /**
     * What an expression gave then.
     *
     * @param time seconds since the epoch
     */
    List<Sample> query(String expression, double time) throws IOException, InterruptedException {
        return samples(expression, "&time=" + BigDecimal.valueOf(time).toPlainString());
    }

    private List<Sample> samples(String expression, String time) throws IOException, InterruptedException {
        JsonNode data = data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8) + time);
        List<Sample> samples = new ArrayList<>();
        for (JsonNode each : data.path("result")) {
            Map<String, String> labels = new TreeMap<>();
            each.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            samples.add(new Sample(
                    labels, Double.parseDouble(each.path("value").path(1).asText())));
        }
        return samples;
    }

    /** The sum of what an expression gives now; 0 where it gives nothing. */
    double sum(String expression) throws IOException, InterruptedException {
        return query(expression).stream().mapToDouble(Sample::value).sum();
    }

    /** All rules, alerting and recording, as Prometheus tells them. */
    List<JsonNode> rules() throws IOException, InterruptedException {
        List<JsonNode> rules = new ArrayList<>();
        data("/api/v1/rules")
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** What it answers under {@code data}. */
    JsonNode data(String path) throws IOException, InterruptedException {
        JsonNode answer = http.json(base.resolve(path));
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException(
                    "Prometheus refuses " + path + ": " + answer.path("error").asText());
        }
        return answer.path("data");
    }
}
