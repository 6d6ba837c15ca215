package dev.engram.agent.telemetry.http;

import dev.engram.agent.telemetry.export.Buffers;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection on which connecting, writing and reading all end at a deadline, without a second thread. Not thread-safe.
 *
 * <p>A thread that is interrupted while it waits gets an {@link InterruptedIOException} and keeps its interrupt.
 */
public final class Connection implements Closeable {

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private long deadline;

    private Connection(SocketChannel channel, Selector selector, SelectionKey key, Buffers buffers, long deadline) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
        this.out = buffers.out.clear();
        this.in = buffers.in.clear().limit(0);
        this.deadline = deadline;
    }

    /** What connections write and read through, for one after the other: direct memory is not freed in time. */
    static final class Buffers {
        private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);
        private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 13);
    }

    /**
     * Without a lookup for this machine itself: the JDK reads how long names are kept ({@code networkaddress.cache.ttl}) at the
     * first lookup of the process, and the application may not have said it yet.
     */
    private static InetSocketAddress address(String host, int port) {
        return host.equalsIgnoreCase("localhost")
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
    }

    /**
     * Connects.
     *
     * @param buffers of which no other open connection makes use
     * @param deadline by {@link System#nanoTime}, also for what follows until {@link #deadline} sets another
     */
    static Connection open(String host, int port, Buffers buffers, long deadline) throws IOException {
        InetSocketAddress address = address(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        SocketChannel channel = SocketChannel.open();
        Selector selector = null;
        try {
            selector = Selector.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, 0);
            Connection connection = new Connection(channel, selector, key, buffers, deadline);
            if (!channel.connect(address)) {
                do {
                    connection.await(SelectionKey.OP_CONNECT);
                } while (!channel.finishConnect());
            }
            return connection;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            if (selector != null) {
                selector.close();
            }
            throw failed;
        }
    }

    /** Until when what follows may take. */
    void deadline(long next) {
        deadline = next;
    }

    /** Waits for one of the operations; which of them can go on is in the key. */
    private void await(int operations) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        key.interestOps(operations);
        // At least a millisecond: zero would wait for ever.
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Whether the other side has closed the connection, or sent what nobody asked for, since the last answer. */
    boolean isStale() {
        try {
            return in.hasRemaining() || fill() != 0;
        } catch (IOException broken) {
            return true;
        }
    }

    /** Reads what there is without waiting; -1 at the end. */
    private int fill() throws IOException {
        in.clear();
        try {
            return channel.read(in);
        } catch (IOException broken) {
            throw told(broken);
        } finally {
            in.flip();
        }
    }

    /** Channels tell a connection that the other side has broken by a plain exception. */
    private static IOException told(IOException broken) {
        if (broken instanceof SocketException || broken instanceof ClosedChannelException) {
            return broken;
        }
        SocketException told = new SocketException(broken.getMessage());
        told.initCause(broken);
        return told;
    }

    /** The next byte, -1 at the end. */
    int read() throws IOException {
        while (!in.hasRemaining()) {
            int count = fill();
            if (count < 0) {
                return -1;
            }
            if (count == 0) {
                await(SelectionKey.OP_READ);
            } else if (deadline - System.nanoTime() <= 0) {
                // Of an answer without end there is always something.
                throw new SocketTimeoutException("no end of the answer in time");
            }
        }
        return in.get() & 0xFF;
    }

    /**
     * Writes, through a buffer that {@link #flush} empties.
     *
     * @return false when the other side speaks before all was written, which is then the answer
     */
    boolean write(byte[] bytes, int offset, int count) throws IOException {
        for (int from = offset; from < offset + count; ) {
            if (!out.hasRemaining() && !flush()) {
                return false;
            }
            int part = Math.min(out.remaining(), offset + count - from);
            out.put(bytes, from, part);
            from += part;
        }
        return true;
    }

    /** Empties the buffer; see {@link #write}. */
    boolean flush() throws IOException {
        out.flip();
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
                    if (fill() != 0) {
                        return false;
                    }
                }
            }
        } catch (InterruptedIOException | ClosedChannelException ended) {
            throw ended;
        } catch (IOException broken) {
            // Who closes its side may have said why before.
            if (!isAnswered()) {
                throw told(broken);
            }
            return false;
        } finally {
            out.clear();
        }
        return true;
    }

    private boolean isAnswered() {
        try {
            return fill() > 0;
        } catch (IOException nothing) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
