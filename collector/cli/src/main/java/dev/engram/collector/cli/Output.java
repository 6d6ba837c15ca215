package dev.engram.collector.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output in UTF-8, whatever the locale says: JSON and boxes need it. */
final class Output {

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    private Output() {}

    static void print(String text) {
        OUT.print(text);
        OUT.flush();
    }

    static void println(String line) {
        print(line + System.lineSeparator());
    }
}
