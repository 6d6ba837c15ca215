import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Reads keys of a server at this host and port that answers some of them badly. */
class Faults {
    public static void main(String[] args) {
        for (String key : List.of("fault:hang", "fault:close", "fault:garbage")) {
            try (Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]), 300)) {
                redis.set("told:a", "s3cr3t");
                System.out.println(key + " " + redis.get(key));
            } catch (RuntimeException failed) {
                System.out.println(key + " " + failed.getClass().getName());
            }
        }
        try (Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]), 300)) {
            Pipeline pipeline = redis.pipelined();
            pipeline.set("told:a", "s3cr3t");
            pipeline.get("fault:hang");
            pipeline.sync();
            System.out.println("pipelined");
        } catch (RuntimeException failed) {
            System.out.println("pipeline " + failed.getClass().getName());
        }
    }
}
