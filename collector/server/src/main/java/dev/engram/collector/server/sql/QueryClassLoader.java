package dev.engram.collector.server.sql;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The system class loader of a process that runs queries. DuckDB's driver finds the code that the collector has loaded
 * ({@link #LIBRARY}) instead of unpacking the 70 MB in its jar, which takes longer than all else at the start.
 */
public final class QueryClassLoader extends URLClassLoader {

    /** System property: the file with DuckDB's code. */
    static final String LIBRARY = "engram.duckdb.library";

    /** How the driver names its code in the jar, followed by the platform. */
    private static final String RESOURCE = "libduckdb_java.so_";

    /** How it names its code if the jar has none. */
    private static final String NAME = "duckdb_java";

    static {
        registerAsParallelCapable();
    }

    /** The JVM calls this with the class loader that it would use otherwise. */
    public QueryClassLoader(ClassLoader parent) throws MalformedURLException {
        super("engram-query", classPath(), parent.getParent());
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(each).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static @Nullable String library() {
        String library = System.getProperty(LIBRARY);
        return library != null && Files.isReadable(Path.of(library)) ? library : null;
    }

    @Override
    public @Nullable URL findResource(String name) {
        return name.startsWith(RESOURCE) && library() != null ? null : super.findResource(name);
    }

    @Override
    protected @Nullable String findLibrary(String name) {
        return name.equals(NAME) ? library() : super.findLibrary(name);
    }
}
