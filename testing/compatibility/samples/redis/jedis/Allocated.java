import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import redis.clients.jedis.Jedis;

/**
 * Prints the bytes that the command, GET or SET, allocates on its thread: the least of several rounds, by call. The connection
 * answers every command with the same text, at once and without a network.
 */
class Allocated {

    private static final int ROUNDS = 12;
    private static final int CALLS = 10_000;

    /** So that no call can be optimised away. */
    private static volatile String found;

    public static void main(String[] args) {
        try (Jedis redis = new Jedis(Echo::new)) {
            Runnable command = switch (args[0]) {
                case "GET" -> () -> found = redis.get("key");
                case "SET" -> () -> found = redis.set("key", "value");
                default -> throw new IllegalArgumentException(args[0]);
            };
            System.out.println(args[0] + " " + bytes(command));
        }
    }

    private static long bytes(Runnable command) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < CALLS; i++) {
                command.run();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least / CALLS;
    }

    private static final class Echo extends Socket {
        private static final byte[] ANSWER = {'$', '5', '\r', '\n', 'h', 'e', 'l', 'l', 'o', '\r', '\n'};

        private int commands;

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int single) {
                    throw new IllegalStateException("Jedis writes whole commands");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    for (int i = offset; i < offset + length; i++) {
                        if (bytes[i] == '*') {
                            commands++;
                        }
                    }
                }
            };
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new IllegalStateException("Jedis reads into its buffer");
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    if (commands == 0) {
                        return -1;
                    }
                    commands--;
                    System.arraycopy(ANSWER, 0, into, offset, ANSWER.length);
                    return ANSWER.length;
                }
            };
        }

        @Override
        public boolean isBound() {
            return true;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void setSoTimeout(int millis) {
            // It never waits.
        }
    }
}
