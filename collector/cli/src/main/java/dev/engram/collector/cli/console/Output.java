package dev.engram.collector.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output in UTF-8, whatever the locale says: JSON and boxes need it. */
public final class Output {

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    private Output() {}

    public static void print(String text) {
        OUT.print(text);
        OUT.flush();
    }

    public static void println(String line) {
        print(line + System.lineSeparator());
    }
}
