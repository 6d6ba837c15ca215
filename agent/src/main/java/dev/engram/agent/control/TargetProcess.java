package dev.engram.agent.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process that may run a JVM, seen from outside: Linux by {@code /proc}, also where the process is in a container, that is,
 * has another file system and another number there; elsewhere by what JVMs write to the directory for temporary files.
 *
 * @param pid the number by which this process knows it
 * @param ownPid the number by which it knows itself
 * @param root its file system, as this process sees it
 * @param temporary its directory for temporary files, as this process sees it
 */
record TargetProcess(long pid, long ownPid, Path root, Path temporary) {

    private static final Path PROC = Path.of("/proc");
    private static final Pattern NAMESPACES = Pattern.compile("(?m)^NSpid:.*?(\\d+)\\s*$");
    private static final Pattern USER = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
    private static final Pattern CAUGHT = Pattern.compile("(?m)^SigCgt:\\s*([0-9a-f]+)$");
    private static final int SIGQUIT = 3;

    /** The process of this number; it may have ended. */
    static TargetProcess of(long pid) {
        Path process = PROC.resolve(Long.toString(pid));
        if (!Files.isDirectory(process)) {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            return new TargetProcess(pid, pid, Path.of("/"), temporary);
        }
        Matcher numbers = NAMESPACES.matcher(status(pid));
        long own = numbers.find() ? Long.parseLong(numbers.group(1)) : pid;
        Path root = root(process);
        return new TargetProcess(pid, own, root, root.resolve("tmp"));
    }

    /** Its own name where the process has the same file system: what lies there can be deleted when the process has ended. */
    private static Path root(Path process) {
        Path own = Path.of("/");
        Path root = process.resolve("root");
        try {
            Path mounts = Path.of("ns", "mnt");
            boolean isShared = Files.readSymbolicLink(process.resolve(mounts))
                    .equals(Files.readSymbolicLink(PROC.resolve("self").resolve(mounts)));
            // Two namespaces may share the root, and have other files below it.
            return isShared && Files.isSameFile(root, own) ? own : root;
        } catch (IOException hidden) {
            // A process of another user, which cannot be attached to anyway.
            return own;
        }
    }

    /** All whose JVM says that it is there, of all users that this one can see; this process is left out. */
    static List<TargetProcess> all() {
        List<TargetProcess> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .sorted()
                .mapToObj(TargetProcess::of)
                .filter(each -> each.perfData().isPresent())
                .forEach(found::add);
        return found;
    }

    /** Whether the process runs. */
    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** What its JVM says of itself; empty for none, for one with {@code -XX:-UsePerfData}, and for one of another user. */
    Optional<PerfData> perfData() {
        try (DirectoryStream<Path> users = Files.newDirectoryStream(temporary, "hsperfdata_*")) {
            for (Path each : users) {
                Path file = each.resolve(Long.toString(ownPid));
                if (Files.isReadable(file) && Files.size(file) > 0) {
                    return Optional.of(PerfData.read(file));
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            // As if there were none.
        }
        return Optional.empty();
    }

    /** Where the JVM listens once something attached to it. */
    Path socket() {
        return temporary.resolve(".java_pid" + ownPid);
    }

    /** What makes the JVM listen, with a signal. */
    Path trigger() {
        return temporary.resolve(".attach_pid" + ownPid);
    }

    /** A file of the process's, as this process sees it. */
    Path seen(Path file) {
        return root.resolve(file.toAbsolutePath().toString().substring(1));
    }

    /** As the process calls a file that this process sees below {@link #root}, or that both see under one name. */
    Path own(Path file) {
        return file.startsWith(root) && root.getNameCount() > 0 ? Path.of("/").resolve(root.relativize(file)) : file;
    }

    /** Whether the process sees the same file under the same name. */
    boolean sees(Path file) {
        try {
            return Files.isSameFile(file, seen(file));
        } catch (IOException other) {
            return false;
        }
    }

    /** The number of its user; -1 where that is not told. */
    int user() {
        Matcher user = USER.matcher(status(pid));
        return user.find() ? Integer.parseInt(user.group(1)) : -1;
    }

    /**
     * Whether the signal that makes a JVM listen is caught; where it is not, it would end the process. Null where that is not
     * told.
     */
    @Nullable
    Boolean catchesTheSignal() {
        Matcher caught = CAUGHT.matcher(status(pid));
        return caught.find() ? (Long.parseUnsignedLong(caught.group(1), 16) >> (SIGQUIT - 1) & 1) == 1 : null;
    }

    /** Whether it is a HotSpot JVM; null where that is not told. */
    @Nullable
    Boolean hasJvm() {
        try (var maps = Files.lines(PROC.resolve(pid + "/maps"), StandardCharsets.UTF_8)) {
            return maps.anyMatch(line -> line.contains("/libjvm."));
        } catch (IOException | RuntimeException hidden) {
            return null;
        }
    }

    /** @return empty where the system has no such file, or the process has ended */
    private static String status(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/status"));
        } catch (IOException none) {
            return "";
        }
    }
}
