package dev.engram.collector.server.otlp;

import com.google.protobuf.MessageLite;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.common.grpc.protocol.StatusMessageEscaper;
import dev.engram.collector.server.otlp.RequestException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Messages of gRPC as they lie in a body (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
public final class GrpcFrames {

    /** One byte that says whether the message is compressed, four of its length. */
    public static final int HEADER = 5;

    private static final MediaType GRPC = MediaType.create("application", "grpc");

    private GrpcFrames() {}

    /**
     * The one message of a request, inflated where it was compressed.
     *
     * @param limit most bytes of the message
     * @throws RequestException where there is no such message
     */
    public static byte[] read(byte[] frame, RequestHeaders headers, int limit) throws RequestException {
        boolean compressed = isCompressed(frame, headers);
        byte[] content = content(frame);
        return compressed ? Gzip.inflate(content, limit) : content;
    }

    /**
     * Whether the one message of a request is compressed by gzip.
     *
     * @throws RequestException where there is no such message, or it is compressed in another way
     */
    static boolean isCompressed(byte[] frame, RequestHeaders headers) throws RequestException {
        if (frame.length < HEADER || frame[0] < 0 || frame[0] > 1) {
            throw new RequestException(Reason.MALFORMED, "The body is no gRPC message.");
        }
        int length = ByteBuffer.wrap(frame).getInt(1);
        if (length != frame.length - HEADER) {
            throw new RequestException(
                    Reason.MALFORMED,
                    "The gRPC message should have " + Integer.toUnsignedString(length) + " bytes and has "
                            + (frame.length - HEADER) + ".");
        }
        String encoding = headers.get(GrpcHeaderNames.GRPC_ENCODING, "identity");
        if (frame[0] == 1 && !encoding.equals("gzip")) {
            throw new RequestException(
                    Reason.UNSUPPORTED, "The compression " + encoding + " is not understood; send gzip or none.");
        }
        return frame[0] == 1;
    }

    static byte[] content(byte[] frame) {
        return Arrays.copyOfRange(frame, HEADER, frame.length);
    }

    /** A message with its header, not compressed. */
    public static HttpData write(MessageLite message) {
        byte[] content = message.toByteArray();
        return HttpData.wrap(ByteBuffer.allocate(HEADER + content.length)
                .put((byte) 0)
                .putInt(content.length)
                .put(content)
                .array());
    }

    /** An answer of one message. */
    public static HttpResponse answer(MessageLite message) {
        return HttpResponse.of(headers().build(), write(message), ok());
    }

    /** An answer without a message. */
    public static HttpResponse status(int code, String message) {
        return HttpResponse.of(headers()
                .endOfStream(true)
                .setInt(GrpcHeaderNames.GRPC_STATUS, code)
                .set(GrpcHeaderNames.GRPC_MESSAGE, StatusMessageEscaper.escape(message))
                .build());
    }

    /** What an answer of messages begins with. */
    public static ResponseHeadersBuilder headers() {
        return ResponseHeaders.builder(HttpStatus.OK)
                .contentType(GRPC)
                .set(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, "identity,gzip");
    }

    /** What an answer of messages ends with where all went well. */
    public static HttpHeaders ok() {
        return HttpHeaders.of(GrpcHeaderNames.GRPC_STATUS, "0");
    }

    /** What an answer of messages ends with where it broke. */
    public static HttpHeaders failed(int code, String message) {
        return HttpHeaders.of(
                GrpcHeaderNames.GRPC_STATUS, code, GrpcHeaderNames.GRPC_MESSAGE, StatusMessageEscaper.escape(message));
    }
}
