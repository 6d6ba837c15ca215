package dev.engram.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What a Redis does, as its command MONITOR tells it, a line a command. */
final class RedisMonitor implements AutoCloseable {

    private static final String END = "end-of-monitor";

    private final int port;
    private final Jedis connection;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private RedisMonitor(int port) {
        this.port = port;
        this.connection = new Jedis("127.0.0.1", port, 0);
    }

    /** Listens from now on. */
    static RedisMonitor start(int port) throws InterruptedException {
        RedisMonitor monitor = new RedisMonitor(port);
        CountDownLatch listening = new CountDownLatch(1);
        Thread thread = new Thread(() -> monitor.listen(listening), "redis-monitor");
        thread.setDaemon(true);
        thread.start();
        listening.await();
        return monitor;
    }

    private void listen(CountDownLatch listening) {
        try {
            connection.monitor(new JedisMonitor() {
                @Override
                public void proceed(redis.clients.jedis.Connection client) {
                    listening.countDown();
                    super.proceed(client);
                }

                @Override
                public void onCommand(String line) {
                    lines.add(line);
                    if (line.contains(END)) {
                        ended.countDown();
                    }
                }
            });
        } catch (JedisConnectionException closed) {
            ended.countDown();
        }
    }

    /** All that it did until now. */
    List<String> stop() throws InterruptedException {
        try (Jedis last = new Jedis("127.0.0.1", port)) {
            last.echo(END);
        }
        if (!ended.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("The server's MONITOR does not tell of the last command.");
        }
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
