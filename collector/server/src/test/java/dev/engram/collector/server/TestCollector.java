package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.List;
import java.util.function.UnaryOperator;

/** A collector on free ports. */
public final class TestCollector implements AutoCloseable {

    static final String[] PROTOBUF = {"Content-Type", "application/x-protobuf"};

    private final Collector collector;

    public TestCollector() {
        this(options -> options);
    }

    public TestCollector(UnaryOperator<CollectorOptions.Builder> change) {
        try {
            collector = Collector.start(change.apply(CollectorOptions.builder()
                            .grpcPort(0, true)
                            .httpPort(0, true)
                            .apiPort(0, true))
                    .build());
        } catch (StartException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    public Collector get() {
        return collector;
    }

    /** Sends the request and waits until it can be queried. */
    public void send(Message traces) throws InterruptedException {
        assertThat(Http.post(collector.httpPort(), "/v1/traces", traces.toByteArray(), PROTOBUF)
                        .statusCode())
                .isEqualTo(200);
        flush();
    }

    public void flush() throws InterruptedException {
        assertThat(collector.flush()).isTrue();
    }

    public List<List<Object>> rows(String sql) {
        try {
            return List.copyOf(collector.query(sql).rows());
        } catch (dev.engram.collector.server.sql.QueryException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        collector.close();
    }
}
