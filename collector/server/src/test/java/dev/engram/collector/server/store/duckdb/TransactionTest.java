package dev.engram.collector.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All of a transaction is there, or nothing, also after one that could not be ended. */
@SuppressWarnings("NullAway.Init")
class TransactionTest {

    private DuckDBConnection connection;

    @BeforeEach
    void open() throws Exception {
        connection = Database.open(null, "100MB");
        execute("CREATE TABLE t (n INTEGER)");
    }

    @AfterEach
    void close() {
        Database.close(connection);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void insert() throws SQLException {
        execute("INSERT INTO t VALUES (1)");
    }

    private long rows() throws SQLException {
        return Database.number(connection, "SELECT count(*) FROM t");
    }

    @Test
    void whatItDidIsThereAndTheTransactionIsOver() throws SQLException {
        Transaction.run(connection, () -> {
            insert();
            insert();
        });
        Transaction.settle(connection);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void whatItDidBeforeItFailedIsNotThere() throws SQLException {
        assertThatThrownBy(() -> Transaction.run(connection, () -> {
                    insert();
                    throw new SQLException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(rows()).isZero();
        assertThatThrownBy(() -> Transaction.run(connection, () -> {
                    insert();
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(rows()).isZero();
        insert();
        assertThat(rows()).as("outside of a transaction").isEqualTo(1);
    }

    @Test
    void oneThatWasLeftOpenIsRolledBackByTheNext() throws SQLException {
        execute("BEGIN TRANSACTION");
        insert();
        Transaction.run(connection, this::insert);
        assertThat(rows()).isEqualTo(1);
        execute("BEGIN TRANSACTION");
        insert();
        Transaction.settle(connection);
        assertThat(rows()).isEqualTo(1);
    }
}
