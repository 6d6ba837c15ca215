package com.example;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/** Waits where a virtual thread cannot leave its carrier: beneath the JVM itself, which initialises a class. */
public final class PinnedCall {

    private PinnedCall() {}

    /** Returns after a millisecond. */
    public static void pinned() {
        try {
            Class.forName(Waiting.class.getName(), true, new Again());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Initialised once for each loader. */
    static final class Waiting {
        static {
            LockSupport.parkNanos(1_000_000);
        }

        private Waiting() {}
    }

    /** Defines the class anew. */
    private static final class Again extends ClassLoader {
        Again() {
            super(PinnedCall.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Waiting.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = PinnedCall.class.getResourceAsStream("PinnedCall$Waiting.class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
