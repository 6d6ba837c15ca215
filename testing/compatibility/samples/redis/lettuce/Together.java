import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;

/** Commands that are handed over together, on the Redis at this host and port. */
class Together {

    private static final StringCodec CODEC = StringCodec.UTF8;

    public static void main(String[] args) throws Exception {
        RedisClient client = RedisClient.create(RedisURI.create(args[0], Integer.parseInt(args[1])));
        try (StatefulRedisConnection<String, String> redis = client.connect()) {
            AsyncCommand<String, String, String> set = set("told:a");
            AsyncCommand<String, String, String> get =
                    command(CommandType.GET, new ValueOutput<>(CODEC), new CommandArgs<>(CODEC).addKey("told:a"));
            AsyncCommand<String, String, String> none =
                    command(CommandType.GET, new ValueOutput<>(CODEC), new CommandArgs<>(CODEC).addKey("told:none"));
            AsyncCommand<String, String, Long> wrong = command(
                    CommandType.LPUSH,
                    new IntegerOutput<>(CODEC),
                    new CommandArgs<>(CODEC).addKey("told:a").addValue("s3cr3t"));
            redis.dispatch(new ArrayList<>(List.of(set, get, none, wrong)));
            System.out.println(set.get() + " " + get.get() + " " + none.get());
            try {
                wrong.get();
            } catch (java.util.concurrent.ExecutionException failed) {
                System.out.println("failed");
            }
            AsyncCommand<String, String, String> first = set("told:b");
            AsyncCommand<String, String, String> second = set("told:c");
            redis.dispatch(List.of(first, second));
            System.out.println(first.get() + " " + second.get());
            AsyncCommand<String, String, String> alone = set("told:d");
            redis.dispatch(List.of(alone));
            System.out.println(alone.get());
        }
        client.shutdown();
    }

    private static AsyncCommand<String, String, String> set(String key) {
        return command(
                CommandType.SET,
                new StatusOutput<>(CODEC),
                new CommandArgs<>(CODEC).addKey(key).addValue("s3cr3t"));
    }

    private static <T> AsyncCommand<String, String, T> command(
            CommandType type, CommandOutput<String, String, T> output, CommandArgs<String, String> args) {
        return new AsyncCommand<>(new Command<>(type, output, args));
    }
}
