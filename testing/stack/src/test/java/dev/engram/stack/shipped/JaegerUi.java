package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The configuration of Jaeger's UI, read. */
final class JaegerUi {
    static final String FILE = "deploy/jaeger/ui-config.json";

    /** What Jaeger knows of every trace, and tags that it makes itself. */
    private static final Set<String> OF_TRACES = Set.of("traceID", "startTime", "endTime", "duration", "traceName");

    private static final Set<String> OF_JAEGER = Set.of("error");
    private static final Pattern PARAMETER = Pattern.compile("#\\{([^}|]+?)\\s*(?:\\|[^}]*)?}");
    private static final Pattern DASHBOARD = Pattern.compile("/d/([a-z-]+)/");
    private static final Pattern VARIABLE = Pattern.compile("var-(\\w+)=");
    private static final Pattern TAGS = Pattern.compile("[?&]tags=([^&]*)");
    private static final Pattern ATTRIBUTE = Pattern.compile("`([a-z_]+(?:\\.[a-z_]+)+)`");

    private final JsonNode tree;

    JaegerUi(String json) {
        tree = Shipped.json(json);
    }

    /** The attributes of spans that the documentation tells of. */
    static Set<String> attributes(String telemetry) {
        Set<String> attributes = new TreeSet<>();
        ATTRIBUTE
                .matcher(telemetry.substring(0, telemetry.indexOf("\n## Metrics")))
                .results()
                .forEach(found -> attributes.add(found.group(1)));
        return attributes;
    }

    /** What is wrong with it; empty where all is well. */
    List<String> faults(Set<String> attributes, List<Dashboard> dashboards) {
        List<String> faults = new ArrayList<>();
        for (String prefix : Compose.strings(tree.path("topTagPrefixes"))) {
            if (attributes.stream().noneMatch(each -> each.startsWith(prefix))) {
                faults.add("no attribute begins with " + prefix);
            }
        }
        for (JsonNode link : tree.path("linkPatterns")) {
            boolean isOfTag = link.path("type").asText().equals("tags");
            String key = link.path("key").asText();
            if (isOfTag && !attributes.contains(key)) {
                faults.add("no attribute is " + key);
            }
            Set<String> known = isOfTag ? attributes : OF_TRACES;
            PARAMETER
                    .matcher(link.path("url").asText() + " " + link.path("text").asText())
                    .results()
                    .map(found -> found.group(1).trim())
                    .filter(each -> !known.contains(each))
                    .forEach(each -> faults.add("a link knows no " + each));
        }
        tree.findValues("url").forEach(each -> url(each.asText(), attributes, dashboards, faults));
        return faults;
    }

    private static void url(String url, Set<String> attributes, List<Dashboard> dashboards, List<String> faults) {
        DASHBOARD.matcher(url).results().forEach(found -> {
            Dashboard dashboard = dashboards.stream()
                    .filter(each -> each.uid().equals(found.group(1)))
                    .findAny()
                    .orElse(null);
            if (dashboard == null) {
                faults.add("no dashboard is " + found.group(1));
                return;
            }
            VARIABLE.matcher(url)
                    .results()
                    .map(variable -> variable.group(1))
                    .filter(each -> !dashboard.variables().contains(each))
                    .forEach(each -> faults.add(found.group(1) + " has no variable " + each));
        });
        TAGS.matcher(url)
                .results()
                .forEach(found -> Shipped.json(URLDecoder.decode(found.group(1), StandardCharsets.UTF_8))
                        .fieldNames()
                        .forEachRemaining(each -> {
                            if (!attributes.contains(each) && !OF_JAEGER.contains(each)) {
                                faults.add("a menu entry searches for " + each + ", which no span has");
                            }
                        }));
    }
}
