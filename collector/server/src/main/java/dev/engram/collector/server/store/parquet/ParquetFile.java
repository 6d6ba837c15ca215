package dev.engram.collector.server.store.parquet;

import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.TypeDefinedOrder;
import org.jspecify.annotations.Nullable;

/**
 * A file of Apache Parquet (https://parquet.apache.org/docs/file-format) that is written in groups of rows, and
 * each of these column by column. All groups have the same columns. {@link #finish} makes it whole. Used by one thread.
 */
public final class ParquetFile implements AutoCloseable {

    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;

    private final Output out;
    private final List<SchemaElement> schema = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private final List<KeyValue> attached = new ArrayList<>();
    private List<ColumnChunk> chunks = new ArrayList<>();
    private int first;
    private int end;
    private boolean isFirstGroup = true;

    private ParquetFile(Output out) {
        this.out = out;
    }

    /** Begins a file, in the place of one that is there. */
    public static ParquetFile create(Path file) throws IOException {
        Output out = new Output(file);
        try {
            out.write(MAGIC);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        return new ParquetFile(out);
    }

    /** Begins a group of the rows from the first on, up to the end; the columns that follow are of these. */
    public void group(int firstRow, int endRow) {
        endGroup();
        isFirstGroup = schema.isEmpty();
        first = firstRow;
        end = endRow;
    }

    private void endGroup() {
        if (chunks.isEmpty()) {
            return;
        }
        long plain = 0;
        long compressed = 0;
        for (ColumnChunk chunk : chunks) {
            plain += chunk.getMeta_data().getTotal_uncompressed_size();
            compressed += chunk.getMeta_data().getTotal_compressed_size();
        }
        RowGroup group = new RowGroup(chunks, plain, end - first);
        group.setTotal_compressed_size(compressed);
        groups.add(group);
        chunks = new ArrayList<>();
    }

    /**
     * Adds a column of UTF-8.
     *
     * @param texts null where no row has any
     */
    public void texts(String name, @Nullable Texts texts) throws IOException {
        SchemaElement element = element(name, Type.BYTE_ARRAY);
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
        if (texts == null) {
            addEmpty(element);
        } else {
            add(element, () -> new TextChunk(texts, first, end).write(name, out));
        }
    }

    /**
     * Adds a column of whole numbers of 64 bits.
     *
     * @param numbers null where no row has any
     */
    public void integers(String name, @Nullable Numbers numbers) throws IOException {
        numbers(name, Type.INT64, numbers);
    }

    /** The same of numbers that are the bits of doubles. */
    public void doubles(String name, @Nullable Numbers numbers) throws IOException {
        numbers(name, Type.DOUBLE, numbers);
    }

    /** The same of numbers that are 0 for false and 1 for true. */
    public void booleans(String name, @Nullable Numbers numbers) throws IOException {
        numbers(name, Type.BOOLEAN, numbers);
    }

    private void numbers(String name, Type type, @Nullable Numbers numbers) throws IOException {
        SchemaElement element = element(name, type);
        if (numbers == null) {
            addEmpty(element);
        } else {
            add(element, () -> new NumberChunk(type, numbers, first, end).write(name, out));
        }
    }

    private void addEmpty(SchemaElement element) throws IOException {
        add(element, () -> {
            Pages pages = new Pages(element.getName(), element.getType(), out);
            pages.data(end - first, Encoding.PLAIN, Pages.levels(false, end - first));
            Statistics statistics = new Statistics();
            statistics.setNull_count(end - first);
            return pages.end(statistics);
        });
    }

    private interface Chunk {
        ColumnChunk write() throws IOException;
    }

    private void add(SchemaElement element, Chunk chunk) throws IOException {
        if (isFirstGroup) {
            element.setRepetition_type(FieldRepetitionType.OPTIONAL);
            schema.add(element);
        }
        if (end > first) {
            chunks.add(chunk.write());
        }
    }

    private static SchemaElement element(String name, Type type) {
        SchemaElement element = new SchemaElement(name);
        element.setType(type);
        return element;
    }

    /**
     * Adds bytes that are no column, behind those that were written; readers of Parquet pass them over. {@link Footer} tells
     * where they are.
     */
    public void attach(String key, byte[] bytes) throws IOException {
        endGroup();
        attached.add(Footer.note(key, out.length(), bytes.length));
        out.write(bytes);
    }

    /** Writes the metadata behind the columns. */
    public void finish() throws IOException {
        endGroup();
        SchemaElement root = new SchemaElement("spans");
        root.setNum_children(schema.size());
        schema.add(0, root);
        FileMetaData metadata = new FileMetaData(
                VERSION,
                schema,
                groups.stream().mapToLong(RowGroup::getNum_rows).sum(),
                groups);
        metadata.setCreated_by("engram");
        metadata.setColumn_orders(
                Collections.nCopies(schema.size() - 1, ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
        if (!attached.isEmpty()) {
            metadata.setKey_value_metadata(attached);
        }
        out.write(Footer.bytes(metadata));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
