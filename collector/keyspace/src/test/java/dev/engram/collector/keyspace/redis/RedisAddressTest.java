package dev.engram.collector.keyspace.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisAddressTest {

    @ParameterizedTest
    @DisplayName("An address is shown with its port and without its credentials")
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://localhost | redis://localhost:6379",
                "redis://ada:p%40s+s@10.0.0.1:7000/3 | redis://10.0.0.1:7000/3",
                "rediss://:secret@[::1]:6380 | rediss://[::1]:6380",
                "valkey://h/0 | valkey://h:6379",
                "redis-sentinel://:pw@a,b:1/2#mymaster | redis-sentinel://a:26379,b:1/2#mymaster"
            })
    void shown(String text, String shown) throws Exception {
        assertThat(RedisAddress.parse(text)).hasToString(shown);
    }

    @Test
    @DisplayName("User and password are what stands before the host, unescaped; a word alone is the user")
    void credentials() throws Exception {
        RedisAddress address = RedisAddress.parse("redis://ada:p%40s+s:x@h:1");
        assertThat(address.user()).isEqualTo("ada");
        assertThat(address.password()).isEqualTo("p@s+s:x");
        assertThat(address.hosts()).containsExactly(new HostAndPort("h", 1));
        assertThat(RedisAddress.parse("redis://:secret@h").password()).isEqualTo("secret");
        assertThat(RedisAddress.parse("redis://:secret@h").user()).isNull();
        assertThat(RedisAddress.parse("redis://ada:@h").password()).isEmpty();
        assertThat(RedisAddress.parse("redis://h").password()).isNull();
        RedisAddress user = RedisAddress.parse("redis://l%40@h");
        assertThat(user.user()).isEqualTo("l@");
        assertThat(user.hasPassword()).isFalse();
        assertThat(user.withPassword("secret").user()).isEqualTo("l@");
        assertThat(user.withPassword("secret").password()).isEqualTo("secret");
    }

    @Test
    @DisplayName("Two passwords that differ, and a user without one, are refused before a server is asked")
    void contradictions() throws Exception {
        RedisAddress address = RedisAddress.parse("redis://ada:s3cret@h");
        assertThat(address.withPassword("s3cret").password()).isEqualTo("s3cret");
        assertThatThrownBy(() -> address.withPassword("0ther"))
                .isInstanceOf(RedisException.class)
                .hasMessageStartingWith("The address of Redis has another password")
                .hasMessageNotContainingAny("s3cret", "0ther", "ada");
        assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse("redis://s3cret@127.0.0.1:1")))
                .isInstanceOf(RedisException.class)
                .hasMessageStartingWith("The address of Redis names a user and no password")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @DisplayName("What is no address is refused in a sentence that repeats nothing of it")
    @ValueSource(
            strings = {
                "localhost:6379",
                "http://s3cret@h",
                "redis://",
                "redis://s3cret@:6379",
                "redis://u:s3 cret@h",
                "redis://u:%zzs3cret@h",
                "redis://s3cret@h:99999",
                "redis://s3cret@h/x",
                "redis://s3cret@h?db=1",
                "redis://s3cret@h,i",
                "redis://s3cret@h#m",
                "redis-sentinel://s3cret@h"
            })
    void refused(String text) {
        assertThatThrownBy(() -> RedisAddress.parse(text))
                .isInstanceOf(RedisException.class)
                .hasNoCause()
                .hasMessageStartingWith("The address of Redis ")
                .hasMessageContaining("it looks like redis://user:password@127.0.0.1:6379/0")
                .hasMessageNotContaining("cret")
                .hasMessageNotContaining("zz");
    }
}
