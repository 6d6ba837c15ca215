package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** Grafana's data sources, as provisioned. */
final class DataSources {
    private DataSources() {}

    static JsonNode shipped() {
        return Shipped.yamlFile("deploy/grafana/provisioning/datasources/engram.yml")
                .path("datasources");
    }

    /** What a panel may call them: uids and names. */
    static Set<String> known() {
        Set<String> known = new TreeSet<>();
        shipped().forEach(each -> {
            known.add(each.path("uid").asText());
            known.add(each.path("name").asText());
        });
        return known;
    }
}
