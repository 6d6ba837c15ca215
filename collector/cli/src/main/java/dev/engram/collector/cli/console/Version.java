package dev.engram.collector.cli.console;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = ofJar();
        return new String[] {"engram " + (version == null ? "(not from a jar)" : version)};
    }

    /** The version; null if this is not a jar. */
    public static @Nullable String ofJar() {
        return Version.class.getPackage().getImplementationVersion();
    }
}
