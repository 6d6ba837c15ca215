import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls a server that stores what it is asked to, from a process of its own. */
public final class Caller {

    static final String TRACE_STATE = "vendor=77, other=x";
    static final String BAGGAGE = "tenant=acme;secret=no,user=J%C3%BCrgen";

    private static final String OWN_TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();

    private final URI server;

    private Caller(int port) {
        this.server = URI.create("http://localhost:" + port);
    }

    /** Starts this program in a second JVM, with the options of this one, and waits for its end. */
    static void call(int port, String... paths) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "Caller", String.valueOf(port)));
        command.addAll(List.of(paths));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // They are among the options.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process caller = builder.start();
        if (!caller.waitFor(100, TimeUnit.SECONDS)) {
            caller.destroyForcibly();
            throw new IllegalStateException("The caller did not end.");
        }
        if (caller.exitValue() != 0) {
            throw new IllegalStateException("The caller failed.");
        }
    }

    private HttpRequest.Builder to(String path, String key) {
        return HttpRequest.newBuilder(server.resolve(path + "?key=" + key));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(request + " was answered by " + response);
        }
        return response;
    }

    private void within(String name, NoteMemoryManager.Step step) throws Exception {
        NoteMemoryManager.MEMORY.store("call-" + name, "note", step);
    }

    public static void main(String[] args) throws Exception {
        Caller caller = new Caller(Integer.parseInt(args[0]));
        caller.again();
        for (int i = 1; i < args.length; i++) {
            String path = args[i];
            caller.within(path, () -> caller.send(caller.to("/" + path, path).build()));
        }
        caller.body();
        caller.later();
        caller.toldByTheApplication();
        caller.goesOn();
        caller.unseen();
    }

    /** Every second request lies in a call; the threads of the server serve one after the other. */
    private void again() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String key = String.valueOf(i);
            HttpRequest request = to("/store", key).build();
            if (i % 2 == 0) {
                within(key, () -> send(request));
            } else {
                send(request);
            }
        }
    }

    private void body() throws Exception {
        String large = "x".repeat(200_000);
        within(
                "body",
                () -> send(
                        to("/body", "body").POST(BodyPublishers.ofString(large)).build()));
    }

    private void later() throws Exception {
        within(
                "later",
                () -> client.sendAsync(to("/store", "later").build(), BodyHandlers.discarding())
                        .get());
        HttpRequest request = to("/redirect", "redirected").build();
        within("redirected", () -> send(request));
    }

    /** Headers that the application sets stay what they are, and what is no traceparent is none. */
    private void toldByTheApplication() throws Exception {
        String[][] told = {
            {"own", "00-" + OWN_TRACE + "-b7ad6b7169203331-01"},
            {"unsampled", "00-" + OWN_TRACE + "-b7ad6b7169203331-00"},
            {"future", "cc-" + OWN_TRACE + "-b7ad6b7169203331-01-what-comes"},
            {"malformed", "00-" + OWN_TRACE + "-B7AD6B7169203331-01"},
            {"zero", "00-" + OWN_TRACE + "-0000000000000000-01"},
            {"forbidden", "ff-" + OWN_TRACE + "-b7ad6b7169203331-01"}
        };
        for (String[] each : told) {
            HttpRequest request =
                    to("/store", each[0]).header("traceparent", each[1]).build();
            within("told-" + each[0], () -> send(request));
        }
    }

    /** The server calls itself, and says what it was told then. */
    private void goesOn() throws Exception {
        for (String path : List.of("/forward", "/forward-on-pool")) {
            HttpResponse<String> response = send(to(path, path.substring(1))
                    .header("traceparent", "00-" + OWN_TRACE + "-b7ad6b7169203331-03")
                    .header("tracestate", TRACE_STATE)
                    .header("baggage", BAGGAGE)
                    .build());
            System.out.println(path + " " + response.body());
        }
        System.out.println("baggage alone "
                + send(to("/forward", "alone").header("baggage", BAGGAGE).build())
                        .body());
    }

    /** The application sees its own headers only. */
    private void unseen() throws Exception {
        HttpRequest request = to("/store", "unseen").header("x-own", "1").build();
        within("unseen", () -> {
            HttpResponse<String> response = send(request);
            System.out.println("request " + request.headers().map() + ", of the response "
                    + response.request().headers().map());
        });
    }
}
