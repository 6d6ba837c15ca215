package dev.engram.agent.it;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where this JVM's libraries lie. */
final class ClassPath {

    private ClassPath() {}

    /** The jars that hold these classes; a class that is not there is passed over, as an optional dependency is. */
    static List<Path> jarsOf(String... classNames) throws URISyntaxException {
        List<Path> jars = new ArrayList<>();
        for (String name : classNames) {
            Class<?> type = find(name);
            if (type != null) {
                jars.add(Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            }
        }
        return jars;
    }

    /** The jars of Netty's transport for Unix sockets, as far as they are there for this machine. */
    static List<Path> nativeTransport() throws URISyntaxException, IOException {
        List<Path> jars = new ArrayList<>(jarsOf("io.netty.channel.epoll.Epoll"));
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch_64";
        String library = "META-INF/native/libnetty_transport_native_epoll_" + architecture + ".so";
        URL found = ClassPath.class.getClassLoader().getResource(library);
        if (found != null && found.openConnection() instanceof JarURLConnection inJar) {
            jars.add(Path.of(inJar.getJarFileURL().toURI()));
        }
        return jars;
    }

    private static @Nullable Class<?> find(String name) {
        try {
            return Class.forName(name, false, ClassPath.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            return null;
        }
    }
}
