package dev.engram.collector.server.page;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A file of the page. It is the same for everybody and has nothing of what was received. */
final class PageFile implements HttpService {

    /** Only files of this collector run, and they talk to it alone. */
    private static final String CONTENT_SECURITY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.HTML_UTF_8,
            "css", MediaType.CSS_UTF_8,
            "js", MediaType.create("text", "javascript").withCharset(StandardCharsets.UTF_8),
            "svg", MediaType.SVG_UTF_8);

    private final MediaType type;
    private final byte[] content;
    private final String tag;

    /**
     * The file.
     *
     * @param name in the folder {@code files}
     */
    PageFile(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        MediaType known = TYPES.get(ending);
        if (known == null) {
            throw new IllegalArgumentException("The type of " + name + " is not known.");
        }
        type = known;
        content = Resources.bytes("files/" + name);
        tag = '"' + HexFormat.of().formatHex(digest(content), 0, 8) + '"';
    }

    int size() {
        return content.length;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            return HttpResponse.of(HttpStatus.METHOD_NOT_ALLOWED);
        }
        boolean known = tag.equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        ResponseHeaders headers = ResponseHeaders.builder(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .contentType(type)
                .set(HttpHeaderNames.ETAG, tag)
                // Asked for each time: after an update no page mixes files of two versions.
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .set(HttpHeaderNames.of("cross-origin-opener-policy"), "same-origin")
                .build();
        return known ? HttpResponse.of(headers) : HttpResponse.of(headers, HttpData.wrap(content));
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
