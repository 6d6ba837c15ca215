package dev.engram.collector.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where queries have taken all memory, the writer waits for them, keeps others out, and tries once more. */
@SuppressWarnings("NullAway.Init")
class WriterMemoryTest {

    private DuckDBConnection connection;
    private WriterMemory memory;

    @BeforeEach
    void open() throws StoreException {
        connection = Database.open(null, "100MB");
        memory = new WriterMemory(connection);
    }

    @AfterEach
    void close() {
        Database.close(connection);
    }

    /** Whether a query could begin now. */
    private boolean mayQuery() throws SQLException {
        try {
            return CompletableFuture.supplyAsync(() -> {
                        boolean mayQuery = memory.queryLock().tryLock();
                        if (mayQuery) {
                            memory.queryLock().unlock();
                        }
                        return mayQuery;
                    })
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new SQLException(e);
        }
    }

    @Test
    void workRunsBesideQueriesWhereThereIsMemory() throws SQLException {
        List<Boolean> mayQuery = new ArrayList<>();
        memory.retry(() -> mayQuery.add(mayQuery()));
        assertThat(mayQuery).containsExactly(true);
    }

    @Test
    void workWithoutMemoryIsDoneAgainWithoutQueriesAndOnlyOnce() throws SQLException {
        List<Boolean> mayQuery = new ArrayList<>();
        memory.retry(() -> {
            mayQuery.add(mayQuery());
            if (mayQuery.size() == 1) {
                throw new SQLException("Out of Memory Error: failed to pin block");
            }
        });
        assertThat(mayQuery).containsExactly(true, false);
        assertThat(mayQuery()).as("afterwards").isTrue();
        assertThatThrownBy(() -> memory.retry(() -> {
                    mayQuery.add(true);
                    throw new SQLException("could not allocate block of size 2 MiB");
                }))
                .hasMessageStartingWith("could not allocate");
        assertThat(mayQuery).hasSize(4);
        assertThat(mayQuery()).as("after a failure").isTrue();
    }

    @Test
    void workThatFailsOtherwiseIsNotDoneAgain() {
        List<Boolean> done = new ArrayList<>();
        assertThatThrownBy(() -> memory.retry(() -> {
                    done.add(true);
                    throw new SQLException("Constraint Error");
                }))
                .hasMessage("Constraint Error");
        assertThat(done).hasSize(1);
    }

    @Test
    void workAloneWaitsForTheQueriesThatRun() throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                memory.alone(() -> done.complete(true));
            } catch (SQLException e) {
                done.completeExceptionally(e);
            }
        });
        writer.setDaemon(true);
        memory.queryLock().lock();
        try {
            writer.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> writer.getState() == Thread.State.WAITING);
            assertThat(done).isNotDone();
        } finally {
            memory.queryLock().unlock();
        }
        assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    }
}
