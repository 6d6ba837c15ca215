package dev.engram.agent.telemetry.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Credentials in exception texts")
class RedactorTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Failed to connect to redis://user:hunter2@cache:6379 | Failed to connect to redis://***@cache:6379
                    jdbc:postgresql://db/x?user=a&password=hunter2&ssl=true | jdbc:postgresql://db/x?user=a&password=***&ssl=true
                    {"password": "hunter2", "n": 1} | {"password": ***, "n": 1}
                    db_password : hunter2 | db_password : ***
                    api-key=hunter2; retry | api-key=***; retry
                    ERR AUTH hunter2 called without any password | ERR AUTH *** without any password
                    HELLO 3 AUTH default hunter2 | HELLO 3 AUTH ***
                    CONFIG SET requirepass hunter2 | CONFIG SET requirepass ***
                    ACL SETUSER bob on >hunter2 ~* | ACL SETUSER ***
                    ERR unknown command 'X', with args beginning with: 'hunter2' | ERR unknown command 'X', with args beginning with:***
                    Authorization: Bearer hunter2hunter2 | Authorization: Bearer ***
                    token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-hunter2 used | token *** used
                    Incorrect API key provided: sk-proj-hunter2hunter2. | Incorrect API key provided: ***.
                    """)
    @DisplayName("are replaced, and the rest of the text stays")
    void replaced(String text, String clean) {
        assertThat(Redactor.clean(text, 4096)).isEqualTo(clean).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                "NOAUTH Authentication required.",
                "max_tokens: 4096 exceeded",
                "GET http://localhost:4318/v1/traces failed",
                "Read denied: private"
            })
    @DisplayName("that are none stay untouched")
    void untouched(String text) {
        assertThat(Redactor.clean(text, 4096)).isEqualTo(text);
    }

    @Test
    @DisplayName("are found although the limit cuts through them")
    void atTheLimit() {
        String text = "x".repeat(30) + " redis://user:hunter2@cache";
        assertThat(Redactor.clean(text, 45)).hasSize(45).doesNotContain("hun");
    }

    @Test
    @DisplayName("are looked for in long texts of any kind without delay")
    void noBlowUp() {
        for (String piece : new String[] {"a", "://", "password", "AUTH ", "eyJ.", "sk-", "= ", "\"", "token=\""}) {
            String text = piece.repeat(20_000 / piece.length());
            assertThat(Redactor.clean(text, Failure.MAX_STACK)).hasSizeLessThanOrEqualTo(Failure.MAX_STACK);
        }
    }

    @Test
    @DisplayName("are taken out of messages, causes and stack traces, which are bounded")
    void failure() {
        Exception cause = new IllegalStateException("password=hunter2");
        Failure failure = Failure.of(new RuntimeException("x".repeat(10_000) + " redis://a:hunter2@b", cause));
        assertThat(failure.message()).hasSizeLessThanOrEqualTo(Failure.MAX_MESSAGE);
        assertThat(failure.stack())
                .hasSizeLessThanOrEqualTo(Failure.MAX_STACK)
                .contains("Caused by: java.lang.IllegalStateException: password=***")
                .doesNotContain("hunter2");
    }

    @Test
    @DisplayName("a stack trace reads as Java prints it, common frames left out")
    void asJavaPrintsIt() {
        Throwable cause = new IllegalStateException("inner");
        Throwable thrown = new RuntimeException("outer", cause);
        thrown.addSuppressed(new IllegalArgumentException("beside"));
        java.io.StringWriter expected = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(expected));
        assertThat(StackText.of(thrown)).isEqualToNormalizingNewlines(expected.toString());
    }

    @Test
    @DisplayName("an exception that is its own cause, or has thousands, ends")
    void endless() {
        Throwable chain = new RuntimeException("0");
        for (int i = 0; i < 2000; i++) {
            chain = new RuntimeException("n", chain);
        }
        assertThat(Failure.of(chain).stack()).hasSizeLessThanOrEqualTo(Failure.MAX_STACK);
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        assertThat(Failure.of(a).stack()).contains("Caused by: java.lang.Exception: b");
    }
}
