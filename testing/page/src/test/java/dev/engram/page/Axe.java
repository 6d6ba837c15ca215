package dev.engram.page;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** Looks for what keeps people with disabilities from using a page: WCAG 2.1, levels A and AA. */
final class Axe {

    private static final String SCRIPT = script();

    private static final String RUN = """
            async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})).violations.map(
              (each) => each.id + ': ' + each.help + ' ' + each.nodes.slice(0, 3).map(
                (node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | '))""";

    private Axe() {}

    /** What it finds, a sentence each. */
    @SuppressWarnings("unchecked") // the script returns an array of texts
    static List<String> violations(Page page) {
        page.evaluate(SCRIPT);
        return (List<String>) page.evaluate(RUN);
    }

    private static String script() {
        Properties about = new Properties();
        try (InputStream properties = resource("META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            about.load(properties);
            String version = about.getProperty("version");
            try (InputStream script = resource("META-INF/resources/webjars/axe-core/" + version + "/axe.min.js")) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8) + ";void 0";
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = Axe.class.getClassLoader().getResourceAsStream(name);
        if (found == null) {
            throw new IOException("There is no " + name + " on the class path.");
        }
        return found;
    }
}
