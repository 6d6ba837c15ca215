package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.sql.QueryLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A query reads, ends, stays small, and says in one sentence what is wrong. */
class SqlSafetyTest {

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector(options ->
                options.memoryLimit("400MB").queryLimits(new QueryLimits(Duration.ofSeconds(1), 1000, 5_000_000, 2)));
        collector.send(SeedTrace.request());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO store.span (name) VALUES ('x')",
                "DELETE FROM store.span",
                "UPDATE store.span SET name = 'x'",
                "DROP TABLE store.span",
                "DROP VIEW spans",
                "CREATE TABLE t (i INT)",
                "CREATE TEMP TABLE t (i INT)",
                "CREATE TEMP MACRO m() AS 1",
                "CREATE TABLE t AS SELECT * FROM spans",
                "ALTER TABLE store.span ADD COLUMN x INT",
                "WITH x AS (INSERT INTO store.about VALUES ('2') RETURNING *) SELECT * FROM x",
                "SELECT 1; DROP TABLE store.span",
                "SELECT 1; COMMIT; DELETE FROM store.span",
                "COMMIT",
                "BEGIN",
                "ATTACH 'x.db'",
                "ATTACH ':memory:' AS x",
                "COPY spans TO 'x.csv'",
                "COPY (SELECT 1) TO '/dev/stdout'",
                "EXPORT DATABASE 'x'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "PRAGMA version",
                "SET threads = 1",
                "RESET threads",
                "CALL checkpoint()",
                "CHECKPOINT",
                "VACUUM",
                "USE store",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "EXPLAIN DELETE FROM store.span",
                "EXPLAIN ANALYZE DELETE FROM store.span",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM READ_TEXT('/etc/passwd')",
                "SELECT * FROM read_blob('/etc/passwd')",
                "SELECT * FROM glob('/*')",
                "SELECT * FROM query('DELETE FROM store.span')",
                "SELECT * FROM system.main.checkpoint()",
                "SELECT * FROM arrow_scan(1, 2, 3)",
                "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
                "SELECT 1 WHERE EXISTS (SELECT * FROM force_checkpoint())",
                "SELECT nextval('s')",
                "SELECT write_log('x')",
                "SELECT current_setting('allowed_directories')",
                "SELECT * FROM duckdb_views()",
                "SELECT sql FROM duckdb_views",
                "SELECT * FROM duckdb_logs",
                "SELECT * FROM duckdb_settings()",
                "SELECT path FROM duckdb_databases()",
                "SELECT path FROM duckdb_databases",
                "SELECT * FROM pragma_database_list",
                "SELECT * FROM duckdb_external_file_cache()",
                "SELECT * FROM read_parquet('data/*.parquet')",
                "SELECT sql FROM sqlite_master",
                "SELECT view_definition FROM information_schema.views",
                "SELECT definition FROM pg_catalog.pg_views",
                "SELECT * FROM engram_recent_spans(1)",
            })
    void whatDoesMoreThanReadIsForbidden(String sql) {
        assertThat(failure(sql).kind()).as(sql).isEqualTo(Kind.FORBIDDEN);
        assertUnharmed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM '/etc/hosts.csv'",
                "SELECT * FROM \"https://example.com/x.parquet\"",
                "FROM 'x.json'",
            })
    void filesAreNoTables(String sql) {
        assertThat(failure(sql).kind()).as(sql).isEqualTo(Kind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM spans",
                "select 1;",
                "  -- a comment\n SELECT 1 /* ; */ ; ",
                "SELECT ';DROP TABLE store.span' AS text",
                "WITH x AS (SELECT 1 AS i) SELECT i FROM x",
                "WITH RECURSIVE x AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM x WHERE i < 5) SELECT * FROM x",
                "FROM spans SELECT name",
                "VALUES (1), (2)",
                "SHOW TABLES",
                "DESCRIBE spans",
                "SUMMARIZE spans",
                "EXPLAIN SELECT * FROM spans",
                "explain analyze SELECT * FROM spans",
                "SELECT unnest(events) FROM spans",
                "SELECT * FROM range(3)",
                "SELECT * FROM metrics",
                "SELECT resource->>'$.\"service.name\"' FROM spans",
            })
    void whatReadsIsAllowed(String sql) throws QueryException {
        assertThat(collector.get().query(sql).rows()).isNotNull();
    }

    static List<String> endless() {
        return Tier.of(
                1,
                List.of(
                        "SELECT count(*) FROM range(100000000000) a, range(1000000) b",
                        "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
                        "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT * FROM r WHERE i < 0",
                        "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b WHERE a.range <> b.range"));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void aQueryWithoutEndIsStopped(String sql) {
        QueryException failure = failure(sql);
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageStartingWith("The query ran longer than 1 s and was stopped;");
        assertUnharmed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT list(a) FROM range(1000000000) t(a)",
                "SELECT a.range, b.range FROM range(30000) a, range(10000) b ORDER BY random()",
            })
    void aQueryThatNeedsTooMuchMemoryOrTimeIsStopped(String sql) {
        assertThat(failure(sql).kind()).isIn(Kind.TOO_LARGE, Kind.TIMEOUT);
        assertUnharmed();
    }

    @Test
    void moreRowsThanAllowedAreCutOffAndSaidSo() throws QueryException {
        Table table = collector.get().query("SELECT * FROM range(100000000000)");
        assertThat(table.rows()).hasSize(1000);
        assertThat(table.truncated()).isTrue();
        assertThat(collector.get().query("SELECT * FROM range(1000)").truncated())
                .isFalse();
    }

    @Test
    @Tag("full")
    void aWideResultIsCutOffToo() throws QueryException {
        Table table = collector.get().query("SELECT repeat('x', 20000) FROM range(1000)");
        assertThat(table.rows()).hasSizeBetween(200, 300);
        assertThat(table.truncated()).isTrue();
    }

    @Test
    void errorsAreOneSentenceWithAPosition() {
        assertThat(failure("SELEC 1"))
                .hasMessage("Parser Error: syntax error at or near \"SELEC\" (line 1, column 1).");
        assertThat(failure("SELECT name,\n  nam FROM spans"))
                .hasMessageStartingWith("Binder Error: Referenced column \"nam\" not found in FROM clause")
                .hasMessageEndingWith("(line 2, column 3).");
        assertThat(failure("SELECT * FROM spanz")).hasMessageContaining("spanz").hasMessageContaining("spans");
        assertThat(failure("")).hasMessageStartingWith("There is no statement");
        assertThat(failure("SELECT ".repeat(30_000))).hasMessageStartingWith("The statement has 210000 characters");
        assertThat(failure("SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000))
                        .kind())
                // What comes first depends on the machine: the limit of the parser, of the process' memory, or of time.
                .isIn(Kind.INVALID, Kind.TOO_LARGE, Kind.TIMEOUT);
    }

    @Test
    void errorsInTheDataAreNamedToo() {
        assertThat(failure("SELECT name::INTEGER FROM spans")).hasMessageContaining("Conversion Error");
        assertThat(failure("SELECT CASE WHEN range = 90000 THEN error('at last') ELSE range END FROM range(100000)"
                        + " ORDER BY range DESC"))
                .hasMessageContaining("at last");
    }

    @Test
    void anAttributeNobodySentIsNamedWithItsNeighbours() {
        assertThat(failure("SELECT attributes['memory.kye'] FROM spans"))
                .hasMessageStartingWith("No span has the attribute 'memory.kye'; near names: 'memory.key'")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void valuesKeepTheirTypes() {
        assertThat(collector.rows("SELECT 1::UTINYINT, 1.5::FLOAT, 2.50::DECIMAL(9,2), DATE '2024-11-20',"
                        + " make_timestamp_ns(1732089600012345678), [1, 2], {'a': {'b': 1}}, 'x'::BLOB"))
                .hasToString("[[1, 1.5, 2.50, 2024-11-20, 2024-11-20 08:00:00.012345678, [1, 2], {a={b=1}}, eA==]]");
    }

    private static void assertUnharmed() {
        assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(13L));
    }

    private static QueryException failure(String sql) {
        return catchThrowableOfType(QueryException.class, () -> collector.get().query(sql));
    }
}
