package com.example;

import java.util.Enumeration;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Uses its own versions of libraries that the agent also uses, and prints which it got and what they do. */
public final class LibrariesApp {

    private LibrariesApp() {}

    public static void main(String[] args) throws Exception {
        print("net.bytebuddy.ByteBuddy");
        print("com.fasterxml.jackson.databind.ObjectMapper");
        print("com.lmax.disruptor.RingBuffer");
        print("io.opentelemetry.api.OpenTelemetry");
        print("io.opentelemetry.sdk.OpenTelemetrySdk");
        print("okhttp3.OkHttpClient");
        print("kotlin.Unit");
        print("org.snakeyaml.engine.v2.api.Load");

        Object mapper = Class.forName("com.fasterxml.jackson.databind.ObjectMapper")
                .getConstructor()
                .newInstance();
        System.out.println("json "
                + mapper.getClass()
                        .getMethod("writeValueAsString", Object.class)
                        .invoke(mapper, java.util.Map.of("a", 1)));
        System.out.println("version " + mapper.getClass().getMethod("version").invoke(mapper));

        Class<?> api = Class.forName("io.opentelemetry.api.GlobalOpenTelemetry");
        System.out.println(
                "otel " + api.getMethod("get").invoke(null).getClass().getName());

        Class<?> byteBuddy = Class.forName("net.bytebuddy.ByteBuddy");
        Object made = byteBuddy.getConstructor().newInstance();
        Object unloaded = byteBuddy.getMethod("subclass", Class.class).invoke(made, Object.class);
        System.out.println("bytes " + (unloaded != null));

        TreeSet<String> services = new TreeSet<>();
        for (Object each : ServiceLoader.load(Class.forName("com.fasterxml.jackson.core.JsonFactory"))) {
            services.add(each.getClass().getName());
        }
        System.out.println("services " + services);
        for (String resource : new String[] {
            "META-INF/services/com.fasterxml.jackson.core.JsonFactory",
            "META-INF/services/io.opentelemetry.sdk.common.export.HttpSenderProvider",
            "dev/engram/agent/Engram.class",
            "inst/dev/engram/agent/Engram.class"
        }) {
            Enumeration<?> found = LibrariesApp.class.getClassLoader().getResources(resource);
            int count = 0;
            while (found.hasMoreElements()) {
                found.nextElement();
                count++;
            }
            System.out.println(resource + " " + count);
        }
        new NotesMemoryStore().retrieve("k");
    }

    private static void print(String name) {
        try {
            Class<?> type = Class.forName(name);
            System.out.println(name + " from "
                    + new java.io.File(type.getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .getPath())
                            .getName());
        } catch (ClassNotFoundException absent) {
            System.out.println(name + " absent");
        }
    }
}
