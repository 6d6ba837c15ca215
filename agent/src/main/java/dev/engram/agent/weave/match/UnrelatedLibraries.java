package dev.engram.agent.weave.match;

/**
 * Libraries that many applications load thousands of classes of, and none of which is, or extends, a type of a pack. Where
 * packs alone are concerned, their supertypes are not looked up; a user's own rule may name any of them.
 */
final class UnrelatedLibraries {

    private static final String[] PREFIXES = {
        "akka.",
        "ch.qos.logback.",
        "com.fasterxml.",
        "com.google.common.",
        "com.google.protobuf.",
        "com.linecorp.armeria.",
        "com.sun.",
        "freemarker.",
        "groovy.",
        "io.grpc.",
        "io.micrometer.",
        "io.netty.",
        "io.opentelemetry.",
        "io.undertow.",
        "io.vertx.",
        "jakarta.",
        "javassist.",
        "kotlin.",
        "kotlinx.",
        "liquibase.",
        "net.bytebuddy.",
        "okhttp3.",
        "okio.",
        "org.antlr.",
        "org.apache.catalina.",
        "org.apache.coyote.",
        "org.apache.hc.",
        "org.apache.http.",
        "org.apache.kafka.",
        "org.apache.logging.",
        "org.apache.lucene.",
        "org.apache.poi.",
        "org.apache.tomcat.",
        "org.bouncycastle.",
        "org.eclipse.jetty.",
        "org.flywaydb.",
        "org.glassfish.",
        "org.h2.",
        "org.hibernate.",
        "org.jboss.",
        "org.joda.",
        "org.mongodb.",
        "org.postgresql.",
        "org.reactivestreams.",
        "org.slf4j.",
        "org.springframework.aop.",
        "org.springframework.asm.",
        "org.springframework.beans.",
        "org.springframework.boot.",
        "org.springframework.cglib.",
        "org.springframework.context.",
        "org.springframework.core.",
        "org.springframework.expression.",
        "org.springframework.http.",
        "org.springframework.jdbc.",
        "org.springframework.orm.",
        "org.springframework.security.",
        "org.springframework.transaction.",
        "org.springframework.util.",
        "org.springframework.validation.",
        "org.springframework.web.",
        "org.yaml.",
        "reactor.",
        "rx.",
        "scala.",
        "tools.jackson."
    };

    private UnrelatedLibraries() {}

    /** Whether the type, its name with dots, is one of them. */
    static boolean include(String typeName) {
        // Sorted, so that the only prefix that can fit is the last one that is not greater than the name.
        int low = 0;
        int high = PREFIXES.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (PREFIXES[middle].compareTo(typeName) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= 0 && typeName.startsWith(PREFIXES[high]);
    }
}
