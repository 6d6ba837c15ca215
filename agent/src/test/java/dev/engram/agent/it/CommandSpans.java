package dev.engram.agent.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The spans of an application that sends commands to Redis. */
final class CommandSpans {

    private static final String OPERATION = "engram.memory.";

    private final List<JsonNode> all;

    CommandSpans(List<JsonNode> all) {
        this.all = all;
    }

    /** Each command: the memory operation around it, its text, whether it found something, its error. */
    List<String> said() {
        return commands().map(this::said).toList();
    }

    private Stream<JsonNode> commands() {
        return all.stream().filter(each -> each.path("attributes").has("db.system.name"));
    }

    private String said(JsonNode span) {
        JsonNode attributes = span.path("attributes");
        StringBuilder said = new StringBuilder();
        all.stream()
                .filter(each -> span.has("parentSpanId") && each.path("spanId").equals(span.path("parentSpanId")))
                .filter(each -> each.path("traceId").equals(span.path("traceId")))
                .map(each -> each.path("name").asText())
                .forEach(each -> said.append(each.replace(OPERATION, "")).append(" < "));
        said.append(attributes.path("db.query.text").asText());
        if (attributes.has("redis.hit")) {
            said.append(attributes.path("redis.hit").asBoolean() ? " hit" : " miss");
        }
        if (span.path("status").path("code").asText().equals("ERROR")) {
            said.append(' ').append(attributes.path("error.type").asText());
        }
        return said.toString();
    }

    /** Of the first command or batch of that name. */
    JsonNode attributes(String operation) {
        return commands()
                .filter(each -> each.path("name").asText().equals(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError(operation + " in " + said()))
                .path("attributes");
    }

    /** Netty, SLF4J, and the jars of these classes. */
    static Jvm classPath(Jvm jvm, List<String> classNames) throws Exception {
        Stream<String> netty = Stream.of(
                "io.netty.util.Timer",
                "io.netty.buffer.ByteBuf",
                "io.netty.channel.Channel",
                "io.netty.channel.unix.Socket",
                "io.netty.handler.codec.ByteToMessageDecoder",
                "io.netty.handler.ssl.SslHandler",
                "io.netty.resolver.AddressResolver",
                "io.netty.resolver.dns.DnsNameResolver",
                "io.netty.handler.codec.dns.DnsRecord",
                "org.slf4j.Logger");
        for (Path jar :
                ClassPath.jarsOf(Stream.concat(netty, classNames.stream()).toArray(String[]::new))) {
            jvm.classPath(jar);
        }
        return jvm;
    }
}
