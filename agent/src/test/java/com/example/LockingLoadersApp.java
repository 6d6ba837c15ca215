package com.example;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Class loaders that do more than the JDK's where they are asked for a resource: one takes a lock, whose owner waits for a class
 * of that loader; one throws. It knows nothing of Engram, but that spans appear in the file that is its argument.
 */
public final class LockingLoadersApp {

    private static final int MAX_SECONDS = 60;

    private LockingLoadersApp() {}

    /** What a rule names. */
    public interface Notes {
        void store(String key, String note);
    }

    /** Found by its supertype alone. */
    public static class Book implements Notes {
        @Override
        public void store(String key, String note) {}
    }

    /** Found by its name. */
    public static class BookMemoryStore extends Book {
        @Override
        public void store(String key, String note) {}
    }

    /** A class like others. */
    public static final class Other {}

    /** Defines the classes of this program itself. As the JDK's loaders before Java 7, it loads one class at a time. */
    private static class OneByOne extends ClassLoader {
        final CountDownLatch defining = new CountDownLatch(1);

        OneByOne() {
            super(LockingLoadersApp.class.getClassLoader());
        }

        @Override
        protected synchronized Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null || !name.startsWith(LockingLoadersApp.class.getName() + "$")) {
                return loaded != null ? loaded : super.loadClass(name, resolve);
            }
            try (InputStream in =
                    LockingLoadersApp.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] classFile = in.readAllBytes();
                defining.countDown();
                return defineClass(name, classFile, 0, classFile.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }

        void store(Class<?> type, String key) throws ReflectiveOperationException {
            Object store = loadClass(type.getName()).getConstructor().newInstance();
            store.getClass().getMethod("store", String.class, String.class).invoke(store, key, "note");
        }
    }

    private static final class Locking extends OneByOne {
        private final Object lock = new Object();

        @Override
        public URL getResource(String name) {
            synchronized (lock) {
                return super.getResource(name);
            }
        }
    }

    private static final class Throwing extends OneByOne {
        @Override
        public URL getResource(String name) {
            throw new IllegalStateException("This loader shows nothing.");
        }
    }

    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(() -> {
            try {
                TimeUnit.SECONDS.sleep(MAX_SECONDS);
                System.out.println("hangs");
                Runtime.getRuntime().halt(3);
            } catch (InterruptedException done) {
                // It has come to its end.
            }
        });
        watch.setDaemon(true);
        watch.start();
        Path spans = Path.of(args[0]);

        Locking locking = new Locking();
        CountDownLatch locked = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            synchronized (locking.lock) {
                locked.countDown();
                try {
                    locking.defining.await();
                    locking.loadClass(Other.class.getName());
                } catch (InterruptedException | ClassNotFoundException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        });
        other.start();
        locked.await();
        locking.store(BookMemoryStore.class, "named");
        other.join();
        storeUntilSeen(locking, "late", spans);

        Throwing throwing = new Throwing();
        throwing.store(BookMemoryStore.class, "shown-nothing");
        throwing.loadClass(Other.class.getName());
        storeUntilSeen(throwing, "shown-nothing-late", spans);
        System.out.println("done");
    }

    private static void storeUntilSeen(OneByOne loader, String key, Path spans) throws Exception {
        do {
            loader.store(Book.class, key);
            TimeUnit.MILLISECONDS.sleep(20);
        } while (!Files.readString(spans).contains("\"" + key + "\""));
    }
}
