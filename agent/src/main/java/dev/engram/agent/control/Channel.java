package dev.engram.agent.control;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.bytebuddy.agent.VirtualMachine;
import org.jspecify.annotations.Nullable;

/**
 * Gives commands to one JVM. The command and its answer lie in a directory of the process's temporary files that its user alone
 * can read, made for this command and deleted after it. No port is opened.
 */
final class Channel {

    /** The first whose classes the agent is compiled for. */
    private static final int OLDEST_JAVA = 17;

    private static final Pattern FEATURE = Pattern.compile("(?:1\\.)?(\\d+).*");
    private static final String STATE = "engram.state";

    private final TargetProcess target;
    private final long seconds;

    /**
     * A channel; nothing is sent.
     *
     * @param seconds how long the JVM has for each answer
     */
    Channel(TargetProcess target, long seconds) {
        this.target = target;
        this.seconds = seconds;
    }

    /** What Engram says of itself in that JVM: its version, and whether it records; null where it is not there. */
    @Nullable
    String state() {
        return within(() -> {
            VirtualMachine machine = HotSpot.attach(target, seconds);
            try {
                return machine.getAgentProperties().getProperty(STATE);
            } finally {
                machine.detach();
            }
        });
    }

    /**
     * Has the JVM perform a command.
     *
     * @param request what {@code EngramAgent} reads
     * @param config a rule file of the caller's that the process is to read; null for none
     * @return the answer
     * @throws ControlException where it was not performed
     */
    String send(Map<String, String> request, @Nullable Path config) {
        check();
        return within(() -> {
            VirtualMachine machine = HotSpot.attach(target, seconds);
            try {
                checkVersion(machine.getSystemProperties());
                return send(machine, request, config);
            } finally {
                machine.detach();
            }
        });
    }

    /** That the process can take a command, before anything reaches it. */
    private void check() {
        long pid = target.pid();
        if (!target.isAlive()) {
            throw new ControlException("There is no process " + pid + "; list the JVMs with the command jvms.");
        }
        long own = ownUser();
        long user = target.user();
        if (own > 0 && user >= 0 && own != user) {
            throw new ControlException(
                    "Process " + pid + " belongs to another user; run this as that user, or as root.");
        }
        Optional<PerfData> data = target.perfData();
        if (data.isPresent() && Boolean.FALSE.equals(data.get().isAttachable())) {
            throw new ControlException("The JVM of process " + pid
                    + " was started with -XX:+DisableAttachMechanism; start it with -javaagent instead.");
        }
        if (Boolean.FALSE.equals(target.hasJvm())) {
            throw new ControlException(
                    "Process " + pid + " runs no HotSpot JVM; a native image or another JVM cannot be attached to.");
        }
        if (Boolean.FALSE.equals(target.catchesTheSignal())) {
            throw new ControlException("The JVM of process " + pid
                    + " does not catch SIGQUIT, which attaching needs (it is starting, or was started with -Xrs); try again,"
                    + " or start it with -javaagent.");
        }
        if (data.isPresent() && !data.get().javaVersion().isEmpty()) {
            checkVersion(pid, data.get().javaVersion());
        }
    }

    private static long ownUser() {
        return TargetProcess.of(ProcessHandle.current().pid()).user();
    }

    private void checkVersion(Properties system) {
        checkVersion(target.pid(), system.getProperty("java.version", ""));
    }

    /** @param version as {@code java.version}: 1.8.0_402, 11.0.22, 25-ea */
    static void checkVersion(long pid, String version) {
        Matcher feature = FEATURE.matcher(version);
        if (feature.matches() && Integer.parseInt(feature.group(1)) < OLDEST_JAVA) {
            throw new ControlException(
                    "Process " + pid + " runs Java " + version + "; Engram needs Java " + OLDEST_JAVA + " or newer.");
        }
    }

    private String send(VirtualMachine machine, Map<String, String> request, @Nullable Path config) throws IOException {
        Path folder = folder();
        boolean isKept = false;
        try {
            Properties properties = new Properties();
            properties.putAll(request);
            Path jar = jar();
            if (!canRead(jar)) {
                jar = copy(jar, folder);
                isKept = true;
            }
            if (config != null) {
                Path file = config.toAbsolutePath().normalize();
                if (!canRead(file)) {
                    file = copy(file, folder);
                    isKept = true;
                }
                properties.setProperty("set.engram.config", target.own(file).toString());
            }
            properties.setProperty("jar", target.own(jar).toString());
            Path file = folder.resolve("request");
            try (OutputStream out = Files.newOutputStream(file)) {
                properties.store(out, null);
            }
            give(file);
            machine.loadAgent(target.own(jar).toString(), "@control:" + target.own(file));
            return answer(folder.resolve("request.answer"));
        } finally {
            Files.deleteIfExists(folder.resolve("request"));
            Files.deleteIfExists(folder.resolve("request.answer"));
            if (!isKept) {
                delete(folder);
            }
        }
    }

    /** Whether the process finds and can read a file of the caller's. */
    private boolean canRead(Path file) {
        return target.sees(file) && target.user() == ownUser();
    }

    private String answer(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ControlException(
                    "Process " + target.pid() + " gave no answer; its log says why. Is its disk full?");
        }
        String answer = Files.readString(file);
        int end = answer.indexOf('\n');
        String text = answer.substring(end + 1);
        if (end < 0 || !answer.startsWith("ok")) {
            throw new ControlException(text);
        }
        return text;
    }

    private Path folder() throws IOException {
        try {
            Path folder = Files.createTempDirectory(
                    target.temporary(),
                    "engram-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            give(folder);
            return folder;
        } catch (FileSystemException full) {
            throw new ControlException("No directory can be made in " + target.temporary() + " (" + full.getReason()
                    + "); nothing was changed.");
        }
    }

    /** Has the process's user own a file; only root may, and only root has to. */
    private void give(Path file) throws IOException {
        int user = target.user();
        if (user >= 0 && !Files.getAttribute(file, "unix:uid").equals(user)) {
            Files.setAttribute(file, "unix:uid", user);
        }
    }

    /** A file for a process that has another file system or another user; it stays there. */
    private Path copy(Path file, Path folder) throws IOException {
        Path copied = Files.copy(file, folder.resolve(file.getFileName()));
        give(copied);
        return copied;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.deleteIfExists(each);
            }
        }
        Files.deleteIfExists(folder);
    }

    /** The jar that this runs from. */
    private static Path jar() {
        try {
            return Path.of(new File(Channel.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getAbsolutePath());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private interface Talk<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /** A JVM that hangs answers never: the thread that waits for it is left behind. */
    private <T extends @Nullable Object> T within(Talk<T> talk) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(talk.run());
                    } catch (Throwable failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "engram-attach");
        thread.setDaemon(true);
        thread.start();
        try {
            // The JVM has the time twice: until it listens, and until it answers.
            return result.get(2 * seconds, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            throw new ControlException("The JVM of process " + target.pid() + " does not answer within " + 2 * seconds
                    + " s; it may still do what it was asked for, status shows it.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ControlException("Interrupted.", interrupted);
        } catch (ExecutionException failed) {
            throw failure(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private RuntimeException failure(Throwable failed) {
        if (failed instanceof ControlException known) {
            return known;
        }
        if (!target.isAlive()) {
            return new ControlException("Process " + target.pid() + " has ended meanwhile.", failed);
        }
        return new ControlException(
                "Process " + target.pid() + " could not be asked: " + failed.getMessage() + ".", failed);
    }
}
