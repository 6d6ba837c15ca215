package dev.engram.collector.keyspace.redis;

import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection to one server. Replies are {@code byte[]}, {@code Long}, {@code List<Object>} or null, as the
 * server's second protocol has them: numbers that are not whole are texts. For one thread.
 */
public final class RedisNode implements AutoCloseable {

    private static final int CONNECT_MILLIS = 4_000;

    /** How often the way there and back is measured: of the first exchanges each, then one in these. */
    private static final int FIRST_PINGS = 16;

    private static final int EXCHANGES_A_PING = 64;

    /** A server that lives says something within this time; one that does not is none. */
    private static final int FIRST_ANSWER_MILLIS = 5_000;

    /** Emptying a large database is the longest of what is asked. */
    private static final int ANSWER_MILLIS = 120_000;

    private final HostAndPort host;
    private final Connection connection;
    private final Pace pace;

    /** What the way there and back takes at least, which is no work of the server's. */
    private long wayNanos = Long.MAX_VALUE;

    private long exchanges;

    private final List<ProtocolCommand> queued = new ArrayList<>();

    private RedisNode(HostAndPort host, Connection connection, Pace pace) {
        this.host = host;
        this.connection = connection;
        this.pace = pace;
    }

    /**
     * Connects.
     *
     * @param address whose credentials, encryption and database are used
     * @param pace at which the server is asked
     * @throws RedisException where nothing answers there, or it does not let this user in
     */
    static RedisNode connect(HostAndPort host, RedisAddress address, Pace pace) throws RedisException {
        return connect(host, config(address, true).database(address.database()), address.tls(), pace);
    }

    /** A sentinel, which has no databases and is often open where its servers are not. */
    static RedisNode sentinel(HostAndPort host, RedisAddress address) throws RedisException {
        RedisNode open = connect(host, config(address, false), address.tls(), Pace.full());
        if (!(open.ask(Command.PING) instanceof ErrorReply)) {
            return open;
        }
        open.close();
        return connect(host, config(address, true), address.tls(), Pace.full());
    }

    private static DefaultJedisClientConfig.Builder config(RedisAddress address, boolean credentials) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(FIRST_ANSWER_MILLIS)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (credentials && address.password() != null) {
            config.user(address.user()).password(address.password());
        }
        if (address.tls()) {
            // With the JVM's trust store; a certificate counts only for the host that it names, as with HTTPS.
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        }
        return config;
    }

    private static RedisNode connect(HostAndPort host, DefaultJedisClientConfig.Builder config, boolean tls, Pace pace)
            throws RedisException {
        Connection connection = null;
        try {
            connection = new Connection(host, config.build());
            awaitFirstAnswer(connection);
            connection.setSoTimeout(ANSWER_MILLIS);
            return new RedisNode(host, connection, pace);
        } catch (JedisDataException e) {
            ErrorReply refused = new ErrorReply(String.valueOf(e.getMessage()));
            throw new RedisException(ErrorMessages.sentence(RedisAddress.shown(host), Command.AUTH, refused), e);
        } catch (JedisException e) {
            if (connection != null) {
                connection.close();
            }
            throw new RedisException(
                    "No Redis answers at " + RedisAddress.shown(host) + " (" + noAnswer(e, tls)
                            + "); start one, or give its address.",
                    e,
                    RedisAddress.shown(host));
        }
    }

    /** Waits for any answer; that this user may not PING is one. */
    private static void awaitFirstAnswer(Connection connection) {
        connection.sendCommand(Command.PING);
        try {
            var unused = connection.getOne();
        } catch (JedisDataException refused) {
            return;
        }
    }

    private static String noAnswer(JedisException e, boolean tls) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException
                    && String.valueOf(cause.getMessage()).startsWith("Read")) {
                return "nothing comes back in " + FIRST_ANSWER_MILLIS / 1000 + " s; "
                        + (tls ? "is it a port without TLS, redis://?" : "is it a port with TLS, rediss://?");
            }
        }
        return reason(e);
    }

    /** As in {@code 127.0.0.1:6379}. */
    public String name() {
        return RedisAddress.shown(host);
    }

    HostAndPort host() {
        return host;
    }

    /**
     * Asks one thing.
     *
     * @throws RedisException where the connection breaks or the server refuses
     */
    public @Nullable Object call(ProtocolCommand command, byte[]... arguments) throws RedisException {
        return accepted(command, ask(command, arguments));
    }

    /**
     * Asks one thing that the server may refuse.
     *
     * @return the reply, or {@link ErrorReply}
     * @throws RedisException where the connection breaks
     */
    public @Nullable Object ask(ProtocolCommand command, byte[]... arguments) throws RedisException {
        queue(command, arguments);
        return replies().get(0);
    }

    /** Sends a command whose reply {@link #replies()} gives. */
    public void queue(ProtocolCommand command, byte[]... arguments) throws RedisException {
        try {
            connection.sendCommand(command, arguments);
        } catch (JedisException e) {
            throw broken(e);
        }
        queued.add(command);
    }

    /**
     * Replies to all that was queued, in its order. Rests then, as long as the pace asks for.
     *
     * @return each the reply, or {@link ErrorReply}
     * @throws RedisException where the connection breaks; what was queued may or may not have been done
     */
    public List<@Nullable Object> replies() throws RedisException {
        long began = System.nanoTime();
        List<@Nullable Object> replies = read();
        if (pace.rests()) {
            long took = System.nanoTime() - began;
            // Again and again, for a Java that has just started is slow itself.
            if (exchanges++ < FIRST_PINGS || exchanges % EXCHANGES_A_PING == 0) {
                wayNanos = Math.min(wayNanos, ping());
            }
            pace.rest(took - wayNanos);
        }
        return replies;
    }

    /** Nanoseconds of an exchange that is no work, also where this user may not PING. */
    private long ping() throws RedisException {
        long began = System.nanoTime();
        queue(Command.PING);
        read();
        return System.nanoTime() - began;
    }

    private List<@Nullable Object> read() throws RedisException {
        List<@Nullable Object> replies;
        try {
            replies = connection.getMany(queued.size());
        } catch (JedisException e) {
            throw broken(e);
        } finally {
            queued.clear();
        }
        replies.replaceAll(RedisNode::withoutExceptions);
        return replies;
    }

    private static @Nullable Object withoutExceptions(@Nullable Object reply) {
        if (reply instanceof JedisDataException e) {
            return new ErrorReply(String.valueOf(e.getMessage()));
        }
        if (reply instanceof List<?> list && list.stream().anyMatch(JedisDataException.class::isInstance)) {
            List<@Nullable Object> replies = new ArrayList<>(list);
            replies.replaceAll(RedisNode::withoutExceptions);
            return replies;
        }
        return reply;
    }

    /**
     * A reply that is no refusal.
     *
     * @throws RedisException where it is one
     */
    public @Nullable Object accepted(ProtocolCommand command, @Nullable Object reply) throws RedisException {
        if (reply instanceof ErrorReply refused) {
            throw new RedisException(ErrorMessages.sentence(name(), command, refused));
        }
        return reply;
    }

    private RedisException broken(JedisException e) {
        return new RedisException("The connection to " + name() + " broke: " + reason(e) + ".", e, name());
    }

    /** What happened at the bottom of it, without a period. */
    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root.getSuppressed().length > 0) { // of each address that a host's name stands for
            root = root.getSuppressed()[0];
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message.replaceFirst("\\.$", "");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (JedisException e) {
            // It is gone already, which is what was wanted.
        }
    }
}
