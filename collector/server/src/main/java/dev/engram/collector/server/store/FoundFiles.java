package dev.engram.collector.server.store;

import dev.engram.collector.server.store.parquet.Footer;
import dev.engram.collector.server.store.span.AttributeFields;
import dev.engram.collector.server.store.span.AttributeTypes;
import dev.engram.collector.server.store.span.ColumnType;
import dev.engram.collector.server.store.span.SeenAttributes;
import dev.engram.collector.server.store.span.SpanLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what files of spans and points contain, and finds those that an earlier process left. Not thread-safe: the writer's own.
 */
final class FoundFiles {

    private static final Logger LOG = LoggerFactory.getLogger(FoundFiles.class);

    /** An older version kept the attributes of all files in one place: at most so many, with names of at most this length. */
    private static final int MOST_OF_OLDER = 10_000;

    private static final int LONGEST_OF_OLDER = 200;

    private final DataFolder folder;
    private final AttributeFields attributes;

    /** Files of spans without some of the columns, because an older version wrote them. */
    private final Set<Path> older = new HashSet<>();

    FoundFiles(DataFolder folder, AttributeFields attributes) {
        this.folder = folder;
        this.attributes = attributes;
    }

    /** Files of spans without some of the columns. */
    Set<Path> older() {
        return older;
    }

    /** Adds the files in the folder to the segments. */
    void find(Segments spans, Segments points) throws IOException {
        AttributeTypes old = ofOlder();
        boolean isOld = false;
        for (PackedFile file : folder.spans()) {
            isOld |= find(spans, file, old);
        }
        if (!isOld) {
            Files.deleteIfExists(oldAttributes());
        }
        for (PackedFile file : folder.besideSpans("points")) {
            find(points, file, old);
        }
    }

    /** Adds a file, and returns whether it has spans and does not list their attributes. */
    private boolean find(Segments segments, PackedFile file, AttributeTypes old) throws IOException {
        Footer footer;
        Segments.Range range;
        boolean isOld;
        try {
            footer = Footer.read(file.path());
            range = range(segments, footer);
            isOld = !segments.areTables() && noteAttributes(file.path(), footer, old);
        } catch (IOException e) {
            setAside(file.path(), Journal.reason(e));
            return false;
        }
        if (!segments.areTables() && !footer.columns().equals(Views.SPAN_COLUMNS)) {
            older.add(file.path());
        }
        segments.found(
                file,
                footer.rows(),
                Files.size(file.path()),
                Files.getLastModifiedTime(file.path()).toMillis(),
                range);
        segments.startSeq(Math.max(segments.nextSeq(), range.lastSeq() + 1));
        return isOld;
    }

    static Segments.Range range(Segments segments, Footer footer) throws IOException {
        return footer.rows() == 0
                ? Segments.Range.EMPTY
                : new Segments.Range(
                        footer.min(SpanLayout.SEQ),
                        footer.max(SpanLayout.SEQ),
                        segments.areTables() ? Long.MIN_VALUE : footer.max(SpanLayout.name(SpanLayout.START)));
    }

    /** Notes the attributes of a new file of spans. */
    void noteAttributes(Path file, Footer footer) throws IOException {
        boolean unused = noteAttributes(file, footer, AttributeTypes.unknown());
    }

    private boolean noteAttributes(Path file, Footer footer, AttributeTypes old) throws IOException {
        AttributeTypes own = AttributeTypes.read(file, footer);
        attributes.add(file, own == null ? old : own);
        return own == null;
    }

    /** Forgets a file that no view names any more. */
    void remove(Path file) {
        older.remove(file);
        attributes.remove(file);
    }

    /** Where an older version kept the types of attributes of all files together. */
    private Path oldAttributes() {
        return folder.path().resolve("attributes");
    }

    /** The attributes that files of an older version may have. */
    private AttributeTypes ofOlder() throws IOException {
        if (!Files.exists(oldAttributes())) {
            return AttributeTypes.unknown();
        }
        SeenAttributes seen = new SeenAttributes();
        Map<String, ColumnType> types = AttributeTypes.lines(Files.readString(oldAttributes()));
        seen.note(types);
        return seen.types(types.size() < MOST_OF_OLDER ? LONGEST_OF_OLDER : 0);
    }

    /** Moves a file out of the way that cannot be read. */
    static void setAside(Path file, String reason) throws IOException {
        LOG.error(
                "The file {} cannot be read and was set aside as {}; its rows are missing: {}",
                file,
                DataFolder.setAside(file).getFileName(),
                reason);
    }
}
