package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.server.Requests;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.store.duckdb.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a store has kept is there, once, whatever happens to the process and to its files. A copy of the folder, made while
 * the store runs, is what a process leaves that is killed.
 */
@SuppressWarnings("NullAway.Init")
class KeptSpansTest {

    private static final int PER_SEGMENT = 100;
    private static final int PER_REQUEST = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private Path folder;
    private Path copy;
    private long nextId = 1;

    @BeforeEach
    void folders() {
        folder = temporary.resolve("spans");
        copy = temporary.resolve("copy");
    }

    private static StoreSettings settings(Path folder) {
        return StoreSettings.of(folder, 10L * PER_SEGMENT, 1000, "500MB", 100_000, 1 << 26);
    }

    private static Store open(Path folder) throws StoreException {
        return Store.open(settings(folder), new RequestDecoder());
    }

    @Test
    void whatWasKeptIsThereOnceAfterAKill() throws Exception {
        try (Store store = open(folder)) {
            for (int request = 1; request <= 35; request++) {
                assertThat(offer(store)).isEmpty();
                if (request % 5 == 0) {
                    assertThat(store.flush(PATIENCE)).isTrue();
                    copyFolder();
                    assertKept(copy, request * PER_REQUEST);
                }
            }
        }
        assertKept(folder, 35 * PER_REQUEST);
    }

    /** As one from before there was a column. */
    @Test
    void aFileWithoutSomeColumnsIsRead() throws Exception {
        try (Store store = open(folder)) {
            offer(store);
        }
        Path file = folder.resolve("spans-000001.parquet");
        try (DuckDBConnection database =
                        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
                Statement statement = database.createStatement()) {
            statement.execute("COPY (SELECT * EXCLUDE (\"a.memory.key\", scope_name) FROM '" + file + "') TO '" + file
                    + ".other' (FORMAT parquet)");
        }
        Files.move(Path.of(file + ".other"), file, StandardCopyOption.REPLACE_EXISTING);
        try (Store store = open(folder)) {
            offer(store);
            assertThat(store.flush(PATIENCE)).isTrue();
        }
        try (Store store = open(folder);
                DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT count(*), count(DISTINCT span_id), count(scope_name) FROM store.span")) {
            result.next();
            assertThat(List.of(result.getLong(1), result.getLong(2), result.getLong(3)))
                    .containsExactly(2L * PER_REQUEST, 2L * PER_REQUEST, (long) PER_REQUEST);
        }
    }

    @Test
    void aStoreThatWasClosedHasNoLog() throws Exception {
        try (Store store = open(folder)) {
            assertThat(offer(store)).isEmpty();
            assertThat(files("requests-")).hasSize(1);
        }
        assertThat(files("requests-")).isEmpty();
        assertThat(files("spans-")).hasSize(1);
    }

    @Test
    void aSpanIsStoredOnceAlsoIfItWasKeptBeforeAKill() throws Exception {
        Batch request = request();
        try (Store store = open(folder)) {
            assertThat(offer(store, request)).isEmpty();
            copyFolder();
        }
        try (Store store = open(copy)) {
            assertThat(offer(store, request)).isEmpty();
            assertThat(store.flush(PATIENCE)).isTrue();
            assertThat(store.counts().duplicates()).isEqualTo(PER_REQUEST);
            assertThat(ids(store)).hasSize(PER_REQUEST).doesNotHaveDuplicates();
        }
    }

    @Test
    void aKillBetweenPackingAndTheEndOfTheLogDoublesNothing() throws Exception {
        try (Store store = open(folder)) {
            assertThat(offer(store)).isEmpty();
            copyFolder();
        }
        Path log = files(copy, "requests-").get(0);
        Files.copy(log, folder.resolve(log.getFileName()));
        assertKept(folder, PER_REQUEST);
        assertThat(folder.resolve(log.getFileName())).doesNotExist();
    }

    @Test
    void aKillWhilePackingLosesNothing() throws Exception {
        try (Store store = open(folder)) {
            assertThat(offer(store)).isEmpty();
            copyFolder();
        }
        // The metric points of a generation have their name before its spans do.
        Files.writeString(copy.resolve("points-000001.parquet"), "half");
        Files.writeString(copy.resolve("spans-000001.parquet.tmp"), "half");
        assertKept(copy, PER_REQUEST);
        assertThat(files(copy, "")).noneMatch(file -> file.toString().endsWith(".tmp"));
    }

