package dev.engram.agent.telemetry.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reader of Protocol Buffers")
class ProtoReaderTest {

    private static final byte NUMBER = (1 << 3) | ProtoWriter.VARINT;
    private static final byte TEXT = (2 << 3) | ProtoWriter.NESTED;
    private static final byte FRACTION = (3 << 3) | ProtoWriter.FIXED64;
    private static final byte SHORT = (4 << 3) | ProtoWriter.FIXED32;

    private static ProtoReader reader(int... bytes) {
        byte[] message = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            message[i] = (byte) bytes[i];
        }
        return new ProtoReader(message, 0, message.length);
    }

    private static void readAll(ProtoReader reader) {
        while (reader.next()) {
            reader.skip();
        }
    }

    @Test
    @DisplayName("reads what the writer wrote, and skips what it does not know")
    void reads() {
        ProtoWriter writer = new ProtoWriter(0);
        writer.tag(NUMBER);
        writer.varint(-1);
        writer.tag(SHORT);
        writer.fixed32(7);
        writer.nested(TEXT, "é".getBytes(StandardCharsets.UTF_8));
        writer.fixed64(FRACTION, Double.doubleToRawLongBits(0.5));
        writer.nested(TEXT, new byte[] {0, (byte) 0xAB});
        ProtoReader reader = new ProtoReader(writer.array(), 0, writer.length());
        assertThat(reader.next()).isTrue();
        assertThat(reader.tag()).isEqualTo(NUMBER);
        assertThat(reader.varint()).isEqualTo(-1);
        assertThat(reader.next()).isTrue();
        reader.skip();
        assertThat(reader.next()).isTrue();
        assertThat(reader.string()).isEqualTo("é");
        assertThat(reader.next()).isTrue();
        assertThat(reader.doubleValue()).isEqualTo(0.5);
        assertThat(reader.next()).isTrue();
        assertThat(reader.hex()).isEqualTo("00ab");
        assertThat(reader.next()).isFalse();
    }

    @Test
    @DisplayName("reads nothing beyond its message")
    void staysInside() {
        // A nested message of one byte, whose number goes on in the byte behind it.
        ProtoReader outer = reader(TEXT, 1, NUMBER, 5);
        assertThat(outer.next()).isTrue();
        ProtoReader inner = outer.message();
        assertThat(inner.next()).isTrue();
        assertThatThrownBy(inner::varint).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("refuses bytes that are no message")
    void refuses() {
        assertThatThrownBy(() -> readAll(reader(TEXT, 3, 1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> readAll(reader(TEXT, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> readAll(reader(NUMBER, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> readAll(reader(FRACTION, 1, 2, 3))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> readAll(reader(SHORT, 1, 2, 3))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> readAll(reader(7))).isInstanceOf(IllegalArgumentException.class);
    }
}
