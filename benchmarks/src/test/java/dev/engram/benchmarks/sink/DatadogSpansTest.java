package dev.engram.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes are written after MessagePack's specification. */
@DisplayName("Spans are counted in Datadog's MessagePack")
class DatadogSpansTest {

    /** {"name": "store", "id": uint64, "error": 0, "duration": uint32, "metrics": {"a": float64}, "meta": {}, "x": nil}. */
    private static final String SPAN = "87 a46e616d65 a573746f7265 a26964 cf0123456789abcdef a56572726f72 00"
            + " a86475726174696f6e ce00010000 a76d657472696373 81 a161 cb3ff0000000000000 a46d657461 80 a178 c0";

    @Test
    @DisplayName("0.4: an array of traces, each an array of spans")
    void four() throws Exception {
        assertThat(count(DatadogSpans.v04(), "92 92" + SPAN + SPAN + "91" + SPAN))
                .isEqualTo(3);
        assertThat(count(DatadogSpans.v04(), "dc0001 dd00000002" + SPAN + SPAN)).isEqualTo(2);
        assertThat(count(DatadogSpans.v04(), "90")).isZero();
    }

    @Test
    @DisplayName("0.5: a table of texts before the traces, numbers and maps in a span")
    void five() throws Exception {
        String span = "9c 00 01 02 cf0000000000000001 cd0102 00 d30000000000000001 d20000ffff 00"
                + " 81 01 02 81 01 ca3f800000 03";
        assertThat(count(DatadogSpans.v05(), "92 93 a0 a161 d9026262 92 91" + span + "91" + span))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("what is cut off or followed by something is no payload")
    void malformed() {
        String whole = "91 91" + SPAN;
        assertThatThrownBy(() -> count(DatadogSpans.v04(), whole.substring(0, whole.length() - 2)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> count(DatadogSpans.v04(), whole + "00")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> count(DatadogSpans.v05(), whole)).isInstanceOf(MalformedException.class);
    }

    private static long count(SpanCount count, String hex) throws MalformedException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return count.count(bytes, bytes.length);
    }
}
