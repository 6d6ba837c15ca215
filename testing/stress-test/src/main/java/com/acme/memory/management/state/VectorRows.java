package com.acme.memory.management.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents whose vectors lie behind each other in segments. A document that is removed leaves a hole in its segment until
 * {@link #compact} slides the others together. Not thread-safe.
 */
final class VectorRows {
    private static final int ROWS = 128;

    private final Map<String, Row> byId = new LinkedHashMap<>(); // in the order of the segments
    private final List<float[]> segments = new ArrayList<>();
    private int used; // rows of all segments, holes among them
    private int dimensions;
    private long textBytes;

    /** Where a document is. */
    private static final class Row {
        final String text;
        final long at;
        int place;

        Row(String text, long at, int place) {
            this.text = text;
            this.at = at;
            this.place = place;
        }
    }

    /** Sees each document's vector in its segment. */
    interface Visitor {
        void see(String id, String text, float[] segment, int from);
    }

    /** Adds a document behind the others, in the place of the one with its id. */
    void add(Document document) {
        if (byId.isEmpty()) {
            clear();
            dimensions = document.vector().length;
        }
        if (document.vector().length != dimensions) {
            throw new IllegalArgumentException("The vector of document " + document.id() + " has "
                    + document.vector().length + " dimensions; the others have " + dimensions + ".");
        }
        if (used == segments.size() * ROWS) {
            segments.add(new float[ROWS * dimensions]);
        }
        remove(document.id());
        Row row = new Row(document.text(), document.at(), used);
        try {
            byId.put(document.id(), row);
        } catch (OutOfMemoryError e) {
            byId.remove(document.id()); // which may be there all the same
            throw e;
        }
        textBytes += bytesOf(document.id(), row);
        System.arraycopy(document.vector(), 0, segment(row), from(row), dimensions);
        used++;
    }

    boolean remove(String id) {
        Row row = byId.remove(id);
        if (row == null) {
            return false;
        }
        textBytes -= bytesOf(id, row);
        return true;
    }

    Optional<Document> get(String id) {
        return Optional.ofNullable(byId.get(id)).map(row -> document(id, row));
    }

    /** The documents added longest ago. */
    List<Document> oldest(int count) {
        return byId.entrySet().stream()
                .limit(count)
                .map(entry -> document(entry.getKey(), entry.getValue()))
                .toList();
    }

    void forEach(Visitor visitor) {
        byId.forEach((id, row) -> visitor.see(id, row.text, segment(row), from(row)));
    }

    /** Slides the vectors together, and lets the segments behind them go. */
    void compact() {
        int place = 0;
        for (Row row :
                byId.values()) { // a row only ever moves to the front, so nothing that is still needed is overwritten
            float[] from = segment(row);
            int at = from(row);
            row.place = place++;
            System.arraycopy(from, at, segment(row), from(row), dimensions);
        }
        used = place;
        int needed = (used + ROWS - 1) / ROWS;
        segments.subList(needed, segments.size()).clear();
    }

    void clear() {
        byId.clear();
        segments.clear();
        used = 0;
        textBytes = 0;
    }

    int size() {
        return byId.size();
    }

    /** What all takes in the heap. */
    long bytes() {
        return textBytes + segments.size() * segmentBytes();
    }

    /** What {@link #compact} would free. */
    long holeBytes() {
        return (segments.size() - (byId.size() + ROWS - 1) / ROWS) * segmentBytes();
    }

    int dimensions() {
        return dimensions;
    }

    private long segmentBytes() {
        return Footprint.ofArray(4L * ROWS * dimensions) + Footprint.REFERENCE;
    }

    private float[] segment(Row row) {
        return segments.get(row.place / ROWS);
    }

    private int from(Row row) {
        return row.place % ROWS * dimensions;
    }

    private Document document(String id, Row row) {
        int from = from(row);
        return new Document(id, row.text, Arrays.copyOfRange(segment(row), from, from + dimensions), row.at);
    }

    private static long bytesOf(String id, Row row) {
        return Footprint.of(id) + Footprint.of(row.text) + Footprint.MAP_ENTRY + Footprint.SMALL_OBJECT;
    }
}
