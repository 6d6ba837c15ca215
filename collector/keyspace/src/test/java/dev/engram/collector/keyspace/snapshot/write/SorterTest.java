package dev.engram.collector.keyspace.snapshot.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SorterTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {10_000_000, 100_000, 20_000})
    @DisplayName(
            "Rows come by their first cell, the last of equal ones, whether they fit into memory, into some files or"
                    + " into more than are read at once; no file is left")
    void sorted(long room) throws Exception {
        Random random = new Random(room);
        TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        List<byte[][]> got = new ArrayList<>();
        try (Sorter sorter = new Sorter(folder, 2, room)) {
            for (int i = 0; i < 30_000; i++) {
                byte[] name = new byte[random.nextInt(3)];
                random.nextBytes(name);
                byte[] value = {(byte) i, (byte) (i >> 8)};
                sorter.add(name, value);
                expected.put(name, value);
            }
            sorter.forEach(got::add);
        }
        assertThat(got.stream().map(row -> row[0])).containsExactlyElementsOf(expected.keySet());
        assertThat(got.stream().map(row -> row[1])).containsExactlyElementsOf(expected.values());
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
