package dev.engram.agent;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent and its libraries from a folder inside the agent's jar that no other loader looks into.
 *
 * <pre>
 *   bootstrap loader      java.*            dev.engram.bootstrap.*      boot/*.classdata, see BootstrapClasses
 *        |
 *   platform loader  ---- AgentClassLoader  dev.engram.agent.*, ASM, Disruptor, OpenTelemetry SDK, Jackson, ...
 *        |                                  inst/*.classdata
 *   application loader    the application   dev.engram.agent.EngramAgent, AgentClassLoader
 * </pre>
 *
 * <p>Guarantees: the application finds none of the agent's libraries, nor their {@code META-INF/services}; the agent finds
 * none of the application's. JDK modules are reached through the platform loader. Thread-safe.
 */
final class AgentClassLoader extends ClassLoader {

    private static final String FOLDER = "inst/";

    static {
        registerAsParallelCapable();
    }

    private final File file;
    private final long size;
    private final long modified;
    private final AtomicBoolean isChangeSaid = new AtomicBoolean();
    private final JarFile jar;
    private final ProtectionDomain domain;

    /**
     * A loader over the agent's jar, which stays open until {@link #closeJar}.
     *
     * @param file the agent's jar
     */
    AgentClassLoader(File file) throws IOException {
        super("engram", ClassLoader.getPlatformClassLoader());
        this.file = file;
        this.size = file.length();
        this.modified = file.lastModified();
        this.jar = new JarFile(file);
        // Without this loader: a thread that the application starts while Engram is on its stack would keep the domain.
        this.domain =
                new ProtectionDomain(new CodeSource(file.toURI().toURL(), (Certificate[]) null), null, null, null);
    }

    JarFile jar() {
        return jar;
    }

    /** Closes the jar: no class can be loaded any more. */
    void closeJar() throws IOException {
        jar.close();
    }

    /**
     * The agent's own classes first: no parent has them, and each question to the parents would end in an exception, of
     * which a start makes a thousand.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("java.") || jar.getEntry(entryName(name)) == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    private static String entryName(String className) {
        return FOLDER + className.replace('.', '/') + ".classdata";
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = read(entryName(name));
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        int dot = name.lastIndexOf('.');
        String packageName = dot < 0 ? "" : name.substring(0, dot);
        if (getDefinedPackage(packageName) == null) {
            try {
                definePackage(packageName, null, null, null, null, null, null, null);
            } catch (IllegalArgumentException raced) {
                // Another thread has just defined it.
            }
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    private byte @Nullable [] read(String entryName) throws IOException {
        JarEntry entry = jar.getJarEntry(entryName);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            sayChange();
            throw unreadable;
        }
    }

    /** Says once, if it is so, that the jar is another one than at the start. Here nothing else of the agent can be used. */
    private void sayChange() {
        boolean isChanged = file.length() != size || file.lastModified() != modified;
        if (isChanged && isChangeSaid.compareAndSet(false, true)) {
            System.err.println(
                    "[engram] WARN The file " + file + " was overwritten while this process runs, and what Engram has"
                            + " not loaded yet cannot be read any more. Restart the process; to update Engram, write a new file and"
                            + " rename it.");
        }
    }

    /** Resources come from the agent's folder alone: a service file of the platform would be none of ours. */
    @Override
    public @Nullable URL getResource(String name) {
        return findResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        return findResources(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        // Class files are kept under another ending.
        String entryName = FOLDER + (name.endsWith(".class") ? name + "data" : name);
        if (jar.getJarEntry(entryName) == null) {
            return null;
        }
        try {
            return new URL("engram", null, -1, "/" + entryName, new EntryHandler());
        } catch (MalformedURLException impossible) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return found == null ? Collections.emptyEnumeration() : Collections.enumeration(Collections.singleton(found));
    }

    /** Opens a resource from the jar that is open already: the JDK's own jar handler would open it once more. */
    private final class EntryHandler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    byte[] bytes = read(url.getPath().substring(1));
                    if (bytes == null) {
                        throw new IOException("No " + url);
                    }
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
