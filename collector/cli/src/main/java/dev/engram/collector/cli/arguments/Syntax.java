package dev.engram.collector.cli.arguments;

import dev.engram.collector.common.arguments.ByteSize;
import dev.engram.collector.common.arguments.TimeSpan;

/** Footers of the help of commands that take sizes or times. */
public final class Syntax {

    public static final String TIMES = "%nTIME has the form " + TimeSpan.SYNTAX + ".";
    public static final String SIZES = "SIZE has the form " + ByteSize.SYNTAX + ".";

    private Syntax() {}
}
