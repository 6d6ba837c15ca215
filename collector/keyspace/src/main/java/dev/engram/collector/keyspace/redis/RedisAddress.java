package dev.engram.collector.keyspace.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where a Redis or Valkey is, and who asks. {@link #toString()} never shows credentials.
 *
 * <pre>
 * redis://[[user]:password@]host[:6379][/database]        rediss:// by TLS; valkey://, valkeys:// are the same
 * redis-sentinel://[[user]:password@]host[:26379][,host[:port]…][/database]#master         rediss-sentinel:// by TLS
 * </pre>
 *
 * A cluster is told from a single server by asking it; any of its nodes will do. In user and password, characters with
 * a meaning in addresses are escaped as {@code %40}. A name before the host without a colon is a user, whose password comes
 * from {@link #withPassword elsewhere}; without a password no server is asked, because it would answer another user.
 */
public final class RedisAddress {

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final String LOOKS = "it looks like redis://user:password@127.0.0.1:6379/0, rediss:// for TLS, or"
            + " redis-sentinel://127.0.0.1:26379#mymaster.";

    /** By TLS, by sentinels. */
    private record Scheme(boolean tls, boolean sentinel) {}

    private static final Map<String, Scheme> SCHEMES = Map.of(
            "redis", new Scheme(false, false),
            "rediss", new Scheme(true, false),
            "valkey", new Scheme(false, false),
            "valkeys", new Scheme(true, false),
            "redis-sentinel", new Scheme(false, true),
            "rediss-sentinel", new Scheme(true, true));

    private final String scheme;
    private final boolean tls;
    private final List<HostAndPort> hosts;
    private final int database;
    private final @Nullable String user;
    private final @Nullable String password;
    private final @Nullable String master;

    private RedisAddress(
            String scheme,
            boolean tls,
            List<HostAndPort> hosts,
            int database,
            @Nullable String user,
            @Nullable String password,
            @Nullable String master) {
        this.scheme = scheme;
        this.tls = tls;
        this.hosts = List.copyOf(hosts);
        this.database = database;
        this.user = user;
        this.password = password;
        this.master = master;
    }

    /** Whether a text is meant as an address, rather than as the name of a file. */
    public static boolean isMeant(String text) {
        return text.contains("://");
    }

    /**
     * Reads an address.
     *
     * @throws RedisException where the text is no such address; the message shows nothing of it
     */
    public static RedisAddress parse(String text) throws RedisException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // Neither its message nor itself as the cause: both show the password.
            throw wrong("is not written as an address");
        }
        Scheme scheme = uri.getScheme() == null ? null : SCHEMES.get(uri.getScheme());
        String authority = uri.getRawAuthority();
        if (scheme == null) {
            throw wrong("has another scheme");
        }
        if (authority == null || uri.getRawQuery() != null) {
            throw wrong(authority == null ? "names no host" : "has a query behind \"?\", which means nothing here");
        }
        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? "" : authority.substring(0, at);
        int colon = credentials.indexOf(':');
        String user = decoded(colon < 0 ? credentials : credentials.substring(0, colon));
        String password = colon < 0 ? null : decoded(credentials.substring(colon + 1));
        if (colon > 0 && password == null) {
            // The user's password is empty, which a server may allow.
            password = "";
        }
        List<HostAndPort> hosts = new ArrayList<>();
        for (String host : authority.substring(at + 1).split(",", -1)) {
            hosts.add(host(host, scheme.sentinel() ? SENTINEL_PORT : PORT));
        }
        if (hosts.size() > 1 && !scheme.sentinel()) {
            throw wrong("names several hosts; of a cluster name one node");
        }
        String master = uri.getFragment();
        if (scheme.sentinel() != (master != null && !master.isEmpty())) {
            throw wrong(scheme.sentinel() ? "names no master behind \"#\"" : "names a master behind \"#\"");
        }
        return new RedisAddress(uri.getScheme(), scheme.tls(), hosts, database(uri.getPath()), user, password, master);
    }

    private static RedisException wrong(String why) {
        return new RedisException("The address of Redis " + why + "; " + LOOKS);
    }

    private static HostAndPort host(String text, int port) throws RedisException {
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw wrong("names no host");
        }
        return new HostAndPort(host, colon < 0 ? port : number(text.substring(colon + 1), "port", 65535));
    }

    private static int database(@Nullable String path) throws RedisException {
        return path == null || path.length() <= 1 ? 0 : number(path.substring(1), "database", Integer.MAX_VALUE);
    }

    private static int number(String text, String what, int most) throws RedisException {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong("has a " + what + " that is no number from 0 to " + most);
    }

    private static @Nullable String decoded(String text) throws RedisException {
        try {
            // A decoder of forms, in which a plus would be a space.
            return text.isEmpty() ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("has a \"%\" in its credentials that is not followed by two hex digits");
        }
    }

    /**
     * The same address with this password.
     *
     * @throws RedisException if the address has another one
     */
    public RedisAddress withPassword(String other) throws RedisException {
        if (password != null && !password.equals(other)) {
            throw new RedisException(
                    "The address of Redis has another password than the one given besides it; give one.");
        }
        return new RedisAddress(scheme, tls, hosts, database, user, other, master);
    }

    /** Whether the address contains a password that others may not see. */
    public boolean hasPassword() {
        return password != null && !password.isEmpty();
    }

    /** Whether the address says with which password its user comes, which may be an empty one. */
    public boolean hasCredentials() {
        return password != null;
    }

    /**
     * Fails if the address names a user without a password.
     *
     * @throws RedisException with a sentence that repeats nothing of the address: the name may be a password
     */
    public void requirePassword() throws RedisException {
        if (user != null && password == null) {
            throw new RedisException("The address of Redis names a user and no password; give the password in a file"
                    + " (--redis-password-file) or in ENGRAM_REDIS_PASSWORD, or write user:@host for an empty one and"
                    + " :password@host for the default user.");
        }
    }

    boolean tls() {
        return tls;
    }

    /** One host; of sentinels one or more. */
    List<HostAndPort> hosts() {
        return hosts;
    }

    public int database() {
        return database;
    }

    /** Null for the default user. */
    @Nullable
    String user() {
        return user;
    }

    @Nullable
    String password() {
        return password;
    }

    /** The name that the sentinels know the primary by. Null where no sentinels are asked. */
    @Nullable
    String master() {
        return master;
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return scheme + "://" + hosts.stream().map(RedisAddress::shown).collect(Collectors.joining(","))
                + (database == 0 ? "" : "/" + database) + (master == null ? "" : "#" + master);
    }

    static String shown(HostAndPort host) {
        String name = host.getHost();
        return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + host.getPort();
    }
}
