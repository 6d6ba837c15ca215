package dev.engram.collector.server.store.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    private static int number(TextColumn column, String text) {
        byte[] bytes = ("##" + text).getBytes(StandardCharsets.UTF_8);
        return column.number(bytes, 2, bytes.length - 2);
    }

    private static String text(Texts texts, int row) {
        return new String(texts.value(texts.number(row)), StandardCharsets.UTF_8);
    }

    @Test
    void aTextThatComesAgainHasTheSameNumber() {
        TextColumn column = new TextColumn();
        for (int row = 0; row < 50_000; row++) {
            column.set(row, number(column, "key-" + row % 5000));
        }
        Texts texts = column.texts();
        assertThat(texts.count()).isEqualTo(5000);
        for (int row = 0; row < 50_000; row++) {
            assertThat(text(texts, row)).isEqualTo("key-" + row % 5000);
        }
    }

    @Test
    void textsThatNeverComeAgainAreOnlyAdded() {
        TextColumn column = new TextColumn();
        for (int row = 0; row < 50_000; row++) {
            column.set(row, number(column, "unique-" + row));
        }
        int before = column.texts().count();
        assertThat(number(column, "unique-1")).isEqualTo(before + 1);
        Texts texts = column.texts();
        for (int row = 0; row < 50_000; row++) {
            assertThat(text(texts, row)).isEqualTo("unique-" + row);
        }
    }

    @Test
    void textsThatDifferInOneByteAreDifferent() {
        TextColumn column = new TextColumn();
        byte[] bytes = new byte[40];
        assertThat(column.number(bytes, 0, bytes.length)).isEqualTo(1);
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = 1;
            assertThat(column.number(bytes, 0, bytes.length)).isEqualTo(at + 2);
            bytes[at] = 0;
        }
        for (int length = 0; length < bytes.length; length++) {
            assertThat(column.number(bytes, 0, length)).isEqualTo(bytes.length + length + 2);
        }
    }

    @Test
    void idsAreHexadecimalDigits() {
        IdColumn traces = new IdColumn(2);
        IdColumn spans = new IdColumn(1);
        for (int row = 0; row < 10_000; row++) {
            traces.set(row, row / 7, 0xABCDEF);
            spans.set(row, row);
        }
        assertThat(new String(traces.ids().hex(8000), StandardCharsets.US_ASCII))
                .isEqualTo("00000000000004760000000000abcdef");
        assertThat(spans.ids().hex(0)).isEmpty();
        Texts texts = traces.ids().texts(0, 10_000);
        assertThat(texts.count()).isEqualTo(1429);
        assertThat(text(texts, 9999)).isEqualTo("00000000000005940000000000abcdef");
    }

    /** As the store's writer adds while queries read. */
    @Test
    void aReaderSeesTheRowsThatWereThereWhateverIsAdded() throws Exception {
        TextColumn column = new TextColumn();
        NumberColumn numbers = new NumberColumn();
        AtomicInteger rows = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>("");
        Object lock = new Object();
        Thread reader = new Thread(() -> {
            for (int seen = 0; seen < 200_000; ) {
                Texts texts;
                Numbers found;
                synchronized (lock) {
                    seen = rows.get();
                    texts = column.texts();
                    found = numbers.numbers();
                }
                for (int row = Math.max(0, seen - 9000); row < seen; row++) {
                    if (row % 3 == 0
                            ? texts.number(row) != 0 || found.has(row)
                            : !text(texts, row).equals("text-" + row / 4) || found.number(row) != row) {
                        wrong.set("row " + row + " of " + seen);
                    }
                }
            }
        });
        reader.start();
        for (int row = 0; row < 200_000; ) {
            synchronized (lock) {
                for (int end = row + 100; row < end; row++) {
                    if (row % 3 != 0) {
                        column.set(row, number(column, "text-" + row / 4));
                        numbers.set(row, row);
                    }
                }
                rows.set(row);
            }
        }
        reader.join();
        assertThat(wrong.get()).isEmpty();
    }
}
