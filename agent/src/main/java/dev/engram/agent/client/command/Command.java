package dev.engram.agent.client.command;

import dev.engram.agent.rule.Operation;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the commands of one name. Of a name that is not in the table nothing is, and no word of it is shown: what
 * cannot be told from a value is not. Immutable.
 */
final class Command {

    /**
     * Facts, and the names of the commands that they are true of. A line begins with the keys, in the form of {@link Keys#parse}.
     * Then, in any order:
     *
     * <ul>
     *   <li>what a command does with an agent's memory: {@code store}, {@code delete} (also of a part of what a key holds, such as
     *       all but the last elements), {@code search}; {@code retrieve}, whose reply tells a hit or a miss, also if it deletes
     *       or changes the expiry of what it returns;
     *   <li>{@code value=2}: the word that is stored; without it all after the key are;
     *   <li>{@code ttl=2} or {@code ttl=2ms}: the word that says how long the key lives; {@code ttl>3}: the first that may be
     *       {@code EX} or {@code PX};
     *   <li>{@link Fact}s.
     * </ul>
     *
     * <p>Source: the reply of {@code COMMAND} of Redis 8, and of its modules.
     */
    private static final String TABLE = """
            1 retrieve : GET GETDEL HGET HMGET HGETALL HKEYS HVALS HGETDEL LINDEX LRANGE SMEMBERS ZSCORE ZRANGE ZRANGEBYSCORE \
            ZREVRANGE ZREVRANGEBYSCORE XRANGE XREVRANGE DUMP VEMB VGETATTR JSON.GET TS.GET
            1 retrieve blank : GETRANGE SUBSTR
            1 retrieve ttl>2 : GETEX HGETEX
            1..-1 each : MGET
            1 search : VSIM FT.SEARCH FT.AGGREGATE FT.HYBRID
            1 store : INCR INCRBY INCRBYFLOAT DECR DECRBY HSET HMSET HSETNX HINCRBY HINCRBYFLOAT LPUSH RPUSH LPUSHX RPUSHX LSET \
            LINSERT SADD ZADD ZINCRBY XADD VADD VSETATTR JSON.ARRAPPEND TS.ADD
            1 store value=2 : SETNX GETSET APPEND
            1 store value=2 ttl>3 : SET
            1 store value=3 : SETRANGE JSON.SET JSON.MERGE
            1 store value=3 ttl=2 : SETEX
            1 store value=3 ttl=2ms : PSETEX
            1 store ttl>2 : HSETEX
            1 store ttl=2ms zero : RESTORE
            1 delete : HDEL LREM LPOP RPOP LTRIM SREM SPOP ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZPOPMAX ZPOPMIN \
            XDEL XDELEX XTRIM VREM JSON.DEL
            1..-1 delete : DEL UNLINK
            1 ttl=2 : EXPIRE HEXPIRE
            1 ttl=2ms : PEXPIRE HPEXPIRE
            1 : BITCOUNT BITFIELD BITFIELD_RO BITPOS EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH GEOPOS GEORADIUS \
            GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH GETBIT HEXISTS HEXPIREAT HEXPIRETIME HLEN HPERSIST \
            HPEXPIREAT HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSTRLEN HTTL LLEN LPOS MOVE PERSIST PEXPIREAT PEXPIRETIME PFADD PTTL \
            SCARD SETBIT SISMEMBER SMISMEMBER SORT SORT_RO SRANDMEMBER SSCAN STRLEN TTL TYPE VCARD VDIM VINFO VISMEMBER VLINKS \
            VRANDMEMBER VRANGE XACK XACKDEL XAUTOCLAIM XCLAIM XLEN XPENDING XSETID ZCARD ZCOUNT ZLEXCOUNT ZMSCORE ZRANDMEMBER \
            ZRANGEBYLEX ZRANK ZREVRANGEBYLEX ZREVRANK ZSCAN
            1..2 : BLMOVE BRPOPLPUSH COPY GEOSEARCHSTORE LCS LMOVE RENAME RENAMENX RPOPLPUSH SMOVE ZRANGESTORE
            1..-1 : EXISTS PFCOUNT PFMERGE SDIFF SDIFFSTORE SINTER SINTERSTORE SUNION SUNIONSTORE TOUCH WATCH
            1..-1/2 : MSET MSETNX
            1..-1/3 : JSON.MSET
            1..-2 : BLPOP BRPOP BZPOPMAX BZPOPMIN JSON.MGET
            2..-1 : BITOP
            2 subcommand : OBJECT XGROUP XINFO MEMORY
            n1 : LMPOP SINTERCARD ZDIFF ZINTER ZINTERCARD ZMPOP ZUNION
            n2 : BLMPOP BZMPOP EVAL EVAL_RO
            n2 stored : EVALSHA EVALSHA_RO FCALL FCALL_RO
            1+n2 : ZDIFFSTORE ZINTERSTORE ZUNIONSTORE
            STREAMS : XREAD XREADGROUP
            - frame : MULTI EXEC DISCARD
            - subcommand : DEBUG FUNCTION PUBSUB SCRIPT
            - housekeeping : ASKING ECHO INFO PING QUIT READONLY READWRITE REPLCONF RESET ROLE SELECT WAIT WAITAOF
            - housekeeping subcommand : CLIENT CLUSTER COMMAND LATENCY MODULE SENTINEL SLOWLOG
            - housekeeping secret : AUTH HELLO
            - housekeeping secret subcommand : ACL CONFIG
            - secret : MIGRATE
            - : FT._LIST FT.CONFIG FT.CURSOR
            """;

