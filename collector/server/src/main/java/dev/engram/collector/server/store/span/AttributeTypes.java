package dev.engram.collector.server.store.span;

import dev.engram.collector.server.store.parquet.Footer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The attributes without a column that the spans of one file have, each with the type that keeps all its values there. They
 * are in the file itself, so they go with it. Of each there are eight bytes: a hash of its name, and its type. A million of
 * them can be looked up without being read: where memory for them is used up they stay in the file.
 *
 * <p>The first {@link #MAX_SHOWN} have their names, too, to be shown to those who do not know them.
 *
 * <p>Immutable, thread-safe.
 */
public final class AttributeTypes {

    /** All names are told, however long they are. */
    public static final int ALL = Integer.MAX_VALUE;

    /** So many are shown with their names. */
    static final int MAX_SHOWN = 64;

    /** A file of Parquet names where these are by this word. */
    private static final String KEY = "engram.attributes";

    /** What all files may have in memory, eight bytes each. */
    private static final long MAX_KEPT = 2L << 20;

    private static final AtomicLong KEPT = new AtomicLong();

    /** Three numbers: the length of the longest names that are told, bytes of the names that are shown, and how many there are. */
    private static final int HEAD = 3 * Integer.BYTES;

    /** Bits of an entry that are the code of its type. */
    private static final long TYPE = 7;

    private final int longest;

    /** The names that are shown, one in a line; null where they are in the file alone. */
    private final byte @Nullable [] shown;

    private final int shownBytes;

    /** The entries by their size as unsigned numbers; null where they are in the file alone. */
    private final long @Nullable [] entries;

    private final @Nullable Path file;
    private final long at;
    private final int count;
    private boolean isKept;

    private AttributeTypes(
            int longest,
            byte @Nullable [] shown,
            int shownBytes,
            long @Nullable [] entries,
            @Nullable Path file,
            long at,
            int count) {
        this.longest = longest;
        this.shown = shown;
        this.shownBytes = shownBytes;
        this.entries = entries;
        this.file = file;
        this.at = at;
        this.count = count;
    }

    /**
     * Types in memory.
     *
     * @param longest spans have other attributes than these only if their names are longer
     * @param entries of {@link #entry}, in any order, one for each name
     * @param shown some of the names
     */
    static AttributeTypes of(int longest, long[] entries, Map<String, ColumnType> shown) {
        long[] sorted = entries.clone();
        sort(sorted);
        byte[] lines = write(shown).getBytes(StandardCharsets.UTF_8);
        return new AttributeTypes(longest, lines, lines.length, sorted, null, 0, sorted.length);
    }

    /** Types of spans of which nothing is known. */
    public static AttributeTypes unknown() {
        return of(0, new long[0], Map.of());
    }

    /** What is kept of a name and its type. Files have this: it must not change. */
    static long entry(String name, ColumnType type) {
        return hash(name) | type.code();
    }

    /** A number for a name, in which the bits of the type are free, and others are not all 0. */
    static long hash(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xFF)) * 0x100000001B3L;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        hash = (hash ^ hash >>> 33) & ~TYPE;
        return hash == 0 ? TYPE + 1 : hash;
    }

    static ColumnType type(long entry) {
        return ColumnType.of((int) (entry & TYPE));
    }

    static boolean isOf(long entry, long hash) {
        return (entry & ~TYPE) == hash;
    }

    private static void sort(long[] entries) {
        // As signed numbers, with the order of unsigned ones.
        for (int i = 0; i < entries.length; i++) {
            entries[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(entries);
        for (int i = 0; i < entries.length; i++) {
            entries[i] ^= Long.MIN_VALUE;
        }
    }

    /**
     * The types that a file has.
     *
     * @param footer of the file
     * @return null where it has none, as one of an older version
     */
    public static @Nullable AttributeTypes read(Path file, Footer footer) throws IOException {
        Footer.Attachment found = footer.attachment(KEY);
        if (found == null) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = read(channel, found.from(), HEAD);
            int longest = head.getInt();
            int shownBytes = head.getInt();
            int count = head.getInt();
            if (shownBytes < 0 || count < 0 || HEAD + shownBytes + (long) Long.BYTES * count != found.length()) {
                throw new IOException("its attributes cannot be read");
            }
            long at = found.from() + HEAD + shownBytes;
            boolean fits = KEPT.addAndGet(count) <= MAX_KEPT;
            if (!fits) {
                KEPT.addAndGet(-count);
            }
            long[] entries = fits ? entries(channel, at, count) : null;
            AttributeTypes read = new AttributeTypes(longest, null, shownBytes, entries, file, at, count);
            read.isKept = fits;
            return read;
        }
    }

    private static long[] entries(FileChannel channel, long at, int count) throws IOException {
        long[] entries = new long[count];
        read(channel, at, Math.multiplyExact(Long.BYTES, count)).asLongBuffer().get(entries);
        return entries;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        return ByteBuffer.wrap(Footer.read(channel, from, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Adds them to a file of Parquet that is being written. */
    public void attach(Attaching attaching) throws IOException {
        long[] all = all();
        byte[] names = names();
        ByteBuffer block = ByteBuffer.allocate(HEAD + names.length + Math.multiplyExact(Long.BYTES, all.length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(longest)
                .putInt(names.length)
                .putInt(all.length)
                .put(names);
        block.asLongBuffer().put(all);
        attaching.attach(KEY, block.array());
    }

    /** How bytes are added to a file under a word. */
    public interface Attaching {
        public void attach(String key, byte[] bytes) throws IOException;
    }

    private long[] all() throws IOException {
        if (entries != null) {
            return entries;
        }
        try (FileChannel channel = FileChannel.open(Objects.requireNonNull(file))) {
            return entries(channel, at, count);
        }
    }

    /** To be called when the file is gone: its memory is for others. */
    synchronized void close() {
        if (isKept) {
            isKept = false;
            KEPT.addAndGet(-count);
        }
    }

    /** Whether spans may have attributes of which nothing is known. */
    boolean isPartial() {
        return longest < ALL;
    }

    /** Whether spans may have an attribute of that name of which nothing is known. */
    boolean mayHave(String name) throws IOException {
        return name.length() > longest && find(hash(name)) == null;
    }

    /** The type of the attribute with this hash of its name; null where no span has it, or it is not known. */
    @Nullable
    ColumnType find(long hash) throws IOException {
        if (entries != null) {
            return find(hash, place -> entries[place]);
        }
        try (FileChannel channel = FileChannel.open(Objects.requireNonNull(file))) {
            return find(
                    hash,
                    place -> read(channel, at + (long) Long.BYTES * place, Long.BYTES)
                            .getLong());
        } catch (NoSuchFileException e) {
            // It was deleted in this moment, with its spans.
            return null;
        }
    }

    private interface Entries {
        long at(int place) throws IOException;
    }

    private @Nullable ColumnType find(long hash, Entries all) throws IOException {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long entry = all.at(middle);
            if (isOf(entry, hash)) {
                return type(entry);
            }
            if (Long.compareUnsigned(entry, hash) < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Some of the names with their types, at most {@link #MAX_SHOWN}. */
    Map<String, ColumnType> shown() throws IOException {
        return lines(new String(names(), StandardCharsets.UTF_8));
    }

    private byte[] names() throws IOException {
        if (shown != null) {
            return shown;
        }
        try (FileChannel channel = FileChannel.open(Objects.requireNonNull(file))) {
            return read(channel, at - shownBytes, shownBytes).array();
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** The types of several files as those of one. */
    public static AttributeTypes merged(List<AttributeTypes> parts) throws IOException {
        SeenAttributes all = new SeenAttributes();
        int longest = ALL;
        for (AttributeTypes part : parts) {
            all.noteShown(part.shown());
            for (long entry : part.all()) {
                all.note(entry);
            }
            longest = Math.min(longest, part.longest);
        }
        return all.types(longest);
    }

    /** One line for each. */
    private static String write(Map<String, ColumnType> types) {
        StringBuilder lines = new StringBuilder();
        types.forEach((name, type) -> lines.append(type)
                .append(' ')
                .append(name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"))
                .append('\n'));
        return lines.toString();
    }

    /** What {@link #write} has written, or an older version in its file of attributes. */
    public static Map<String, ColumnType> lines(String lines) {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        for (String line : lines.split("\n", -1)) {
            int blank = line.indexOf(' ');
            ColumnType type = blank < 0 ? null : ColumnType.named(line.substring(0, blank));
            if (type != null) {
                types.put(unescape(line.substring(blank + 1)), type);
            }
        }
        return types;
    }

    private static String unescape(String text) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                key.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }
}
