package dev.engram.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a measure works with. */
record Run(Setup setup, SinkProcess sink, Samples samples, Pace pace) {

    private static final String APPLICATION = "com.acme.notes.NotesApp";

    /** Starts the application with its notes in a map. */
    Child start(Variant variant, String name) throws BenchmarkException, InterruptedException {
        return start(variant, name, variant.memory(setup), variant.classPath(setup));
    }

    /** Starts the application with another memory, and waits until it is ready. */
    Child start(Variant variant, String name, String memory, List<Path> classPath)
            throws BenchmarkException, InterruptedException {
        Child child = Child.start(
                setup, variant.label() + "-" + name, options(variant), classPath, APPLICATION, List.of(memory));
        try {
            child.answer(60);
            return child;
        } catch (BenchmarkException | InterruptedException failed) {
            child.close();
            throw failed;
        }
    }

    /** Options of the JVM, the same for all but for the agent. */
    List<String> options(Variant variant) throws BenchmarkException {
        List<String> options = new ArrayList<>(variant.options(setup));
        options.add("-Xmx512m");
        return options;
    }

    /**
     * The share of calls that arrived, in percent; checks that some did, or that none did where none should.
     */
    static double delivered(Variant variant, long spans, double calls) throws BenchmarkException {
        if (variant.exports() && spans == 0) {
            throw new BenchmarkException(variant.title() + " delivered nothing.");
        }
        if (!variant.exports() && spans != 0) {
            throw new BenchmarkException(variant.title() + " delivered " + spans + " spans and should not.");
        }
        return 100.0 * spans / calls;
    }
}
