package dev.engram.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a client and a real Redis, and hands on what both say, until the client asks for {@code fault:hang}, which is
 * never answered, {@code fault:close}, which is half an answer and the end of the connection, {@code fault:once}, which is the
 * same but only the first time, or {@code fault:garbage}, which is no Redis protocol. It breaks the connection, unanswered, at
 * the first command with a certain word in it.
 */
final class FaultyProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    private final int redis;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final String word;
    private final AtomicBoolean hasFailedOnce = new AtomicBoolean();
    private final AtomicBoolean isBroken = new AtomicBoolean();

    /** Listens on a free port. */
    FaultyProxy(int redis) throws IOException {
        this(redis, "fault:break");
    }

    /** Listens on a free port, and breaks a connection at this word. */
    FaultyProxy(int redis, String word) throws IOException {
        this.redis = redis;
        this.word = word;
        start(this::accept);
    }

    /** Whether it has broken a connection. */
    boolean isBroken() {
        return isBroken.get();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What reads and writes until somebody closes a socket. */
    private interface Copy {
        void run() throws IOException;
    }

    private static void start(Copy copy) {
        Thread thread = new Thread(
                () -> {
                    try {
                        copy.run();
                    } catch (IOException closed) {
                        // The end of a connection, on purpose or by its client.
                    }
                },
                "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            sockets.add(client);
            Socket upstream = new Socket(server.getInetAddress(), redis);
            sockets.add(upstream);
            start(() -> requests(client, upstream));
            start(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
        }
    }

    private void requests(Socket client, Socket upstream) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = upstream.getOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            String request = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
            if (request.contains(word) && isBroken.compareAndSet(false, true)) {
                client.close();
                break;
            }
            boolean isClosed = request.contains("fault:close")
                    || (request.contains("fault:once") && hasFailedOnce.compareAndSet(false, true));
            if (isClosed) {
                answer(client, "$100\r\nhalf");
                client.close();
            } else if (request.contains("fault:garbage")) {
                answer(client, "?What is that\r\n");
            } else if (!request.contains("fault:hang")) {
                out.write(buffer, 0, read);
            }
        }
        upstream.close();
    }

    private static void answer(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : sockets) {
            each.close();
        }
    }
}
