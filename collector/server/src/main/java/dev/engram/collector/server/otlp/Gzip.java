package dev.engram.collector.server.otlp;

import dev.engram.collector.server.otlp.RequestException.Reason;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Bounded decompression. */
final class Gzip {

    private Gzip() {}

    /**
     * The bytes behind a gzip body. At most {@code limit + 1} bytes are ever inflated.
     *
     * @throws RequestException where the body is no gzip, ends early, or holds more than the limit
     */
    static byte[] inflate(byte[] body, int limit) throws RequestException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] inflated = stream.readNBytes(limit + 1);
            if (inflated.length > limit) {
                throw new RequestException(Reason.TOO_LARGE, tooLarge(limit));
            }
            return inflated;
        } catch (EOFException e) {
            throw new RequestException(Reason.MALFORMED, "The gzip body ends too early.", e);
        } catch (ZipException e) {
            throw new RequestException(Reason.MALFORMED, "The body is no gzip: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new RequestException(Reason.MALFORMED, "The gzip body cannot be read: " + e.getMessage() + ".", e);
        }
    }

    static String tooLarge(int limit) {
        return "The request is larger than the " + limit + " bytes that --max-request allows; send smaller batches.";
    }
}
