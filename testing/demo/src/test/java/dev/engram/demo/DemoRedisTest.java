package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRedisTest {

    @TempDir
    private Path directory;

    @Test
    void itAnswersOnTheLoopbackInterfaceAndKeepsNothingOnDisk() throws Exception {
        try (DemoRedis redis = DemoRedis.start(directory)) {
            int port = URI.create(redis.url()).getPort();
            assertThat(redis.isAlive()).isTrue();
            assertThat(ask(port, "CONFIG GET save")).endsWith("$4\r\nsave\r\n$0\r\n\r\n");
            assertThat(ask(port, "CONFIG GET appendonly")).endsWith("$2\r\nno\r\n");
            assertThat(ask(port, "CONFIG GET bind")).endsWith("$9\r\n127.0.0.1\r\n");
            assertThat(ask(port, "SET a b")).isEqualTo("+OK\r\n");
            redis.close();
            assertThat(redis.isAlive()).isFalse();
            assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class);
        }
        try (var files = Files.list(directory)) {
            assertThat(files)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .noneMatch(name -> name.endsWith(".rdb"));
        }
    }

    @Test
    void twoLiveSideBySide() throws Exception {
        try (DemoRedis one = DemoRedis.start(Files.createDirectory(directory.resolve("1")));
                DemoRedis two = DemoRedis.start(Files.createDirectory(directory.resolve("with space")))) {
            assertThat(one.url()).isNotEqualTo(two.url());
            assertThat(one.isAlive()).isTrue();
            assertThat(two.isAlive()).isTrue();
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneSentence() {
        assertThatThrownBy(() -> DemoRedis.start(directory.resolve("missing/deeper")))
                .isInstanceOf(DemoException.class)
                .hasMessageStartingWith("Redis cannot be started: ");
    }

    private static String ask(int port, String command) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(0, answer.length() - "+OK\r\n".length());
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
}
