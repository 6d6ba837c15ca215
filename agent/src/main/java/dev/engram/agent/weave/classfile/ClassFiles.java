package dev.engram.agent.weave.classfile;

import org.jspecify.annotations.Nullable;

/** Where class files are found that a class file names: a class loader's resources, or a class path. */
@FunctionalInterface
public interface ClassFiles {

    /**
     * The class file of a type.
     *
     * @param typeName with dots; a dollar sign before a nested type
     * @return null when there is none, or none that can be read
     */
    byte @Nullable [] read(String typeName);
}
