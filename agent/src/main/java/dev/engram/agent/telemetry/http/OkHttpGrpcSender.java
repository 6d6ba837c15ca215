package dev.engram.agent.telemetry.http;

import dev.engram.agent.telemetry.export.ExportFailure;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Sends over gRPC by the SDK's sender, which is OkHttp: neither the JDK's client nor a socket of ours knows HTTP/2 with
 * trailers, in which gRPC has its status. Retries are the SDK's too.
 */
final class OkHttpGrpcSender implements Sender {

    private final GrpcSender sender;

    OkHttpGrpcSender(Target target) {
        // Looked for among the agent's libraries only.
        sender = ServiceLoader.load(GrpcSenderProvider.class, OkHttpGrpcSender.class.getClassLoader())
                .iterator()
                .next()
                .createSender(target);
    }

    @Override
    public Answer send(MessageWriter request) throws IOException {
        // Filled before send returns: the target's executor is the calling thread.
        @Nullable Answer[] answers = new @Nullable Answer[1];
        @Nullable Throwable[] failures = new @Nullable Throwable[1];
        sender.send(
                request,
                answer -> answers[0] = answer.getStatusCode() == GrpcStatusCode.OK
                        ? Answer.accepted(answer.getResponseMessage())
                        : Answer.refused(ExportFailure.ofGrpc(answer.getStatusCode())),
                failed -> failures[0] = failed);
        Answer answer = answers[0];
        if (answer == null) {
            Throwable failed = failures[0];
            throw failed instanceof IOException known ? known : new IOException("no answer", failed);
        }
        return answer;
    }

    @Override
    public void close() {
        sender.shutdown();
    }
}
