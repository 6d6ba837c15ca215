package dev.engram.agent.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.agent.VirtualMachine;
import net.bytebuddy.agent.VirtualMachine.ForHotSpot.Connection;

/**
 * Byte Buddy's Attach API for HotSpot, over the JDK's own sockets: the runtime that this runs in needs no module {@code
 * jdk.attach}, and no native library. Linux and macOS.
 *
 * <p>Not Byte Buddy's own connection, which needs JNA, and looks for the process's files by the number that it has outside of
 * its container.
 */
final class HotSpot {

    /** Between two looks for the socket. */
    private static final long PAUSE_MILLIS = 50;

    private final TargetProcess target;

    private HotSpot(TargetProcess target) {
        this.target = target;
    }

    /**
     * Makes a JVM listen, where it does not.
     *
     * @param seconds how long it has for that
     * @throws ControlException when it does not in that time
     */
    static VirtualMachine attach(TargetProcess target, long seconds) throws IOException {
        new HotSpot(target).wake(seconds);
        return VirtualMachine.ForHotSpot.attach(Long.toString(target.pid()), pid -> new Socket(target.socket()));
    }

    private void wake(long seconds) throws IOException {
        if (Files.exists(target.socket())) {
            return;
        }
        Path trigger = target.trigger();
        try {
            Files.createFile(trigger);
        } catch (FileAlreadyExistsException another) {
            // Another tool attaches at this moment; the JVM answers both.
        }
        try {
            signal();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (!Files.exists(target.socket())) {
                if (!target.isAlive()) {
                    throw new ControlException("Process " + target.pid() + " has ended meanwhile.");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new ControlException("The JVM of process " + target.pid() + " does not answer within "
                            + seconds + " s; it hangs, is stopped, or is too busy. Nothing was changed.");
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ControlException("Interrupted; nothing was changed.", interrupted);
        } finally {
            Files.deleteIfExists(trigger);
        }
    }

    /** Java can send SIGTERM and SIGKILL alone. */
    private void signal() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + target.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (kill.waitFor() != 0) {
            throw new ControlException(
                    "Process " + target.pid() + " belongs to another user; run this as that user, or as root.");
        }
    }

    /** One command each. */
    private static final class Socket extends Connection.OnPersistentByteChannel<SocketChannel> {
        private final Path socket;

        Socket(Path socket) {
            this.socket = socket;
        }

        @Override
        protected SocketChannel connect() throws IOException {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException failed) {
                channel.close();
                throw failed;
            }
            return channel;
        }

        @Override
        protected void close(SocketChannel channel) throws IOException {
            channel.close();
        }

        @Override
        protected void write(SocketChannel channel, byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        protected int read(SocketChannel channel, byte[] bytes) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes));
        }

        @Override
        public void close() {}
    }
}
