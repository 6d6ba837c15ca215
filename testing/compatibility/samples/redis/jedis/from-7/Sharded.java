import java.util.Set;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisShardedPubSub;
import redis.clients.jedis.RedisClusterClient;

/** Publishes a message in a shard of the cluster that this host and port is a node of, and listens to it. */
class Sharded {
    public static void main(String[] args) throws Exception {
        HostAndPort node = new HostAndPort(args[0], Integer.parseInt(args[1]));
        CountDownLatch subscribed = new CountDownLatch(1);
        JedisShardedPubSub listener = new JedisShardedPubSub() {
            @Override
            public void onSSubscribe(String channel, int subscribedChannels) {
                subscribed.countDown();
            }

            @Override
            public void onSMessage(String channel, String message) {
                System.out.println("got " + message);
                sunsubscribe();
            }
        };
        try (RedisClusterClient redis =
                RedisClusterClient.builder().nodes(Set.of(node)).build()) {
            Thread listening = new Thread(() -> redis.ssubscribe(listener, "told"));
            listening.start();
            subscribed.await();
            redis.spublish("told", "s3cr3t");
            listening.join();
        }
    }
}
