package dev.engram.collector.keyspace.redis;

import java.util.Locale;
import redis.clients.jedis.commands.ProtocolCommand;

/** Says what a server's error means, and what to do about it. */
final class ErrorMessages {

    private ErrorMessages() {}

    /**
     * One sentence.
     *
     * @param server the address of the server, without credentials
     * @param command what was refused
     */
    static String sentence(String server, ProtocolCommand command, ErrorReply refused) {
        return sentence(server, name(command), refused);
    }

    private static String sentence(String server, String command, ErrorReply refused) {
        return switch (refused.code()) {
            case "NOPERM" ->
                server + " refuses " + command + " to this user (" + refused.message()
                        + "); allow it with ACL SETUSER, or give another user in the address.";
            case "NOAUTH" ->
                server + " wants a password; give it in the address, as in redis://user:password@host:6379.";
            case "WRONGPASS" -> server + " knows no such user with this password.";
            case "READONLY" -> server + " is a replica, which only reads; give the address of its primary.";
            case "OOM" ->
                server + " has no memory left under its maxmemory (" + command
                        + " was refused); raise maxmemory, or make room.";
            case "MISCONF" ->
                server + " refuses writes because it cannot save to its disk (" + refused.message() + ").";
            case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN" ->
                server + " cannot answer now (" + refused.message() + "); try again later.";
            default -> server + " refuses " + command + ": " + refused.message() + ".";
        };
    }

    private static String name(ProtocolCommand command) {
        return command.toString().toUpperCase(Locale.ROOT);
    }
}
