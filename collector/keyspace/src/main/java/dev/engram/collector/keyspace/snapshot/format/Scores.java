package dev.engram.collector.keyspace.snapshot.format;

import java.nio.charset.StandardCharsets;

/** Scores of sorted sets, exactly. */
public final class Scores {

    /** Up to here each whole number is a double. */
    private static final double WHOLE = 1L << 53;

    private Scores() {}

    /** As Redis writes it and reads it: {@code 5}, {@code 0.1}, {@code inf}, {@code -inf}. Reading it gives the same. */
    public static String text(double score) {
        if (Double.isInfinite(score)) {
            return score > 0 ? "inf" : "-inf";
        }
        boolean negativeZero = score == 0 && Double.doubleToRawLongBits(score) != 0;
        return score == Math.rint(score) && Math.abs(score) <= WHOLE && !negativeZero
                ? Long.toString((long) score)
                : Double.toString(score);
    }

    /**
     * Reads a score.
     *
     * @throws NumberFormatException where it is no score
     */
    public static double parse(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> finite(text);
        };
    }

    public static double parse(byte[] text) {
        return parse(new String(text, StandardCharsets.US_ASCII));
    }

    private static double finite(String text) {
        double score = Double.parseDouble(text);
        if (Double.isNaN(score) || Double.isInfinite(score)) {
            throw new NumberFormatException(text + " is no score");
        }
        return score;
    }
}
