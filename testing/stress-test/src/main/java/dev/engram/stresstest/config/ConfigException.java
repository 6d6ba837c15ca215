package dev.engram.stresstest.config;

import java.util.List;

/** A configuration that cannot be used, with all that is wrong with it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    ConfigException(List<String> findings) {
        super(String.join("\n", findings));
    }
}
