package dev.engram.collector.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The collector's jar")
class DuckDbPlatformTest {

    @Test
    @DisplayName("starts on each machine that it has DuckDB's code for")
    void fits() {
        Set<String> all = Set.of("linux_amd64", "linux_arm64", "macos_arm64", "windows_amd64");
        assertThat(DuckDbPlatform.fault("Linux", "amd64", all::contains)).isNull();
        assertThat(DuckDbPlatform.fault("Linux", "aarch64", all::contains)).isNull();
        assertThat(DuckDbPlatform.fault("Mac OS X", "aarch64", all::contains)).isNull();
        assertThat(DuckDbPlatform.fault("Windows Server 2022", "amd64", all::contains))
                .isNull();
    }

    @Test
    @DisplayName("names the right jar on another machine")
    void other() {
        assertThat(DuckDbPlatform.fault("Linux", "amd64", "linux_arm64"::equals))
                .isEqualTo("This is the collector for linux-aarch64, and this machine is linux-x86_64; take"
                        + " engram-collector-linux-x86_64.jar, or engram-collector.jar, which has the code for all.");
    }

    @Test
    @DisplayName("says where it runs on a machine that DuckDB has no code for")
    void none() {
        assertThat(DuckDbPlatform.fault("Linux", "i386", name -> false))
                .isEqualTo(
                        "DuckDB, in which the collector keeps spans, has no code for Linux on i386; run the collector on"
                                + " Linux (x86-64, arm64), macOS (arm64) or Windows (x86-64), 64 bits each.");
    }
}
