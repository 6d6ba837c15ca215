package dev.engram.collector.server;

import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.server.access.Access;
import dev.engram.collector.server.access.Token;
import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.sql.QueryLimits;
import dev.engram.collector.server.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a collector is set up; made by {@link #builder}.
 *
 * @param host name or address to listen on
 * @param access who may use the ports; also by the name of the host that is listened on
 * @param isInsecure whether anyone who reaches the ports may use them
 * @param forward where received requests are passed on to; null for nowhere
 * @param surveyRedis which Redis to survey; null for none
 * @param surveyFile gets the surveys as lines; null for none
 * @param maxRequestBytes the largest OTLP request in bytes, before and after decompression
 * @param queryLimits limits of SQL from outside
 * @param store what is kept, where and how long
 */
public record CollectorOptions(
        String host,
        Access access,
        boolean isInsecure,
        @Nullable ForwardOptions forward,
        @Nullable SurveySettings surveyRedis,
        @Nullable Path surveyFile,
        Port grpcPort,
        Port httpPort,
        Port apiPort,
        int maxRequestBytes,
        QueryLimits queryLimits,
        StoreSettings store) {

    public static final int GRPC_PORT = 4317;
    public static final int HTTP_PORT = 4318;
    public static final int API_PORT = 4319;

    /** Spans, and metric points, that are stored without a folder for the database where nothing else is said. */
    private static final long MAX_TEMPORARY_ROWS = 1_000_000;

    /** Largest OTLP request where nothing else is said. */
    public static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

    /**
     * A port to listen on.
     *
     * @param number 0 takes any free port
     * @param explicit whether it was asked for: when it is taken, starting fails; otherwise a free one takes its place
     */
    public record Port(int number, boolean explicit) {

        public Port {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("A port is a number from 0 to 65535, not " + number + ".");
            }
        }
    }

    public static CollectorOptions defaults() {
        return builder().build();
    }

    /** The defaults, but for ports: any free ones. */
    public static CollectorOptions onFreePorts() {
        return builder().onFreePorts().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects options; each has a default. Not thread-safe. */
    public static final class Builder {

        private String host = "127.0.0.1";
        private Set<String> allowedHosts = Set.of();
        private @Nullable Token token;
        private Access.@Nullable Certificate certificate;
        private boolean insecure;
        private @Nullable ForwardOptions forward;
        private @Nullable SurveySettings surveyRedis;
        private @Nullable Path surveyFile;
        private Port grpcPort = new Port(GRPC_PORT, false);
        private Port httpPort = new Port(HTTP_PORT, false);
        private Port apiPort = new Port(API_PORT, false);
        private @Nullable Path database;
        private long maxSpans;
        private long maxMetricPoints;
        private long maxBytes = 20_000_000_000L;
        private @Nullable Duration keep;
        private Duration keepMinutes = StoreSettings.KEEP_MINUTES;
        private Duration sync = Duration.ofSeconds(1);
        private String memoryLimit = "2GB";
        private int maxRequestBytes = MAX_REQUEST_BYTES;
        private int queueItems = 100_000;
        private long queueBytes = 64L * 1024 * 1024;
        private QueryLimits queryLimits = QueryLimits.defaults();

        private Builder() {}

        /** The limit; where none is given, a million in a temporary folder and as many as there is room for in another one. */
        private long maxRows(long given) {
            return given > 0 ? given : database == null ? MAX_TEMPORARY_ROWS : Long.MAX_VALUE;
        }

        /** Name or address to listen on. */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** What clients of all ports must show; null for nothing. */
        public Builder token(@Nullable Token token) {
            this.token = token;
            return this;
        }

        /** The certificate with which all ports speak TLS; null for none. */
        public Builder certificate(Access.@Nullable Certificate certificate) {
            this.certificate = certificate;
            return this;
        }

        /** Whether to listen beyond this machine without a token. */
        public Builder insecure(boolean insecure) {
            this.insecure = insecure;
            return this;
        }

        /** Names, besides addresses and {@code localhost}, by which the collector may be asked. */
        public Builder allowedHosts(Collection<String> names) {
            this.allowedHosts = Set.copyOf(names);
            return this;
        }

        /** Where to pass received requests on; null keeps them here. */
        public Builder forward(@Nullable ForwardOptions forward) {
            this.forward = forward;
            return this;
        }

        /**
         * Which Redis to survey; by default none.
         *
         * @param file gets the surveys as lines; null for none
         */
        public Builder surveyRedis(SurveySettings settings, @Nullable Path file) {
            this.surveyRedis = settings;
            this.surveyFile = file;
            return this;
        }

        /** Any free ports, for those who ask the collector for them. */
        public Builder onFreePorts() {
            return grpcPort(0, false).httpPort(0, false).apiPort(0, false);
        }

        public Builder grpcPort(int number, boolean explicit) {
            this.grpcPort = new Port(number, explicit);
            return this;
        }

        public Builder httpPort(int number, boolean explicit) {
            this.httpPort = new Port(number, explicit);
            return this;
        }

        public Builder apiPort(int number, boolean explicit) {
            this.apiPort = new Port(number, explicit);
            return this;
        }

        /** Folder of the database; null for a temporary one, which goes with the collector. */
        public Builder database(@Nullable Path database) {
            this.database = database;
            return this;
        }

        /** Spans kept, the oldest go first; 0 for the default. */
        public Builder maxSpans(long maxSpans) {
            this.maxSpans = maxSpans;
            return this;
        }

        /** Bytes of the database's files; the oldest go first. */
        public Builder maxBytes(long maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        /** How long spans and metric points are kept; null for as long as there is room. */
        public Builder keep(@Nullable Duration keep) {
            this.keep = keep;
            return this;
        }

        /** How long memory operations by minute are kept in files, also when their spans are gone. */
        public Builder keepMinutes(Duration keepMinutes) {
            this.keepMinutes = keepMinutes;
            return this;
        }

        /** How long the operating system may keep what was accepted before it is on the disk; null for as long as it likes. */
        public Builder sync(@Nullable Duration sync) {
            this.sync = sync == null ? StoreSettings.NO_SYNC : sync;
            return this;
        }

        /** Metric points kept, the oldest go first; 0 for the default. */
        public Builder maxMetricPoints(long maxMetricPoints) {
            this.maxMetricPoints = maxMetricPoints;
            return this;
        }

        /** Memory of the database, such as {@code 512MB}. */
        public Builder memoryLimit(String memoryLimit) {
            this.memoryLimit = memoryLimit;
            return this;
        }

        /** Largest OTLP request in bytes, before and after decompression. */
        public Builder maxRequestBytes(int maxRequestBytes) {
            this.maxRequestBytes = maxRequestBytes;
            return this;
        }

        /** Spans and metric points, and their bytes, that may wait to be written. */
        public Builder queue(int items, long bytes) {
            this.queueItems = items;
            this.queueBytes = bytes;
            return this;
        }

        public Builder queryLimits(QueryLimits queryLimits) {
            this.queryLimits = queryLimits;
            return this;
        }

        public CollectorOptions build() {
            Set<String> hosts = new HashSet<>(allowedHosts);
            hosts.add(host);
            return new CollectorOptions(
                    host,
                    new Access(token, hosts, certificate),
                    insecure,
                    forward,
                    surveyRedis,
                    surveyFile,
                    grpcPort,
                    httpPort,
                    apiPort,
                    maxRequestBytes,
                    queryLimits,
                    new StoreSettings(
                            database,
                            maxRows(maxSpans),
                            maxRows(maxMetricPoints),
                            maxBytes,
                            keep,
                            keepMinutes,
                            memoryLimit,
                            queueItems,
                            queueBytes,
                            database == null ? StoreSettings.NO_SYNC : sync));
        }
    }
}
