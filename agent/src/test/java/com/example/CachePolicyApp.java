package com.example;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Security;
import java.util.Map;

/**
 * Serves the port that is its argument, once, and says only then for how many seconds names are to be kept. It prints what the JDK
 * knows of that.
 */
public final class CachePolicyApp {

    private CachePolicyApp() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 1, InetAddress.getLoopbackAddress())) {
            new NotesMemoryStore()
                    .store("plan", Map.of("steps", 3), new NotesMemoryStore.Options("app/plans", "planner", 60));
            try (Socket unused = server.accept()) {
                Security.setProperty("networkaddress.cache.ttl", "7");
                InetAddress.getByName("localhost");
                System.out.println("kept for "
                        + Class.forName("sun.net.InetAddressCachePolicy")
                                .getMethod("get")
                                .invoke(null));
            }
        }
    }
}
