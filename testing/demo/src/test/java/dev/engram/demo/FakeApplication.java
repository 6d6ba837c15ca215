package dev.engram.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stands for the demo application: talks to the Redis it is given, and behaves as its rule file says. */
public final class FakeApplication {

    private FakeApplication() {}

    public static void main(String[] args) throws Exception {
        System.out.println("application " + ProcessHandle.current().pid());
        System.out.println("redis " + redisPid());
        System.out.println("arguments " + List.of(args));
        System.out.println("service " + System.getenv("OTEL_SERVICE_NAME"));
        switch (mode()) {
            case "fail" -> System.exit(3);
            case "hang" -> Thread.sleep(Long.MAX_VALUE);
            default -> System.out.println("done");
        }
    }

    /** The text of the rule file. */
    static String mode() throws IOException {
        return Files.readString(Path.of(System.getenv("ENGRAM_CONFIG")));
    }

    private static long redisPid() throws IOException {
        int port = URI.create(System.getenv("REDIS_URL")).getPort();
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            String info = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Long.parseLong(info.replaceAll("(?s).*process_id:(\\d+).*", "$1"));
        }
    }
}
