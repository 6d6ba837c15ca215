package dev.engram.stresstest.chart;

import java.io.IOException;

/**
 * A chart.
 *
 * @param file its name, which ends in {@code .png}
 * @param title what it shows
 * @param drawn how it is drawn
 */
public record Picture(String file, String title, Drawing drawn) {

    /** Draws. */
    public interface Drawing {
        byte[] png() throws IOException;
    }

    /** The picture; throws {@link IOException} where this machine cannot draw, such as one without any font. */
    public byte[] png() throws IOException {
        try {
            return drawn.png();
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the chart cannot be drawn, which needs fontconfig and a font: " + e, e);
        }
    }
}
