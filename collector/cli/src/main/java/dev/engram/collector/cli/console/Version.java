package dev.engram.collector.cli.console;

import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"engram " + (version == null ? "(not from a jar)" : version)};
    }
}
