import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Two copies of one application side by side, each in a class loader of its own, as in a servlet container. They share nothing
 * but the threads of a pool. In the end both are dropped.
 */
public final class Copies {

    private static final int TURNS = 500;

    /** Longer than any collection takes. */
    private static final int MAX_COLLECTIONS = 600;

    private Copies() {}

    /** The application. */
    public static final class Copy implements Runnable {

        /** What its agents remember. */
        public static final class Notes {
            private final Map<String, String> notes = new ConcurrentHashMap<>();

            public void store(String key, String note) {
                notes.put(key, note);
            }

            public String retrieve(String key) {
                return notes.get(key);
            }
        }

        private final Notes notes = new Notes();
        private final String name;
        private final ExecutorService pool;

        public Copy(String name, ExecutorService pool) {
            this.name = name;
            this.pool = pool;
        }

        public void turn(String agent, String key) {
            notes.store(key, "note");
            try {
                pool.submit(() -> notes.retrieve(key)).get();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void run() {
            for (int i = 0; i < TURNS; i++) {
                turn("agent-of-" + name, name + "-" + i);
            }
        }
    }

    private static Thread start(String name, ExecutorService pool, List<WeakReference<ClassLoader>> loaders)
            throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(new File(each).toURI().toURL());
        }
        ClassLoader loader = new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        loaders.add(new WeakReference<>(loader));
        Runnable copy = (Runnable) Class.forName("Copies$Copy", true, loader)
                .getConstructor(String.class, ExecutorService.class)
                .newInstance(name, pool);
        Thread thread = new Thread(copy, name);
        thread.start();
        return thread;
    }

    public static void main(String[] args) throws Exception {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        // A thread keeps the protection domains of whoever starts it.
        pool.prestartAllCoreThreads();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        List<Thread> threads = new ArrayList<>(List.of(start("one", pool, loaders), start("two", pool, loaders)));
        for (Thread each : threads) {
            each.join();
        }
        threads.clear();
        for (int i = 0; i < MAX_COLLECTIONS && loaders.stream().anyMatch(each -> each.get() != null); i++) {
            // A pool's thread may keep its last task until it gets another.
            pool.submit(() -> {}).get();
            System.gc();
            Thread.sleep(100);
        }
        System.out.println("loaders that are left: "
                + loaders.stream().filter(each -> each.get() != null).count());
        pool.shutdown();
    }
}
