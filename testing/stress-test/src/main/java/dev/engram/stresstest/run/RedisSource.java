package dev.engram.stresstest.run;

import dev.engram.demo.DemoException;
import dev.engram.demo.DemoRedis;
import dev.engram.demo.Servers;
import dev.engram.demo.StartedResources;

/** Gives each run of a scenario a Redis of its own. */
public interface RedisSource {

    /** A Redis that may end before its time. */
    interface RunningRedis {
        String url();

        boolean isAlive();
    }

    /** Starts one; it ends, and its files go, with the resources. */
    RunningRedis start(StartedResources resources) throws DemoException, InterruptedException;

    /** A real server on a free port of the loopback interface, which keeps everything in memory. */
    static RunningRedis embedded(StartedResources resources) throws DemoException, InterruptedException {
        DemoRedis redis = Servers.startRedis(resources);
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
    }
}
