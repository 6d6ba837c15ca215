package dev.engram.collector.keyspace.snapshot.restore;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisNode;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.Counts;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.KeyText;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.read.SnapshotReader;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Restores a snapshot. The whole file is checked before the first key is touched. For one use. */
public final class Restore {

    private static final int BATCH = 1000;
    private static final int SHOWN = 10;

    /** A type that is kept as DUMP, like a module's, and that servers have of themselves or not. */
    private static final String VECTOR_SET = "vectorset";

    private final RedisServer server;
    private final Path file;
    private final RestoreOptions options;
    private final Progress progress;
    private final List<byte[]> unasked = new ArrayList<>(BATCH);
    private final List<String> existingKeys = new ArrayList<>();
    private final Counts written = new Counts();
    private Counts counts = new Counts();
    private long existing;
    private long changed;
    private long restored;
    private long expired;

    public Restore(RedisServer server, Path file, RestoreOptions options, Progress progress) {
        this.server = server;
        this.file = file;
        this.options = options;
        this.progress = progress;
    }

    public RestoreReport run() throws RedisException, SnapshotException {
        long began = System.nanoTime();
        check();
        boolean flush = options.existing() == Existing.FLUSH;
        if (existing > 0 && options.existing() == Existing.REFUSE && !options.dryRun()) {
            throw new SnapshotException(String.format(
                    Locale.ROOT,
                    "%,d of the %,d keys in %s are on the server already, such as %s; --merge overwrites them, --flush"
                            + " deletes all keys of the server first.",
                    existing,
                    counts.keys(),
                    file,
                    String.join(", ", existingKeys.subList(0, Math.min(3, existingKeys.size())))));
        }
        long flushed = flush ? server.keyCount() : 0;
        long evictedBefore = evicted();
        if (!options.dryRun()) {
            if (flush) {
                for (RedisNode node : server.nodes()) {
                    node.call(Command.FLUSHDB);
                }
            }
            write();
        }
        return new RestoreReport(
                options.dryRun() ? counts.keys() : restored,
                options.dryRun() ? counts.byType() : written.byType(),
                flush ? 0 : existing,
                List.copyOf(existingKeys),
                flushed,
                expired,
                evicted() - evictedBefore,
                changed,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private void check() throws SnapshotException, RedisException {
        CheckSink sink = new CheckSink();
        try (SnapshotReader reader = SnapshotReader.open(file)) {
            for (KeyHeader head = reader.next(); head != null; head = reader.next()) {
                changed += reader.value(sink) ? 1 : 0;
                unasked.add(head.key());
                if (unasked.size() == BATCH) {
                    askForExisting();
                    progress.at("Checking the file", reader.counts().keys(), 0);
                }
            }
            askForExisting();
            counts = reader.counts();
        }
        if (sink.fieldsExpire()) {
            need(Command.HPEXPIREAT, "hashes whose fields expire", "Redis 7.4, Valkey 9.0 or newer");
        }
        if (counts.byType().containsKey(VECTOR_SET)) {
            need(Command.VADD, "vector sets", "Redis 8.0 or newer");
        }
    }

    private void need(Command command, String what, String where) throws SnapshotException, RedisException {
        if (!server.knows(command)) {
            throw new SnapshotException(file + " has " + what + ", and the server (" + server.version()
                    + ") has none; restore it to " + where + ".");
        }
    }

    private void askForExisting() throws RedisException {
        if (options.existing() != Existing.FLUSH && !unasked.isEmpty()) {
            Requests requests = server.requests();
            for (byte[] key : unasked) {
                requests.key(key).add(Command.EXISTS, key);
            }
            List<@Nullable Object> replies = requests.send();
            for (int i = 0; i < replies.size(); i++) {
                byte[] key = unasked.get(i);
                if (Replies.number(server.accepted(key, Command.EXISTS, replies.get(i)), 0) > 0) {
                    existing++;
                    if (existingKeys.size() < SHOWN) {
                        existingKeys.add(KeyText.of(key));
                    }
                }
            }
        }
        unasked.clear();
    }

    private void write() throws SnapshotException, RedisException {
        try (SnapshotReader reader = SnapshotReader.open(file)) {
            long shift = reader.header().absolute()
                    ? 0
                    : server.now() - reader.header().createdAt();
            Commands commands = new Commands(server);
            KeyRestore keys = new KeyRestore(server, commands, shift);
            try {
                for (KeyHeader head = reader.next(); head != null; head = reader.next()) {
                    if (keys.isOver(head)) {
                        expired++;
                        continue;
                    }
                    keys.begin(head);
                    reader.value(keys);
                    keys.end();
                    written.add(head.type());
                    if (commands.sendIfMany()) {
                        restored = written.keys();
                        progress.at("Restoring keys", reader.counts().keys(), counts.keys());
                    }
                }
                commands.send();
                restored = written.keys();
            } catch (RedisException e) {
                throw new SnapshotException(
                        String.format(
                                Locale.ROOT,
                                "%s At least %,d of %,d keys are restored; mend that and restore again with --merge.",
                                e.getMessage(),
                                restored,
                                counts.keys()),
                        e);
            }
        }
    }

    /** Keys that the server ever threw out; 0 where it does not tell. */
    private long evicted() throws RedisException {
        long evicted = 0;
        for (RedisNode node : server.nodes()) {
            evicted += Replies.text(node.ask(Command.INFO, Requests.word("stats")))
                    .lines()
                    .filter(line -> line.startsWith("evicted_keys:"))
                    .mapToLong(line -> Long.parseLong(
                            line.substring("evicted_keys:".length()).strip()))
                    .sum();
        }
        return evicted;
    }
}