    /** Modules whose commands have the first word for their key, but for those of the table. */
    private static final List<String> MODULES =
            List.of("JSON.", "TS.", "BF.", "CF.", "CMS.", "TOPK.", "TDIGEST.", "FT.");

    private static final Map<String, Command> ALL = read();
    private static final Command UNKNOWN = new Command("-");
    private static final Command OF_MODULE = new Command("1");

    /** More that is true of a command. */
    enum Fact {
        /** The second word is a part of the name. */
        SUBCOMMAND,
        /** A client sends it for its connection, not for the application. */
        HOUSEKEEPING,
        /** It carries credentials, in its arguments or in what the server answers. */
        SECRET,
        /** Begins or ends a transaction, but is no part of it. */
        FRAME,
        /** Its first word names what the server runs. */
        STORED,
        /** Each element of the reply tells a hit or a miss. */
        EACH,
        /** An empty reply is a miss. */
        BLANK,
        /** A time to live of 0 is none. */
        ZERO
    }

    private final Keys keys;
    private @Nullable Operation operation;
    private final Set<Fact> facts = EnumSet.noneOf(Fact.class);

    /** The word that is stored; 0 for all after the key. */
    private int value;

    /** The word that says how long the key lives, or the first that may say what the next one is; 0 for none. */
    private int ttl;

    private boolean isOption;
    private double unit = 1;

    private Command(String line) {
        List<String> words = List.of(line.split(" ", -1));
        keys = Keys.parse(words.get(0));
        for (String each : words.subList(1, words.size())) {
            Operation role = Operation.of(each);
            if (role != null) {
                operation = role;
            } else if (each.startsWith("value=")) {
                value = Integer.parseInt(each.substring("value=".length()));
            } else if (each.startsWith("ttl")) {
                isOption = each.charAt(3) == '>';
                unit = each.endsWith("ms") ? 1000 : 1;
                ttl = each.charAt(4) - '0';
            } else {
                facts.add(Fact.valueOf(each.toUpperCase(Locale.ROOT)));
            }
        }
    }

    private static Map<String, Command> read() {
        Map<String, Command> all = new HashMap<>();
        TABLE.lines().forEach(line -> {
            int colon = line.indexOf(" : ");
            Command command = new Command(line.substring(0, colon));
            for (String name : line.substring(colon + 3).split(" ", -1)) {
                if (all.put(name, command) != null) {
                    throw new IllegalStateException(name + " stands twice in the table of commands.");
                }
            }
        });
        return all;
    }

    /** The command of that name, in capitals. */
    static Command of(String name) {
        Command known = ALL.get(name);
        if (known != null) {
            return known;
        }
        return MODULES.stream().anyMatch(name::startsWith) ? OF_MODULE : UNKNOWN;
    }

    Keys keys() {
        return keys;
    }

    /** What it does with an agent's memory; null for nothing. */
    @Nullable
    Operation operation() {
        return operation;
    }

    boolean is(Fact fact) {
        return facts.contains(fact);
    }

    /** Whether a reply shows that something was found: not null, not empty, not a list of nulls. */
    boolean isHit(@Nullable Object reply) {
        return Reply.isHit(reply) && !(is(Fact.BLANK) && Reply.isBlank(reply));
    }

    /** What it stores in its one key: one word, or those after the key. */
    @Nullable
    Object stored(List<byte[]> words) {
        if (value > 0) {
            return words.size() > value ? words.get(value) : null;
        }
        return words.size() > 2 ? words.subList(2, words.size()) : null;
    }

    /** Seconds that it lets its key live; NaN if it sets no time from now on. */
    double ttl(List<byte[]> words) {
        if (ttl == 0) {
            return Double.NaN;
        }
        if (!isOption) {
            double seconds = number(words, ttl, unit);
            return seconds == 0 && is(Fact.ZERO) ? Double.NaN : seconds;
        }
        for (int i = ttl; i < words.size() - 1; i++) {
            if (words.get(i).length == 2) {
                String option = Words.text(words.get(i)).toUpperCase(Locale.ROOT);
                if (option.equals("EX") || option.equals("PX")) {
                    return number(words, i + 1, option.equals("EX") ? 1 : 1000);
                }
            }
        }
        return Double.NaN;
    }

    private static double number(List<byte[]> words, int index, double unit) {
        long number = index < words.size() ? Words.number(words.get(index)) : -1;
        return number < 0 ? Double.NaN : number / unit;
    }
}
