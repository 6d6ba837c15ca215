package dev.engram.stack;

import dev.engram.demo.DemoException;
import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import dev.engram.demo.TemporaryDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The programs in a cache on this machine, built where they are not there yet.
 *
 * <p>Assumptions: Go 1.26 or newer on the path, for what is not there yet. Guarantees: a program in the cache is whole, since it
 * is built aside and renamed; it is what the pinned modules and their checksums give. Two installations at once wait for
 * each other and build once. A build ends with the process that started it.
 */
final class Installation {
    private static final Duration AT_MOST = Duration.ofMinutes(60);
    private static final Duration SAID_EVERY = Duration.ofMinutes(1);
    private static final int LINES_OF_A_FAILURE = 15;

    private final Recipes recipes;
    private final Path cache;
    private final Map<String, String> environment;
    private final Consumer<String> say;

    /**
     * An installation.
     *
     * @param cache a directory that need not exist; see {@link #cache}
     * @param environment that of {@code go}
     * @param say gets every step as it happens
     */
    Installation(Recipes recipes, Path cache, Map<String, String> environment, Consumer<String> say) {
        this.recipes = recipes;
        this.cache = cache;
        this.environment = Map.copyOf(environment);
        this.say = say;
    }

    /** Where programs are kept between runs: {@code $XDG_CACHE_HOME/engram/stack}, by default {@code ~/.cache/engram/stack}. */
    static Path cache(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return caches.resolve("engram").resolve("stack");
    }

    /** All programs, after those that were missing have been built. */
    Binaries install(StartedResources belongings) throws StackException, InterruptedException {
        Map<Program, Path> installed = new EnumMap<>(Program.class);
        for (Program program : Program.values()) {
            installed.put(program, install(program, belongings));
        }
        return new Binaries(installed);
    }

    private Path install(Program program, StartedResources belongings) throws StackException, InterruptedException {
        Path home = cache.resolve(program.title() + "-" + recipes.fingerprint(program));
        if (Files.isDirectory(home)) {
            return home;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel file = FileChannel.open(
                            cache.resolve(program.title() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = lock(file, program)) {
                if (!Files.isDirectory(home)) { // asked again: who had the lock before may have built it
                    build(program, home, belongings);
                }
                return home;
            }
        } catch (IOException e) {
            throw new StackException(program.title() + " cannot be installed in " + cache + ": " + e, e);
        }
    }

    private FileLock lock(FileChannel file, Program program) throws IOException {
        FileLock lock = file.tryLock();
        if (lock == null) {
            say.accept("Another process builds " + program.title() + "; waiting for it ...");
            lock = file.lock();
        }
        return lock;
    }

    private void build(Program program, Path home, StartedResources belongings)
            throws IOException, StackException, InterruptedException {
        String release = recipes.release(program);
        Path go = go();
        say.accept("Building " + program.title() + " " + release
                + " from Go modules; the first time this takes minutes ...");
        long started = System.nanoTime();
        // The lock is ours, so what lies here was left by a build that did not come to its end.
        Path aside = cache.resolve(program.title() + ".building");
        try (TemporaryDirectory directory = new TemporaryDirectory(aside)) {
            Path module = Files.createDirectory(directory.path().resolve("module"));
            Path bin = Files.createDirectory(directory.path().resolve("bin"));
            recipes.copy(program, module);
            run(program, go, program.build(module, release, bin), belongings);
            Files.move(bin, home, StandardCopyOption.ATOMIC_MOVE);
        }
        say.accept("Built " + program.title() + " in "
                + Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s.");
    }

    private void run(Program program, Path go, List<String> arguments, StartedResources belongings)
            throws IOException, StackException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(go.toString()));
        command.addAll(arguments);
        Map<String, String> own = new TreeMap<>(environment);
        // Versions and checksums stand in go.mod and go.sum; nothing of the user's may change what is built of them.
        own.put("GOFLAGS", "-mod=readonly");
        own.put("GOWORK", "off");
        Deque<String> last = new ArrayDeque<>();
        try (Supervised build = belongings.add(Supervised.start(command, own, line -> keep(last, line)))) {
            OptionalInt code = waitFor(program, build);
            if (code.isEmpty()) {
                throw new StackException(
                        "Building " + program.title() + " took longer than " + AT_MOST.toMinutes() + " minutes.");
            }
            if (code.getAsInt() != 0) {
                throw new StackException(program.title() + " could not be built by " + go + " (exit code "
                        + code.getAsInt() + "; it is to be Go 1.26 or newer); it said:\n" + text(last));
            }
        } catch (DemoException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Says now and then that the build is still at it; empty when it takes too long. */
    private OptionalInt waitFor(Program program, Supervised build) throws InterruptedException {
        for (Duration waited = Duration.ZERO; waited.compareTo(AT_MOST) < 0; waited = waited.plus(SAID_EVERY)) {
            OptionalInt code = build.waitFor(SAID_EVERY);
            if (code.isPresent()) {
                return code;
            }
            say.accept("Building " + program.title() + ": "
                    + waited.plus(SAID_EVERY).toMinutes() + " min so far ...");
        }
        return OptionalInt.empty();
    }

    private Path go() throws StackException {
        for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path go = Path.of(directory, "go");
            if (Files.isExecutable(go) && !Files.isDirectory(go)) {
                return go.toAbsolutePath();
            }
        }
        throw new StackException(
                "Go is missing, and the programs of the stack are built with it; install Go 1.26 or newer"
                        + " and put go on the PATH.");
    }

    private static void keep(Deque<String> last, String line) {
        synchronized (last) {
            last.add(line);
            if (last.size() > LINES_OF_A_FAILURE) {
                last.remove();
            }
        }
    }

    private static String text(Deque<String> last) {
        synchronized (last) {
            return last.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
        }
    }
}
