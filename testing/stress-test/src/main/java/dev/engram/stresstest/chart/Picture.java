package dev.engram.stresstest.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A chart.
 *
 * @param file its name, which ends in {@code .png}
 * @param title what it shows
 * @param drawn how it is drawn
 */
public record Picture(String file, String title, Supplier<Chart<?, ?>> drawn) {

    /** The picture; throws {@link IOException} if this machine cannot draw, such as one without any font. */
    public byte[] png() throws IOException {
        try {
            Chart<?, ?> chart = drawn.get();
            BufferedImage image = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.dispose();
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            if (!ImageIO.write(image, "png", png)) {
                throw new IOException("this Java writes no PNG");
            }
            return png.toByteArray();
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the chart cannot be drawn, which needs fontconfig and a font: " + e, e);
        }
    }
}
