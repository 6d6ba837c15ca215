package dev.engram.agent.telemetry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an {@code ExportTraceServiceResponse} says although the request as a whole was taken: how many of its spans were
 * rejected, and why.
 */
final class PartialSuccess {

    /** {@code ExportTraceServiceResponse.partial_success}. */
    private static final int PARTIAL_SUCCESS = 1;

    private static final int REJECTED_SPANS = 1;
    private static final int ERROR_MESSAGE = 2;

    private long rejected;
    private String message = "";

    private PartialSuccess() {}

    /** The failure that {@code response} tells; empty when all was taken, or when it is no such response. */
    static Optional<ExportFailure> failure(byte[] response) {
        if (response.length == 0) {
            return Optional.empty();
        }
        PartialSuccess read = new PartialSuccess();
        try {
            read.response(ByteBuffer.wrap(response));
        } catch (BufferUnderflowException | IllegalArgumentException another) {
            // Many an endpoint answers with a text of its own, and the status says that all is well.
            return Optional.empty();
        }
        return read.rejected > 0 ? Optional.of(ExportFailure.rejected(read.rejected, read.message)) : Optional.empty();
    }

    private void response(ByteBuffer in) {
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag == ((PARTIAL_SUCCESS << 3) | Proto.NESTED)) {
                details(nested(in));
            } else {
                skip(tag, in);
            }
        }
    }

    private void details(ByteBuffer in) {
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag == ((REJECTED_SPANS << 3) | Proto.VARINT)) {
                rejected = varint(in);
            } else if (tag == ((ERROR_MESSAGE << 3) | Proto.NESTED)) {
                message = StandardCharsets.UTF_8.decode(nested(in)).toString();
            } else {
                skip(tag, in);
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte each = in.get();
            value |= (each & 0x7FL) << shift;
            if (each >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint of more than ten bytes");
    }

    private static ByteBuffer nested(ByteBuffer in) {
        long size = varint(in);
        if (size < 0 || size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer content = in.slice();
        content.limit((int) size);
        in.position(in.position() + (int) size);
        return content;
    }

    private static void skip(long tag, ByteBuffer in) {
        switch ((int) tag & 7) {
            case Proto.VARINT:
                varint(in);
                break;
            case Proto.FIXED64:
                in.getLong();
                break;
            case Proto.FIXED32:
                in.getInt();
                break;
            case Proto.NESTED:
                nested(in);
                break;
            default:
                throw new IllegalArgumentException("no wire type");
        }
    }
}
