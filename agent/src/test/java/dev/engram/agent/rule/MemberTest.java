package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An accessor that a path calls")
class MemberTest {

    private static final long SLOW = Member.SLOW_NANOS + 1;

    /** Enough for it not to be slow in a row. */
    private static final long FAST = Member.SLOW_IN_A_ROW_NANOS;

    private static Member member() {
        return new Member(Reader.ofMap("key", false), MemberTest.class);
    }

    @Test
    @DisplayName("is timed in its first hundred calls, and then in one of 64")
    void timed() {
        Member member = member();
        List<Integer> timed = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            if (member.isTimed()) {
                timed.add(i);
            }
        }
        assertThat(timed.subList(99, timed.size())).containsExactly(100, 128, 192, 256);
        Member field = new Member(Reader.ABSENT, MemberTest.class);
        assertThat(field.isTimed()).isFalse();
    }

    @Test
    @DisplayName("is off after three slow calls, unless tens of thousands lie between them")
    void slow() {
        Member member = member();
        assertThat(member.took(SLOW)).isTrue();
        assertThat(member.took(SLOW)).isTrue();
        assertThat(member.took(FAST)).isTrue();
        for (int i = 0; i < 1 << 16; i++) {
            member.isTimed();
        }
        assertThat(member.took(SLOW)).as("the others are forgotten").isTrue();
        assertThat(member.took(SLOW)).isTrue();
        assertThat(member.took(FAST)).isTrue();
        assertThat(member.isOn()).isTrue();
        assertThat(member.took(SLOW)).isFalse();
        assertThat(member.isOn()).isFalse();
    }

    @Test
    @DisplayName("is off after three calls in a row of more than a millisecond; after one, the next is timed")
    void slowInARow() {
        Member member = member();
        for (int i = 1; i <= 128; i++) {
            member.isTimed();
        }
        assertThat(member.isTimed()).isFalse();
        assertThat(member.took(FAST + 1)).isTrue();
        assertThat(member.isTimed()).isTrue();
        assertThat(member.took(FAST + 1)).isTrue();
        assertThat(member.took(FAST)).isTrue();
        assertThat(member.isTimed()).isFalse();
        assertThat(member.took(FAST + 1)).isTrue();
        assertThat(member.took(FAST + 1)).isTrue();
        assertThat(member.took(FAST + 1)).isFalse();
        assertThat(member.isOn()).isFalse();
    }

    @Test
    @DisplayName("is off after ten failures")
    void failing() {
        Member member = member();
        for (int i = 1; i < 10; i++) {
            assertThat(member.failed()).isTrue();
        }
        assertThat(member.isOn()).isTrue();
        assertThat(member.failed()).isFalse();
        assertThat(member.isOn()).isFalse();
    }
}
