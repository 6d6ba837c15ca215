package dev.engram.collector.server.store.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.server.store.parquet.Footer;
import dev.engram.collector.server.store.parquet.ParquetFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types of attributes, in a file and over several. */
@DisplayName("The types of attributes without a column")
class AttributeTypesTest {

    private static final int MANY = 300_000;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("are found in a file, also if there are too many to have them in memory")
    void inAFile() throws Exception {
        SeenAttributes seen = new SeenAttributes();
        for (int i = 0; i < MANY; i++) {
            seen.note(Map.of("name." + i, i % 2 == 0 ? ColumnType.BIGINT : ColumnType.JSON));
        }
        seen.note(Map.of("name.0", ColumnType.DOUBLE, "name.1", ColumnType.BOOLEAN));
        Path file = write("spans-000001.parquet", seen.types(AttributeTypes.ALL));
        Footer footer = Footer.read(file);
        // The first are in memory, the last are read from the file.
        for (int i = 0; i < 8; i++) {
            AttributeTypes types = Objects.requireNonNull(AttributeTypes.read(file, footer));
            assertThat(types.isPartial()).isFalse();
            assertThat(find(types, "name.0")).isEqualTo(ColumnType.DOUBLE);
            assertThat(find(types, "name.1")).isEqualTo(ColumnType.VARCHAR);
            assertThat(find(types, "name." + (MANY - 2))).isEqualTo(ColumnType.BIGINT);
            assertThat(find(types, "name." + (MANY - 1))).isEqualTo(ColumnType.JSON);
            assertThat(find(types, "name." + MANY)).isNull();
            assertThat(types.shown()).hasSize(AttributeTypes.MAX_SHOWN).containsEntry("name.0", ColumnType.DOUBLE);
        }
        assertThat(footer.rows()).isZero();
    }

    @Test
    @DisplayName("are those of all files together, and of these as long as they are there")
    void overFiles() throws Exception {
        RecentRows recent = new RecentRows();
        AttributeFields fields = new AttributeFields(recent);
        Path first = Path.of("spans-000001.parquet");
        Path second = Path.of("spans-000002.parquet");
        fields.add(first, types(AttributeTypes.ALL, Map.of("n", ColumnType.VARCHAR, "old", ColumnType.BIGINT)));
        fields.add(second, types(AttributeTypes.ALL, Map.of("n", ColumnType.BIGINT, "new", ColumnType.DOUBLE)));
        assertThat(named(fields, "n", "old", "new", "memory.key"))
                .isEqualTo(Map.of("n", "VARCHAR", "old", "BIGINT", "new", "DOUBLE", "memory.key", "column"));
        assertThat(fields.of(Set.of("nobody's")).isKnown()).isFalse();
        fields.remove(first);
        assertThat(named(fields, "n")).isEqualTo(Map.of("n", "BIGINT"));
        assertThat(fields.of(Set.of("old")).isKnown()).isFalse();
        recent.start(3);
        SpanColumns spans = new SpanColumns();
        spans.begin();
        spans.other("n".getBytes(StandardCharsets.UTF_8), 0, 1, ColumnType.BOOLEAN);
        recent.add(3, spans, new BitSet(), 0);
        assertThat(named(fields, "n")).isEqualTo(Map.of("n", "VARCHAR"));
        recent.remove(3);
        assertThat(named(fields, "n")).isEqualTo(Map.of("n", "BIGINT"));
    }

    @Test
    @DisplayName("of a file that does not tell them all are texts, until it goes")
    void ofAnOlderFile() throws Exception {
        AttributeFields fields = new AttributeFields(new RecentRows());
        Path older = Path.of("spans-000001.parquet");
        fields.add(older, types(0, Map.of("known", ColumnType.BIGINT)));
        fields.add(
                Path.of("spans-000002.parquet"),
                types(AttributeTypes.ALL, Map.of("known", ColumnType.BIGINT, "n", ColumnType.BIGINT)));
        assertThat(named(fields, "known", "n", "any"))
                .isEqualTo(Map.of("known", "BIGINT", "n", "VARCHAR", "any", "VARCHAR"));
        AttributeTypes merged = AttributeTypes.merged(fields.of(List.of(older, Path.of("spans-000002.parquet"))));
        assertThat(merged.mayHave("any")).isTrue();
        assertThat(merged.mayHave("known")).isFalse();
        assertThat(find(merged, "n")).isEqualTo(ColumnType.BIGINT);
        fields.remove(older);
        assertThat(named(fields, "known", "n")).isEqualTo(Map.of("known", "BIGINT", "n", "BIGINT"));
    }

    @Test
    @DisplayName("can be added to a file that is whole")
    void addedLater() throws Exception {
        Path file = write("spans-000001.parquet", null);
        assertThat(AttributeTypes.read(file, Footer.read(file))).isNull();
        long size = Files.size(file);
        types(AttributeTypes.ALL, Map.of("a\\n\nb\r", ColumnType.BOOLEAN))
                .attach((key, bytes) -> Footer.attach(file, key, bytes));
        AttributeTypes read = Objects.requireNonNull(AttributeTypes.read(file, Footer.read(file)));
        assertThat(read.shown()).isEqualTo(Map.of("a\\n\nb\r", ColumnType.BOOLEAN));
        assertThat(Footer.read(file).columns()).containsExactly("seq");
        assertThat(Files.size(file)).isGreaterThan(size);
    }

    private static Map<String, String> named(AttributeFields fields, String... names) throws Exception {
        AttributeFields.Fields found = fields.of(Set.of(names));
        assertThat(found.isKnown()).isTrue();
        return found.named().stream()
                .collect(Collectors.toMap(
                        AttributeFields.Field::key,
                        field -> field.type() == null ? "column" : field.type().name()));
    }

    private static AttributeTypes types(int longest, Map<String, ColumnType> types) {
        SeenAttributes seen = new SeenAttributes();
        seen.note(new HashMap<>(types));
        return seen.types(longest);
    }

    private static @Nullable ColumnType find(AttributeTypes types, String name) throws Exception {
        return types.find(AttributeTypes.hash(name));
    }

    private Path write(String name, @Nullable AttributeTypes types) throws Exception {
        Path file = folder.resolve(name);
        try (ParquetFile out = ParquetFile.create(file)) {
            out.group(0, 0);
            out.integers("seq", null);
            if (types != null) {
                types.attach(out::attach);
            }
            out.finish();
        }
        return file;
    }
}
