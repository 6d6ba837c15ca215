package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The files that ship, by their paths from the repository's root. */
final class Shipped {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("..", "..");

    private Shipped() {}

    static Path path(String file) {
        return ROOT.resolve(file).normalize();
    }

    static String text(String file) {
        try {
            return Files.readString(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of a directory whose names end so, sorted; at least one. */
    static List<String> files(String directory, String suffix) {
        try (Stream<Path> found = Files.list(path(directory))) {
            List<String> files = found.map(each -> directory + "/" + each.getFileName())
                    .filter(each -> each.endsWith(suffix))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IllegalStateException("No file *" + suffix + " in " + directory);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yamlFile(String file) {
        return yaml(text(file));
    }

    /** Merge keys ({@code <<}) are resolved, as Compose does. */
    static JsonNode yaml(String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return JSON.valueToTree(Objects.requireNonNull(new Load(settings).loadFromString(text), "an empty file"));
    }

    static JsonNode jsonFile(String file) {
        return json(text(file));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
