package dev.engram.agent.telemetry.http;

import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;

/**
 * Sends OTLP requests to one endpoint. Everything happens on the calling thread. Not thread-safe.
 *
 * <ul>
 *   <li>{@link SocketSender}: {@code http} without a proxy. The least CPU for each batch, and no thread.
 *   <li>{@link JdkSender}: {@code https}, or through a proxy.
 *   <li>{@link OkHttpGrpcSender}: gRPC.
 * </ul>
 */
public interface Sender {

    /**
     * Sends a request, tries again where OTLP allows it, and waits for the answer.
     *
     * @param request is read until this method ends, and not afterwards
     * @throws IOException when there is no answer, or none of OTLP
     */
    Answer send(MessageWriter request) throws IOException;

    /** Closes the connection. */
    void close();

    /**
     * The sender for an endpoint.
     *
     * @throws IllegalArgumentException when a header cannot be sent; the message does not hold its value
     * @throws LinkageError when the runtime has no module {@code java.net.http} and the endpoint needs it
     */
    static Sender to(Target target, Retries retries) {
        if (target.isGrpc()) {
            return new OkHttpGrpcSender(target);
        }
        return SocketSender.reaches(target.getEndpoint())
                ? new SocketSender(target, retries)
                : new JdkSender(target, retries);
    }
}
