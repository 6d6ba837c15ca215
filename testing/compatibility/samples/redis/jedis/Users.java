import redis.clients.jedis.Jedis;

/** Commands of a user of the Redis at this host and port, of this name and with this password, who may use keys of his own only. */
class Users {
    public static void main(String[] args) {
        try (Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]))) {
            redis.auth(args[2], args[3]);
            redis.set("own:key", "s3cr3t");
            call(() -> redis.set("other:key", "s3cr3t"));
            call(() -> redis.auth(args[2], args[3] + "-wrong"));
            call(() -> redis.aclSetUser("carol", ">" + args[3]));
            call(() -> redis.configSet("requirepass", args[3]));
            call(() -> redis.migrate(args[0], Integer.parseInt(args[1]), "own:key", 1, 100));
        }
    }

    private static void call(Runnable command) {
        try {
            command.run();
            System.out.println("done");
        } catch (RuntimeException failed) {
            System.out.println(failed.getMessage().split(" ", 2)[0]);
        }
    }
}