    @Test
    void aRequestThatWasBeingWrittenIsNotThere() throws Exception {
        try (Store store = open(folder)) {
            assertThat(offer(store)).isEmpty();
            assertThat(offer(store)).isEmpty();
            copyFolder();
        }
        Path log = files(copy, "requests-").get(0);
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(file.length() - 3);
        }
        assertKept(copy, PER_REQUEST);
        assertThat(files(copy, "")).noneMatch(file -> file.toString().endsWith(".damaged"));
    }

    @Test
    void aDamagedLogIsSetAsideAndWhatIsBeforeTheDamageIsThere() throws Exception {
        long half;
        try (Store store = open(folder)) {
            assertThat(offer(store)).isEmpty();
            half = Files.size(files("requests-").get(0));
            assertThat(offer(store)).isEmpty();
            copyFolder();
        }
        Path log = files(copy, "requests-").get(0);
        damage(log, half + 30);
        assertKept(copy, PER_REQUEST);
        assertThat(copy.resolve(log.getFileName() + ".damaged")).exists();
    }

    @Test
    void aDamagedFileIsSetAsideAndTheOthersAreRead() throws Exception {
        try (Store store = open(folder)) {
            for (int request = 0; request < 25; request++) {
                assertThat(offer(store)).isEmpty();
            }
        }
        Path damaged = files("spans-").get(1);
        long size = Files.size(damaged);
        damage(damaged, size - 6);
        try (Store store = open(folder)) {
            assertThat(ids(store)).hasSize(150).doesNotHaveDuplicates();
            assertThat(offer(store)).isEmpty();
            assertThat(store.flush(PATIENCE)).isTrue();
            assertThat(ids(store)).hasSize(160);
        }
        assertThat(damaged.resolveSibling(damaged.getFileName() + ".damaged")).hasSize(size);
    }

    @Test
    void whileNothingCanBeWrittenSendersAreToldAndAfterwardsAllIsThere() throws Exception {
        try (Store store = open(folder)) {
            assertThat(offer(store)).isEmpty();
            assertThat(store.trouble()).isNull();
            delete(folder);
            Files.writeString(folder, "in the way");
            assertThat(offer(store)).startsWith("The collector cannot write to its database");
            assertThat(store.trouble()).startsWith("The database cannot be written");
            assertThat(store.counts().accepted()).isEqualTo(PER_REQUEST);
            Files.delete(folder);
            assertThat(offer(store)).isEmpty();
            await().atMost(PATIENCE).until(() -> store.trouble() == null);
            assertThat(store.flush(PATIENCE)).isTrue();
            // What was in files that are gone is written again.
            copyFolder();
            assertKept(copy, 2 * PER_REQUEST);
        }
    }

    @Test
    @Tag("full")
    void aWriterThatStandsStillIsTold() throws Exception {
        AtomicLong seconds = new AtomicLong();
        try (Store store =
                Store.open(settings(folder), new RequestDecoder(), () -> TimeUnit.SECONDS.toNanos(seconds.get()))) {
            // Who opens a pipe to write waits for one who reads.
            Path pipe = folder.resolve("spans-000001.parquet.tmp");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            for (int spans = 0; spans <= PER_SEGMENT; spans += PER_REQUEST) {
                assertThat(offer(store)).isEmpty();
            }
            await().atMost(PATIENCE).until(() -> {
                seconds.addAndGet(25);
                return store.trouble() != null;
            });
            assertThat(store.trouble()).contains("the writer has not ended its work for");
            try (InputStream reader = Files.newInputStream(pipe)) {
                Files.delete(pipe);
                reader.transferTo(OutputStream.nullOutputStream());
            }
            assertThat(store.flush(PATIENCE)).isTrue();
            await().atMost(PATIENCE).until(() -> store.trouble() == null);
            assertThat(files("spans-")).hasSize(1);
        }
    }

    @Test
    void aDiskThatDoesNotAnswerIsTold() throws Exception {
        AtomicLong seconds = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        try (DataFolder data = DataFolder.open(folder);
                Journal journal = new Journal(
                        data, 1, 100, StoreSettings.NO_SYNC, () -> TimeUnit.SECONDS.toNanos(seconds.get()))) {
            CountDownLatch begun = new CountDownLatch(1);
            Journal.Listener held = new Journal.Listener() {
                @Override
                public void written(long generation) {
                    begun.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }

                @Override
                public void failed(IOException cause) {
                    throw new AssertionError(cause);
                }
            };
            Thread sender =
                    new Thread(() -> journal.append(RequestLog.pack(request().request()), PER_REQUEST, held));
            sender.start();
            begun.await();
            assertThat(journal.trouble()).isNull();
            seconds.set(34);
            assertThat(journal.trouble()).isEqualTo("the disk has not answered for 34 s");
            end.countDown();
            sender.join();
            assertThat(journal.trouble()).isNull();
        }
    }

    @Test
    @Tag("full")
    void restartsLeaveFewFiles() throws Exception {
        int restarts = 30;
        for (int restart = 0; restart < restarts; restart++) {
            try (Store store = Store.open(large(folder), new RequestDecoder())) {
                assertThat(offer(store)).isEmpty();
                assertThat(ids(store)).doesNotHaveDuplicates();
            }
        }
        try (Store store = Store.open(large(folder), new RequestDecoder())) {
            assertThat(files("spans-")).hasSizeLessThan(10);
            assertThat(ids(store)).hasSize(restarts * PER_REQUEST).doesNotHaveDuplicates();
            assertThat(store.spans()).isEqualTo(restarts * (long) PER_REQUEST);
            assertThat(store.bytes()).isEqualTo(sizes(files("spans-")));
        }
    }

    @Test
    @Tag("full")
    void aKillAfterFilesWereMergedDoublesNothing() throws Exception {
        int restarts = 8;
        for (int restart = 0; restart < restarts; restart++) {
            if (restart == restarts - 1) {
                copyFolder();
            }
            try (Store store = Store.open(large(folder), new RequestDecoder())) {
                assertThat(offer(store)).isEmpty();
            }
        }
        Path merged = folder.resolve("spans-000001-000008.parquet");
        assertThat(merged).exists();
        // Those that it was made from are still there when the process is killed.
        Files.copy(merged, copy.resolve(merged.getFileName()));
        try (Store store = Store.open(large(copy), new RequestDecoder())) {
            assertThat(ids(store)).hasSize(restarts * PER_REQUEST).doesNotHaveDuplicates();
        }
        assertThat(files(copy, "spans-")).containsExactly(copy.resolve(merged.getFileName()));
    }

    /** With segments that are much larger than what is sent. */
    private static StoreSettings large(Path folder) {
        return StoreSettings.of(folder, 1_000_000, 1000, "500MB", 100_000, 1 << 26);
    }

    private static long sizes(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }

    @Test
    @Tag("full")
    void filesBeyondTheSizeGoOldestFirst() throws Exception {
        try (Store store = Store.open(
                new StoreSettings(
                        folder,
                        10L * PER_SEGMENT,
                        1000,
                        1,
                        null,
                        StoreSettings.KEEP_MINUTES,
                        "500MB",
                        100_000,
                        1 << 26,
                        Duration.ZERO),
                new RequestDecoder())) {
            for (int request = 0; request < 25; request++) {
                assertThat(offer(store)).isEmpty();
            }
            assertThat(store.flush(PATIENCE)).isTrue();
            await().atMost(PATIENCE).until(() -> store.bytes() == 0);
            assertThat(ids(store)).hasSize(50).contains("%016x".formatted(250));
            assertThat(store.counts().expired()).isEqualTo(200);
            // A query that began before may read them for some seconds.
            await().atMost(PATIENCE).until(() -> files("spans-").isEmpty());
        }
    }

    @Test
    void whatIsTooOldGoes() throws Exception {
        try (Store store = Store.open(
                new StoreSettings(
                        folder,
                        10L * PER_SEGMENT,
                        1000,
                        Long.MAX_VALUE,
                        Duration.ofMillis(1),
                        StoreSettings.KEEP_MINUTES,
                        "500MB",
                        100_000,
                        1 << 26,
                        StoreSettings.NO_SYNC),
                new RequestDecoder())) {
            for (int request = 0; request < 25; request++) {
                assertThat(offer(store)).isEmpty();
            }
            await().atMost(PATIENCE).until(() -> store.counts().expired() == 200 && store.spans() == 50);
        }
    }

    private static void assertKept(Path folder, int spans) throws Exception {
        try (Store store = open(folder)) {
            assertThat(ids(store)).hasSize(spans).doesNotHaveDuplicates();
            assertThat(store.spans()).isEqualTo(spans);
        }
    }

    private Batch request() {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < PER_REQUEST; i++) {
            spans.add(new Span(
                    "0af7651916cd43dd8448eb211c80319c",
                    "%016x".formatted(nextId++),
                    "",
                    "test",
                    "INTERNAL",
                    "service",
                    nextId * 1000,
                    nextId * 1000 + 5,
                    Map.of("memory.key", "key-" + nextId),
                    List.of(),
                    List.of(),
                    SpanStatus.OK,
                    "",
                    Map.of("service.name", "service"),
                    "scope"));
        }
        return Requests.of(spans);
    }

    private String offer(Store store) throws Exception {
        return offer(store, request());
    }

    /** Empty, or why the batch was not kept. */
    static String offer(Store store, Batch batch) throws Exception {
        CompletableFuture<String> lost = new CompletableFuture<>();
        boolean accepted = store.offer(batch, new Store.Receipt() {
            @Override
            public void kept() {
                lost.complete("");
            }

            @Override
            public void lost(String reason) {
                lost.complete(reason);
            }
        });
        assertThat(accepted).isTrue();
        return lost.get(60, TimeUnit.SECONDS);
    }

    private static List<String> ids(Store store) throws Exception {
        List<String> ids = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT span_id FROM store.span")) {
            while (result.next()) {
                ids.add(result.getString(1));
            }
        }
        return ids;
    }

    private List<Path> files(String prefix) throws IOException {
        return files(folder, prefix);
    }

    static List<Path> files(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private void copyFolder() throws IOException {
        if (Files.exists(copy)) {
            delete(copy);
        }
        Files.createDirectories(copy);
        for (Path file : files("")) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder, "")) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static void damage(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(~old);
        }
    }
}
