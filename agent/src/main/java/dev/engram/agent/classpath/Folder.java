package dev.engram.agent.classpath;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/** A directory. */
final class Folder implements Container {

    /** Deeper than any package. */
    private static final int MAX_DEPTH = 64;

    private final Path root;
    private final FileProblems problems;

    Folder(Path root, FileProblems problems) {
        this.root = root;
        this.problems = problems;
    }

    @Override
    public String label() {
        return root.toString();
    }

    @Override
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && names.size() < ClassPath.MAX_FILES) {
                    names.add(root.relativize(file).toString().replace(File.separatorChar, '/'));
                }
                return names.size() < ClassPath.MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                problems.add(file.toString(), "it cannot be read (" + unreadable + ")");
                return FileVisitResult.CONTINUE;
            }
        });
        // A file system lists in any order; a report is to be the same each time.
        Collections.sort(names);
        return names;
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(root.resolve(name));
    }

    /** A directory stays as it is. */
    @Override
    public void close() {}
}
