package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Grafana dashboard, read. */
final class Dashboard {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-zA-Z]\\w*)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

    /** Of Grafana's grid. */
    private static final int COLUMNS = 24;

    private final JsonNode tree;

    Dashboard(String json) {
        tree = Shipped.json(json);
    }

    static List<String> files() {
        return Shipped.files("deploy/grafana/dashboards", ".json");
    }

    String uid() {
        return tree.path("uid").asText();
    }

    JsonNode panels() {
        return tree.path("panels");
    }

    /** Names of its variables. */
    Set<String> variables() {
        Set<String> names = new TreeSet<>();
        tree.at("/templating/list").forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    /** What is wrong with it; empty where all is well. */
    List<String> faults(Series series, Set<String> dataSources) {
        List<String> faults = new ArrayList<>();
        if (uid().isEmpty()
                || tree.path("title").asText().isEmpty()
                || tree.path("schemaVersion").asInt() < 41) {
            faults.add("has no uid, no title or an old schema");
        }
        if (!tree.path("id").isMissingNode()) {
            faults.add("has the id of the Grafana that it came from");
        }
        tree.findValues("datasource").stream()
                .map(each -> each.isObject() ? each.path("uid").asText() : each.asText())
                .filter(each -> !dataSources.contains(each))
                .forEach(each -> faults.add("no data source is " + each));
        tree.at("/templating/list")
                .forEach(each -> variable(each.at("/query/query").asText(), series, faults));
        Set<Integer> ids = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : panels()) {
            String title = panel.path("title").asText();
            if (!ids.add(panel.path("id").asInt())) {
                faults.add(title + ": its id is another panel's");
            }
            place(title, panel.path("gridPos"), taken, faults);
            panel.path("targets").forEach(target -> target(title, target, series, faults));
        }
        return faults;
    }

    private static void variable(String query, Series series, List<String> faults) {
        Matcher found = LABEL_VALUES.matcher(query);
        if (!found.matches()) {
            faults.add("cannot read the variable's query " + query);
            return;
        }
        faults.addAll(series.faults(found.group(1)));
        if (!series.remaining(found.group(1)).contains(found.group(2))) {
            faults.add("no label " + found.group(2) + " in " + query);
        }
    }

    private static void place(String title, JsonNode place, Set<String> taken, List<String> faults) {
        List<String> cells = cells(place);
        if (!Collections.disjoint(taken, cells)) {
            faults.add(title + ": lies over another panel");
        }
        taken.addAll(cells);
        if (place.path("x").asInt() + place.path("w").asInt() > COLUMNS) {
            faults.add(title + ": is wider than the dashboard");
        }
    }

    /** The cells of the dashboard's grid that a panel takes. */
    private static List<String> cells(JsonNode place) {
        List<String> cells = new ArrayList<>();
        for (int x = 0; x < place.path("w").asInt(); x++) {
            for (int y = 0; y < place.path("h").asInt(); y++) {
                cells.add(place.path("x").asInt() + x + "," + (place.path("y").asInt() + y));
            }
        }
        return cells;
    }

    private void target(String title, JsonNode target, Series series, List<String> faults) {
        String expression = target.path("expr").asText();
        series.faults(expression).forEach(each -> faults.add(title + ": " + each));
        VARIABLE.matcher(expression)
                .results()
                .map(found -> found.group(1))
                .filter(each -> !variables().contains(each))
                .forEach(each -> faults.add(title + ": there is no variable " + each));
        Set<String> remaining = series.remaining(expression);
        PromQl.templateLabels(target.path("legendFormat").asText()).stream()
                .filter(label -> !label.equals("le") && !remaining.contains(label))
                .forEach(label -> faults.add(title + ": its legend has no label " + label));
    }
}
