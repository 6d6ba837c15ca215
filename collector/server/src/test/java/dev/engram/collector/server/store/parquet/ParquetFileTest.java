package dev.engram.collector.server.store.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.TextColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DuckDB reads from a file what was written, and finds each row by its values. */
@SuppressWarnings("NullAway.Init")
class ParquetFileTest {

    private final SplittableRandom random = new SplittableRandom(20261124);

    @TempDir
    private Path folder;

    private Path file;
    private Connection database;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("rows.parquet");
        database = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private List<@Nullable Object> read(String column) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        try (ResultSet result = database.createStatement().executeQuery("SELECT " + column + " FROM '" + file + "'")) {
            while (result.next()) {
                values.add(result.getObject(1));
            }
        }
        return values;
    }

    private long count(String column, Object value) throws SQLException {
        try (PreparedStatement statement =
                database.prepareStatement("SELECT count(*) FROM '" + file + "' WHERE " + column + " = ?")) {
            statement.setObject(1, value);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void texts(@Nullable String... texts) throws IOException {
        TextColumn column = new TextColumn();
        for (int row = 0; row < texts.length; row++) {
            String text = texts[row];
            if (text != null) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                column.set(row, column.number(bytes, 0, bytes.length));
            }
        }
        try (ParquetFile out = ParquetFile.create(file)) {
            int first = 0;
            do {
                out.group(first, Math.min(texts.length, first + 50_000));
                out.texts("text", column.texts());
                first += 50_000;
            } while (first < texts.length);
            out.finish();
        }
    }

    private void assertTexts(int rows, IntFunction<@Nullable String> textOf) throws Exception {
        @Nullable String[] texts = IntStream.range(0, rows).mapToObj(textOf).toArray(String[]::new);
        texts(texts);
        assertThat(read("text")).isEqualTo(Arrays.asList(texts));
        for (int i = 0; i < 20; i++) {
            String text = texts[random.nextInt(rows)];
            if (text != null) {
                assertThat(count("text", text))
                        .isEqualTo(Arrays.stream(texts)
                                .filter(each -> Objects.equals(each, text))
                                .count());
            }
            assertThat(count("text", "not there " + i)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 4095, 4096, 4097, 70_000})
    void textsOfAllKinds(int rows) throws Exception {
        assertTexts(rows, row -> "always");
        assertTexts(rows, row -> row % 3 == 0 ? null : "of few " + row % 7);
        assertTexts(rows, row -> "unique " + row);
        assertTexts(rows, row -> row % 5 == 0 ? "again" : "unique " + row);
        assertTexts(rows, row -> row % 2 == 0 ? "" : "ä€😀 \"'\\\n" + random.nextInt(100));
        assertTexts(rows, row -> row > rows / 2 ? "late" : null);
    }

    @Test
    void longTexts() throws Exception {
        assertTexts(40, row -> (row % 2 == 0 ? "x" : "y" + row).repeat(100_000));
    }

    private void assertNumbers(int rows, IntFunction<@Nullable Long> numberOf) throws Exception {
        @Nullable Long[] numbers = IntStream.range(0, rows).mapToObj(numberOf).toArray(Long[]::new);
        NumberColumn column = new NumberColumn();
        NumberColumn truths = new NumberColumn();
        NumberColumn doubles = new NumberColumn();
        for (int row = 0; row < rows; row++) {
            Long number = numbers[row];
            if (number != null) {
                column.set(row, number);
                truths.set(row, number & 1);
                doubles.set(row, Double.doubleToRawLongBits(number / 3.0));
            }
        }
        try (ParquetFile out = ParquetFile.create(file)) {
            for (int first = 0; first < rows; first += 50_000) {
                out.group(first, Math.min(rows, first + 50_000));
                out.integers("number", column.numbers());
                out.booleans("truth", truths.numbers());
                out.doubles("broken", doubles.numbers());
                out.integers("nothing", null);
                out.texts("none", null);
            }
            out.finish();
        }
        assertThat(read("number")).isEqualTo(Arrays.asList(numbers));
        assertThat(read("truth"))
                .isEqualTo(Arrays.stream(numbers)
                        .map(each -> each == null ? null : (each & 1) == 1)
                        .toList());
        assertThat(read("broken"))
                .isEqualTo(Arrays.stream(numbers)
                        .map(each -> each == null ? null : each / 3.0)
                        .toList());
        assertThat(read("coalesce(nothing::VARCHAR, none)")).hasSize(rows).containsOnlyNulls();
        Long first = numbers[rows - 1];
        if (first != null) {
            assertThat(count("number", first))
                    .isEqualTo(Arrays.stream(numbers)
                            .filter(each -> Objects.equals(each, first))
                            .count());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 4095, 4096, 4097, 70_000})
    void numbersOfAllKinds(int rows) throws Exception {
        assertNumbers(rows, row -> 1_700_000_000_000_000_000L + row * 1000L);
        assertNumbers(rows, row -> random.nextLong());
        assertNumbers(rows, row -> row % 3 == 0 ? null : (long) random.nextInt(-5, 5));
        assertNumbers(rows, row -> row % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
        assertNumbers(rows, row -> row > rows / 2 ? 7L : null);
    }

    @Test
    void aFileWithoutRows() throws Exception {
        texts();
        assertThat(read("text")).isEmpty();
        assertThat(Footer.read(file).rows()).isZero();
    }

    @Test
    void theFooterTellsRowsColumnsAndTheGreatestNumber() throws Exception {
        assertNumbers(70_000, row -> (long) row);
        Footer footer = Footer.read(file);
        assertThat(footer.rows()).isEqualTo(70_000);
        assertThat(footer.columns()).containsExactly("number", "truth", "broken", "nothing", "none");
        assertThat(footer.max("number")).isEqualTo(69_999);
        assertThatThrownBy(() -> footer.max("text")).hasMessage("it has no text");
    }

    @Test
    void ofAFileOfDuckDbToo() throws Exception {
        database.createStatement()
                .execute("COPY (SELECT range AS seq, 'x' AS text FROM range(300000)) TO '" + file
                        + "' (ROW_GROUP_SIZE 30720)");
        Footer footer = Footer.read(file);
        assertThat(footer.rows()).isEqualTo(300_000);
        assertThat(footer.columns()).containsExactly("seq", "text");
        assertThat(footer.max("seq")).isEqualTo(299_999);
    }

    @Test
    void aDamagedFileHasNoFooter() throws Exception {
        texts("a", "b");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> Footer.read(file)).hasMessage("it is too small to be a Parquet file");
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> Footer.read(file)).hasMessage("it does not end as a Parquet file");
        byte[] tooLong = whole.clone();
        tooLong[whole.length - 6] = 1;
        Files.write(file, tooLong);
        assertThatThrownBy(() -> Footer.read(file)).hasMessage("its metadata are longer than the file");
        byte[] garbage = whole.clone();
        Arrays.fill(garbage, whole.length - 60, whole.length - 8, (byte) 0x5A);
        Files.write(file, garbage);
        assertThatThrownBy(() -> Footer.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    @Tag("full")
    void whateverIsWrongInAFooterIsToldAsSuch() throws Exception {
        texts("a", "b");
        byte[] whole = Files.readAllBytes(file);
        int read = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(whole.length / 2, whole.length)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                Footer footer = Footer.read(file);
                assertThat(footer.columns()).isNotNull();
                read++;
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isBetween(100, 4900);
    }
}
