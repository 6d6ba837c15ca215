package dev.engram.stresstest.run;

import dev.engram.demo.DemoException;
import dev.engram.demo.DemoRedis;
import dev.engram.demo.StartedResources;
import dev.engram.demo.TemporaryDirectory;
import java.io.IOException;

/** Gives each run of a scenario a Redis of its own. */
public interface RedisSource {

    /** A Redis that may end before its time. */
    interface RunningRedis {
        String url();

        boolean isAlive();
    }

    /** Starts one; it ends, and its files go, with the resources. */
    RunningRedis start(StartedResources resources) throws StressTestException, InterruptedException;

    /** A real server on a free port of the loopback interface, which keeps everything in memory. */
    static RunningRedis embedded(StartedResources resources) throws StressTestException, InterruptedException {
        try {
            TemporaryDirectory directory = resources.add(new TemporaryDirectory("engram-stress-redis-"));
            DemoRedis redis = resources.add(DemoRedis.start(directory.path()));
            return new RunningRedis() {
                @Override
                public String url() {
                    return redis.url();
                }

                @Override
                public boolean isAlive() {
                    return redis.isAlive();
                }
            };
        } catch (IOException e) {
            throw new StressTestException("A temporary directory cannot be made: " + e.getMessage(), e);
        } catch (DemoException e) {
            throw new StressTestException(String.valueOf(e.getMessage()), e);
        }
    }
}
