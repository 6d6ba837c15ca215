package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A compose file, read. Immutable. */
final class Compose {
    static final String FILE = "docker-compose.yml";

    private final JsonNode tree;

    Compose(String text) {
        tree = Shipped.yaml(text);
    }

    static Compose shipped() {
        return new Compose(Shipped.text(FILE));
    }

    JsonNode tree() {
        return tree;
    }

    /** Services by name. */
    Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        tree.path("services").forEachEntry(services::put);
        return services;
    }

    /** One service; a missing node where there is none of that name. */
    JsonNode service(String name) {
        return tree.path("services").path(name);
    }

    /** A volume of a service: what of the host or which named volume, where to, and how. */
    record Mount(String source, String target, String mode) {
        boolean isFile() {
            return source.startsWith("./");
        }
    }

    static List<Mount> mounts(JsonNode service) {
        return strings(service.path("volumes")).stream()
                .map(each -> each.split(":"))
                .map(parts -> new Mount(parts[0], parts[1], parts.length > 2 ? parts[2] : "rw"))
                .toList();
    }

    /** A published port: on which address and port of the host, to which one of the container. */
    record Published(String address, int host, int container) {}

    static List<Published> published(JsonNode service) {
        return strings(service.path("ports")).stream()
                .map(each -> each.split(":"))
                .map(parts -> parts.length == 3
                        ? new Published(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                        : new Published("0.0.0.0", Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
                .toList();
    }

    static Map<String, String> environment(JsonNode service) {
        Map<String, String> environment = new TreeMap<>();
        service.path("environment").forEachEntry((name, value) -> environment.put(name, value.asText()));
        return environment;
    }

    /** The elements of a list, or of none. */
    static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    /**
     * What is wrong with the file beside what Compose itself would refuse, which {@code ConfigurationsIT} asks it; empty where all
     * is well.
     */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        services().forEach((name, service) -> {
            String image = service.path("image").asText();
            boolean isBuilt = service.has("build");
            if (!isBuilt && !image.matches("[a-z0-9/.-]+:v?\\d+\\.\\d+\\.\\d+[a-z0-9.-]*")) {
                faults.add(name + ": image " + image + " is not pinned to one version");
            }
            if (isBuilt
                    && !Shipped.text(service.at("/build/dockerfile").asText())
                            .contains(" AS " + service.at("/build/target").asText() + "\n")) {
                faults.add(name + ": its Dockerfile has no stage "
                        + service.at("/build/target").asText());
            }
            mounts(service).stream()
                    .filter(Mount::isFile)
                    .filter(each -> !Files.exists(Shipped.path(each.source())))
                    .forEach(each -> faults.add(name + ": " + each.source() + " does not exist"));
            mounts(service).stream()
                    .filter(each -> each.isFile() != each.mode().equals("ro"))
                    .forEach(each -> faults.add(name + ": files are mounted ro, volumes rw; not so " + each));
            published(service).stream()
                    .filter(each -> !each.address().equals("127.0.0.1"))
                    .forEach(each -> faults.add(name + ": port " + each.host() + " is not on loopback"));
            for (String part : List.of("read_only", "cap_drop", "security_opt", "mem_limit", "restart")) {
                if (!service.has(part)) {
                    faults.add(name + ": has no " + part);
                }
            }
            service.path("depends_on").forEachEntry((awaited, how) -> {
                JsonNode other = service(awaited);
                String condition = how.path("condition").asText();
                if (condition.equals("service_healthy") && !other.has("healthcheck")) {
                    faults.add(name + ": waits until " + awaited + " is healthy, which has no health check");
                }
            });
        });
        return faults;
    }
}
