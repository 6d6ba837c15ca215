package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests that each begin with a real server without a key; it is started once for all tests of a class. */
public abstract class OnEmptyRedis {

    protected static RealRedis redis;

    protected RedisServer server;
    protected Keys keys;

    @BeforeAll
    static void startRedis() {
        redis = RealRedis.start(Program.EMBEDDED);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void empty() throws RedisException {
        server = redis.open();
        keys = new Keys(server);
        keys.run("FLUSHALL");
    }

    @AfterEach
    void disconnect() {
        server.close();
    }
}
