package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.collector.cli.Main;
import dev.engram.demo.StartedResources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Engram's collector in a process of its own, with a database file as in docker compose, which can be killed and started again. */
final class EngramProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ports ports;
    private final Path database;
    private final StartedResources belongings;
    private final HttpClient client = HttpClient.newHttpClient();

    /** One that does not run yet, on the ports of the stack. */
    EngramProcess(Ports ports, Path directory, StartedResources belongings) {
        this.ports = ports;
        this.database = directory.resolve("engram.duckdb");
        this.belongings = belongings;
    }

    Service start() throws Exception {
        Service service = belongings.add(Service.start(
                "Engram's collector",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--db=" + database,
                        "--memory=512MB",
                        "--grpc-port=" + ports.engramGrpc(),
                        "--http-port=" + ports.engramHttp(),
                        "--api-port=" + ports.engramApi()),
                Map.of()));
        service.awaitReady(new Http(), api("/health"));
        return service;
    }

    /** How many spans it has. */
    long count() throws IOException, InterruptedException {
        return query("SELECT count(*) FROM spans").path(0).path(0).asLong();
    }

    /** The ids of the spans that it has, by trace. */
    Map<String, Set<String>> traces() throws IOException, InterruptedException {
        Map<String, Set<String>> traces = new TreeMap<>();
        query("SELECT trace_id, span_id FROM spans")
                .forEach(row -> traces.computeIfAbsent(row.path(0).asText(), id -> new TreeSet<>())
                        .add(row.path(1).asText()));
        return traces;
    }

    private JsonNode query(String sql) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api("/api/query"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        JSON.createObjectNode().put("sql", sql).toString()))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Engram's collector refuses " + sql + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).path("rows");
    }

    private URI api(String path) {
        return URI.create("http://" + Ports.HOST + ":" + ports.engramApi() + path);
    }
}
