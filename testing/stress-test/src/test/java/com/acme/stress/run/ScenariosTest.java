package com.acme.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.memory.deep.Embeddings;
import com.acme.memory.management.ManagedMemory;
import com.acme.memory.management.TestMemory;
import com.acme.memory.management.state.OwnedState;
import com.acme.redis.RealRedis;
import com.acme.stress.Expectation;
import com.acme.stress.StressScenario;
import com.acme.stress.StressTestResult;
import com.acme.stress.run.Simulation.Fault;
import com.acme.stress.scenario.BaselinePerformance;
import com.acme.stress.scenario.ConcurrentAgentStress;
import com.acme.stress.scenario.EnduranceLimits;
import com.acme.stress.scenario.HighMemoryUsage;
import com.acme.stress.scenario.MemoryLeakSimulation;
import com.acme.stress.scenario.MemoryPressureCrisis;
import com.acme.stress.scenario.OptimizationOverload;
import com.acme.stress.scenario.RapidMemoryGrowth;
import com.acme.stress.scenario.RecoveryCapabilities;
import com.acme.stress.scenario.VectorStoreStress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Each of the ten scenarios, in simulated time and a simulated heap")
class ScenariosTest {
    private static final int SECONDS = 15;

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    /** Something outside of the application retains so many MB more each second, up to a limit. */
    private static Fault leak(long megabytesPerSecond, long most, double from) {
        return new Fault() {
            private long leaked;

            @Override
            void at(Simulation simulation, double share) {
                if (share >= from && leaked < most) {
                    leaked += megabytesPerSecond / 5;
                    simulation.leak(megabytesPerSecond / 5 * Simulation.MB);
                }
            }
        };
    }

    /** The manager never sees what lives. */
    private static final Fault BLIND = new Fault() {
        @Override
        boolean isBlind() {
            return true;
        }
    };

    /** Redis goes away after a part of the time. */
    private static final class RedisGoes extends Fault {
        private final double after;
        private boolean gone;

        RedisGoes(double after) {
            this.after = after;
        }

        @Override
        void at(Simulation simulation, double share) {
            if (!gone && share > after) {
                gone = true;
                try {
                    REDIS.stop();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** The agent that leaks cannot be restarted. */
    private static final Fault STUBBORN = new Fault() {
        @Override
        void before(ManagedMemory memory) {
            memory.state().agents().agent("leaking-agent").attach(new OwnedState() {
                @Override
                public long bytes() {
                    return 0;
                }

                @Override
                public long release() {
                    throw new IllegalStateException("of the test");
                }
            });
        }
    };

    /** Something deletes messages of sessions. */
    private static final Fault FORGETFUL = new Fault() {
        @Override
        void at(Simulation simulation, double share) {
            for (String key : REDIS.client().keys("*shared-by-*")) {
                if (REDIS.client().type(key).equals("list")) {
                    REDIS.client().lpop(key);
                }
            }
        }
    };

    /** All texts have the same meaning. */
    private static final Fault MEANINGLESS = new Fault() {
        @Override
        Embeddings model(Embeddings usual) {
            return text -> usual.of("the same");
        }
    };

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(new BaselinePerformance(), leak(10, 52, 0), "memory growth"),
                Arguments.of(new MemoryLeakSimulation(), STUBBORN, "memory growth, as a part of what leaked"),
                Arguments.of(new HighMemoryUsage(), BLIND, "pressure score"),
                Arguments.of(new RapidMemoryGrowth(), BLIND, "crisis management"),
                Arguments.of(new VectorStoreStress(), MEANINGLESS, "searches that find the document"),
                Arguments.of(new ConcurrentAgentStress(), FORGETFUL, "messages of shared sessions that are lost"),
                Arguments.of(new OptimizationOverload(), new RedisGoes(0.5), "error rate"),
                Arguments.of(new MemoryPressureCrisis(), leak(250, 50, 0.68), "recovered from the stress"),
                Arguments.of(new RecoveryCapabilities(), leak(10, 32, 0.5), "part of the stresses"),
                Arguments.of(new EnduranceLimits(), new RedisGoes(0.1), "error rate"));
    }

    private static StressTestResult play(StressScenario scenario, Fault fault) throws Exception {
        boolean threads = scenario instanceof ConcurrentAgentStress;
        boolean bursts = scenario instanceof RapidMemoryGrowth; // of 50 MB whatever the capacity is
        int seconds = threads || bursts || fault == STUBBORN ? 3 : SECONDS;
        long capacity = (bursts ? 512 : 64) * Simulation.MB; // what the agents hold is really there
        URI redis = URI.create(Objects.requireNonNull(REDIS.environment().get("REDIS_URL")));
        return new Simulation(scenario, seconds, threads, capacity, fault).play(redis, TestMemory.MODEL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName("meets what it expects of a sound memory")
    void sound(StressScenario scenario) throws Exception {
        StressTestResult result = play(scenario, new Fault());
        for (Expectation each : scenario.expectations()) {
            if (!each.speed()) {
                assertThat(each.of(result).met())
                        .as("%s: %s, of %s", each.text(), each.of(result).observed(), result)
                        .isTrue();
            }
            assertThat(each.advice()).as(each.text()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("faults")
    @DisplayName("does not meet it if the memory has a fault")
    void faulty(StressScenario scenario, Fault fault, String missed) throws Exception {
        try {
            StressTestResult result = play(scenario, fault);
            assertThat(scenario.expectations())
                    .filteredOn(each -> each.text().startsWith(missed))
                    .singleElement()
                    .satisfies(each -> assertThat(each.speed()).isFalse())
                    .satisfies(each -> assertThat(each.of(result).met())
                            .as("%s: %s, of %s", each.text(), each.of(result).observed(), result)
                            .isFalse());
        } finally {
            if (fault instanceof RedisGoes) {
                REDIS.start();
            }
        }
    }

    @Test
    @DisplayName("sees a recovery in the next cycle: it collects before it judges what lives")
    void recovery() throws Exception {
        assertThat(play(new RecoveryCapabilities(), new Fault()).recoverySeconds())
                .as("in simulated time")
                .isNotNull()
                .isLessThan(0.2);
    }
}
