package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns mean what they mean in SQLite, and their globs never lose a match. */
class LikePatternTest {

    @ParameterizedTest
    @CsvSource({
        "test-plan-%, test-plan-user-service, true",
        "test-plan-%, test-plan-, true",
        "test-plan-%, a-test-plan-, false",
        "%-service, test-plan-user-service, true",
        "%-service, test-plan-user-service-2, false",
        "%plan%user%, test-plan-user-service, true",
        "%user%plan%, test-plan-user-service, false",
        "a_c, abc, true",
        "a_c, ac, false",
        "a_c, abbc, false",
        "a_c, aéc, true",
        "a_c, a😀c, true",
        "TEST-%, test-plan, true",
        "test, TEST, true",
        "É, é, false",
        "É, É, true",
        "'', '', true",
        "'', a, false",
        "%, '', true",
        "%%, a, true",
        "_, '', false",
        "%ab, aab, true",
        "a%b%c, a-b-b-c, true",
        "a\\%, a\\b, true",
        "a\\%, a%, false",
        "a.*, abc, false",
        "a[bc], ab, false",
        "a[bc], a[bc], true"
    })
    void matchesAsSqlite(String pattern, String text, boolean expected) {
        assertThat(new LikePattern(pattern).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1-%, 1\\-*",
        "_, ?*",
        "__%_, ???*",
        "a%, [aA]*",
        "?*, \\?\\*",
        "1[]^\\, 1\\[\\]\\^\\\\",
    })
    void globsEscapeWhatIsSpecialToRedis(String pattern, String glob) {
        assertThat(new LikePattern(pattern).toGlob()).isEqualTo(glob);
    }

    @Test
    void globsHaveFewStarsHoweverManyThePatternHas() {
        String glob = new LikePattern("a%".repeat(100)).toGlob();
        assertThat(glob.chars().filter(c -> c == '*').count()).isEqualTo(3);
        assertThat(glob).endsWith("*");
    }
}
