package dev.engram.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where Engram's source tree is. */
public final class SourceTree {

    @Option(
            names = "--root",
            paramLabel = "DIRECTORY",
            description = "Engram's source tree, already built. Default: the tree that contains this jar.")
    private @Nullable Path root;

    /** Its root, absolute. */
    public Path path() throws DemoException {
        return root == null ? Parts.root() : root.toAbsolutePath();
    }
}
