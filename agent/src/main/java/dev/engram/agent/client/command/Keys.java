package dev.engram.agent.client.command;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a Redis command stand among its words, of which the first is its name. Source: the reply of {@code COMMAND}
 * of Redis 8, and of its modules. A command that is not known has no keys: what cannot be told from a value is not shown.
 */
final class Keys {

    /** The first key alone. */
    private static final String ONE = """
            APPEND BITCOUNT BITFIELD BITFIELD_RO BITPOS DECR DECRBY DUMP EXPIRE EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH \
            GEOPOS GEORADIUS GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH GET GETBIT GETDEL GETEX GETRANGE \
            GETSET HDEL HEXISTS HEXPIRE HEXPIREAT HEXPIRETIME HGET HGETALL HGETDEL HGETEX HINCRBY HINCRBYFLOAT HKEYS HLEN \
            HMGET HMSET HPERSIST HPEXPIRE HPEXPIREAT HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSET HSETEX HSETNX HSTRLEN HTTL \
            HVALS INCR INCRBY INCRBYFLOAT LINDEX LINSERT LLEN LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM MOVE PERSIST \
            PEXPIRE PEXPIREAT PEXPIRETIME PFADD PSETEX PTTL RESTORE RPOP RPUSH RPUSHX SADD SCARD SET SETBIT SETEX SETNX \
            SETRANGE SISMEMBER SMEMBERS SMISMEMBER SORT SORT_RO SPOP SRANDMEMBER SREM SSCAN STRLEN SUBSTR TTL TYPE \
            VADD VCARD VDIM VEMB VGETATTR VINFO VISMEMBER VLINKS VRANDMEMBER VRANGE VREM VSETATTR VSIM \
            XACK XACKDEL XADD XAUTOCLAIM XCLAIM XDEL XDELEX XLEN XPENDING XRANGE XREVRANGE XSETID XTRIM \
            ZADD ZCARD ZCOUNT ZINCRBY ZLEXCOUNT ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK \
            ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN \
            ZSCORE""";

    private static final String TWO =
            "BLMOVE BRPOPLPUSH COPY GEOSEARCHSTORE LCS LMOVE RENAME RENAMENX RPOPLPUSH SMOVE ZRANGESTORE";

    private static final String ALL =
            "DEL EXISTS MGET PFCOUNT PFMERGE SDIFF SDIFFSTORE SINTER SINTERSTORE SUNION SUNIONSTORE TOUCH UNLINK WATCH";

    /** All but the last word. */
    private static final String ALL_BUT_LAST = "BLPOP BRPOP BZPOPMAX BZPOPMIN JSON.MGET";

    /** Their second word is a part of the name, the third a key. */
    private static final String OF_SUBCOMMAND = "OBJECT XGROUP XINFO MEMORY";

    /** Their second word is a part of the name; they have no keys. */
    private static final String WITHOUT_KEYS =
            "ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MODULE PUBSUB SCRIPT SENTINEL SLOWLOG";

    /** Modules whose commands have the first word for their key, but for those above. */
    private static final List<String> MODULES =
            List.of("JSON.", "TS.", "BF.", "CF.", "CMS.", "TOPK.", "TDIGEST.", "FT.");

    private static final Map<String, Keys> KNOWN = known();

    private static final Keys NONE = new Keys(0, -1, 1);
    private static final Keys FIRST = new Keys(1, 1, 1);

    /** Index of the first key; 0 for none. */
    private final int first;

    /** Index of the last one; negative counts from the end, of which -1 is the last word. */
    private final int last;

    private final int step;

    /** Index of the word that says how many keys follow it; 0 for none. */
    private int count;

    /** A word after which keys are the first half of what follows; null for none. */
    private @Nullable String after;

    private boolean hasSubcommand;

    private Keys(int first, int last, int step) {
        this.first = first;
        this.last = last;
        this.step = step;
    }

    private static Map<String, Keys> known() {
        Map<String, Keys> known = new HashMap<>();
        put(known, ONE, new Keys(1, 1, 1));
        put(known, TWO, new Keys(1, 2, 1));
        put(known, ALL, new Keys(1, -1, 1));
        put(known, ALL_BUT_LAST, new Keys(1, -2, 1));
        put(known, "MSET MSETNX", new Keys(1, -1, 2));
        put(known, "JSON.MSET", new Keys(1, -1, 3));
        put(known, "BITOP", new Keys(2, -1, 1));
        put(known, OF_SUBCOMMAND, new Keys(2, 2, 1).subcommand());
        put(known, WITHOUT_KEYS, new Keys(0, 0, 1).subcommand());
        put(known, "LMPOP SINTERCARD ZDIFF ZINTER ZINTERCARD ZMPOP ZUNION", new Keys(0, 0, 1).counted(1));
        put(known, "BLMPOP BZMPOP EVAL EVALSHA EVALSHA_RO EVAL_RO FCALL FCALL_RO", new Keys(0, 0, 1).counted(2));
        put(known, "ZDIFFSTORE ZINTERSTORE ZUNIONSTORE", new Keys(1, 1, 1).counted(2));
        put(known, "XREAD XREADGROUP", new Keys(0, 0, 1).after("STREAMS"));
        put(known, "FT._LIST FT.CONFIG FT.CURSOR", new Keys(0, 0, 1));
        return known;
    }

    private static void put(Map<String, Keys> known, String names, Keys keys) {
        for (String name : names.split(" ", -1)) {
            known.put(name, keys);
        }
    }

    private Keys subcommand() {
        hasSubcommand = true;
        return this;
    }

    private Keys counted(int index) {
        count = index;
        return this;
    }

    private Keys after(String word) {
        after = word;
        return this;
    }

    /** Those of the command of that name, in capitals. */
    static Keys of(String name) {
        Keys known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        return MODULES.stream().anyMatch(name::startsWith) ? FIRST : NONE;
    }

    /** Whether the second word is a part of the command's name. */
    boolean hasSubcommand() {
        return hasSubcommand;
    }

    /** Marks those of {@code words} that are keys, each at its index. */
    boolean[] in(List<byte[]> words) {
        int size = words.size();
        boolean[] keys = new boolean[size];
        if (first > 0) {
            int end = last < 0 ? size + last : Math.min(last, size - 1);
            for (int i = first; i <= end; i += step) {
                keys[i] = true;
            }
        }
        if (count > 0) {
            int end = count < size ? count + number(words.get(count)) : 0;
            for (int i = count + 1; i <= Math.min(end, size - 1); i++) {
                keys[i] = true;
            }
        }
        if (after != null) {
            for (int i = 1; i < size; i++) {
                if (Words.text(words.get(i)).toUpperCase(Locale.ROOT).equals(after)) {
                    int end = i + (size - 1 - i) / 2;
                    for (int k = i + 1; k <= end; k++) {
                        keys[k] = true;
                    }
                    break;
                }
            }
        }
        return keys;
    }

    private static int number(byte[] word) {
        long number = Words.number(word);
        return number < 0 || number > 10_000 ? 0 : (int) number;
    }
}
