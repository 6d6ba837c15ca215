package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.server.CollectorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who listens where within docker compose, and who calls whom: every address that a file names has someone behind it. */
final class Addresses {
    private static final Pattern ADDRESS =
            Pattern.compile("([a-zA-Z][a-zA-Z0-9.-]*|127\\.0\\.0\\.1):(\\d{2,5})(?![\\d:])");
    private static final Set<String> SELF = Set.of("localhost", "127.0.0.1");

    private final Compose compose;
    private final Map<String, Set<Integer>> listening = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    Addresses(Compose compose) {
        this.compose = compose;
        listening.put("redis", Set.of(6379));
        listening.put("prometheus", Set.of(9090));
        listening.put("grafana", Set.of(3000));
        listening.put(
                "engram-collector",
                Set.of(CollectorOptions.GRPC_PORT, CollectorOptions.HTTP_PORT, CollectorOptions.API_PORT));
        listening.put("otel-collector", gateway().listens());
        listening.put("jaeger", jaeger().listens());
    }

    CollectorConfig gateway() {
        return configured("otel-collector", "./otel-collector-config.yaml", "otel-collector-config.yaml");
    }

    CollectorConfig jaeger() {
        return configured("jaeger", "./deploy/jaeger", "deploy/jaeger/config.yaml");
    }

    /** A configuration as the service sees it that mounts it. */
    private CollectorConfig configured(String service, String mounted, String file) {
        JsonNode definition = compose.service(service);
        if (Compose.mounts(definition).stream().noneMatch(each -> each.source().equals(mounted))) {
            faults.add(service + " does not mount " + mounted);
        }
        return CollectorConfig.shipped(file, Compose.environment(definition));
    }

    /** What is wrong; empty where all is well. */
    List<String> faults(List<String> prometheusTargets, List<String> dataSources) {
        compose.services().forEach((name, service) -> {
            Compose.environment(service).forEach((variable, value) -> callees(name + " " + variable, name, value));
            Compose.strings(service.path("command")).forEach(each -> callees(name + " command", name, each));
            Compose.strings(service.at("/healthcheck/test")).forEach(each -> {
                callees(name + " health check", name, each);
                callees(name + " health check", name, each.replaceAll(".*/dev/tcp/([\\d.]+)/(\\d+).*", "$1:$2"));
            });
            Compose.published(service).stream()
                    .filter(each -> !ports(name).contains(each.container()))
                    .forEach(
                            each -> faults.add(name + " publishes " + each.container() + ", where it does not listen"));
        });
        gateway().callees().forEach(each -> callees("otel-collector-config.yaml", "otel-collector", each));
        jaeger().callees().forEach(each -> callees("deploy/jaeger/config.yaml", "jaeger", each));
        prometheusTargets.forEach(each -> callees("deploy/prometheus/targets", "prometheus", each));
        dataSources.forEach(each -> callees("deploy/grafana/provisioning", "grafana", each));
        return faults;
    }

    /** Addresses that a browser on the host is led to, and nobody publishes. */
    List<String> unpublished(String text) {
        Set<Integer> published = new TreeSet<>();
        compose.services()
                .values()
                .forEach(each -> Compose.published(each).forEach(port -> published.add(port.host())));
        return Pattern.compile("http://localhost:(\\d+)")
                .matcher(text)
                .results()
                .filter(found -> !published.contains(Integer.parseInt(found.group(1))))
                .map(found -> found.group())
                .toList();
    }

    private Set<Integer> ports(String service) {
        return listening.getOrDefault(service, Set.of());
    }

    private void callees(String where, String self, String text) {
        ADDRESS.matcher(text).results().forEach(found -> {
            String host = SELF.contains(found.group(1)) ? self : found.group(1);
            int port = Integer.parseInt(found.group(2));
            if (!compose.services().containsKey(host)) {
                faults.add(where + ": no service is " + host);
            } else if (!ports(host).contains(port)) {
                faults.add(where + ": " + host + " does not listen on " + port);
            }
        });
    }
}
