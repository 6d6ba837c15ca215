package dev.engram.agent.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reply")
class ReplyTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("is as large as RESP2 sends it, raw or decoded")
    void size() {
        assertThat(Reply.bytes(null)).isEqualTo("$-1\r\n".length());
        assertThat(Reply.bytes(bytes("hello"))).isEqualTo("$5\r\nhello\r\n".length());
        assertThat(Reply.bytes("grün €😀")).isEqualTo(bytes("$13\r\ngrün €😀\r\n").length);
        assertThat(Reply.bytes(-120L)).isEqualTo(":-120\r\n".length());
        assertThat(Reply.bytes(List.of(bytes("a"), 7L))).isEqualTo("*2\r\n$1\r\na\r\n:7\r\n".length());
        assertThat(Reply.bytes(Map.of("f", "v"))).isEqualTo("*2\r\n$1\r\nf\r\n$1\r\nv\r\n".length());
        assertThat(Reply.bytes(new Object())).isNegative();
    }

    @Test
    @DisplayName("that contains itself, or is of a foreign type, has no size")
    void hostile() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThat(Reply.bytes(itself)).isNegative();
        assertThat(Reply.bytes(new AbstractList<>() {
                    @Override
                    public Object get(int index) {
                        throw new IllegalStateException("not to be asked");
                    }

                    @Override
                    public int size() {
                        throw new IllegalStateException("not to be asked");
                    }
                }))
                .isNegative();
    }

    @Test
    @DisplayName("is a hit where there is something in it")
    void hit() {
        assertThat(Reply.isHit(bytes(""))).isTrue();
        assertThat(Reply.isHit(null)).isFalse();
        assertThat(Reply.isHit(List.of())).isFalse();
        assertThat(Reply.isHit(Collections.singletonList(null))).isFalse();
        assertThat(Reply.isHit(Arrays.asList(null, bytes("x")))).isTrue();
        assertThat(Reply.isHit(Map.of())).isFalse();
        assertThat(Reply.found(Arrays.asList(null, bytes("x"), bytes("y")))).isEqualTo(2);
    }
}
