package dev.engram.agent.rule.yaml;

import dev.engram.agent.rule.Path;
import dev.engram.agent.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a path, or a list of paths of which the first that is not null counts. */
final class PathReader {

    /** Paths of one value. */
    static final int MAX_PATHS = 8;

    private static final String REMEDY = "write a path like arg0.id, or a list of paths";

    /** Literals that hardly anybody means. */
    private static final Pattern NEARLY = Pattern.compile(
            "args?\\[?\\d*]?(\\..*)?|(this|return|error)(\\..*)?|(self|result|returns|returned|ret|exception|thrown)\\..*",
            Pattern.CASE_INSENSITIVE);

    /** A path in the text of a template. */
    private static final Pattern WITHOUT_BRACES = Pattern.compile("\\b(arg\\d+|this|return|error)\\.\\w");

    /** What stands between the parts of a key, and is none itself. */
    private static final Pattern SEPARATOR = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Findings findings;
    private final @Nullable List<String> params;

    /** @param params the parameter types that the rule names, null when it names none */
    PathReader(Findings findings, @Nullable List<String> params) {
        this.findings = findings;
        this.params = params;
    }

    /** The paths that can be read; for each other one a finding. */
    List<Path> read(Node node, String what) {
        List<Path> paths = new ArrayList<>();
        if (node instanceof SequenceNode sequenceNode) {
            List<Node> items = sequenceNode.getValue();
            if (items.isEmpty()) {
                findings.add(node, what + " is an empty list; " + REMEDY);
            } else if (items.size() > MAX_PATHS) {
                findings.add(node, what + " has " + items.size() + " paths; write " + MAX_PATHS + " at most");
            } else {
                items.forEach(each -> readOne(each, what, paths));
                checkSeparators(node, paths);
            }
        } else {
            readOne(node, what, paths);
        }
        return paths;
    }

    /** Who writes {@code [arg0.tenant, ":", arg0.topic]} wants all of it, but gets the tenant. */
    private void checkSeparators(Node node, List<Path> paths) {
        boolean hasSeparator = paths.size() > 1
                && paths.stream()
                        .anyMatch(path -> path.base() == Path.Base.LITERAL
                                && SEPARATOR.matcher(path.toString()).matches());
        if (hasSeparator) {
            StringBuilder template = new StringBuilder();
            for (Path path : paths) {
                template.append(path.base() == Path.Base.LITERAL ? path.toString() : "{" + path + "}");
            }
            findings.add(
                    node,
                    "a list gives the first of its values that is not null, and does not join them; to join them write "
                            + "\"" + template + "\"");
        }
    }

    private void readOne(Node node, String what, List<Path> paths) {
        String text = node instanceof ScalarNode ? new Shape(findings).text(node, what, REMEDY) : null;
        if (text == null) {
            if (node instanceof MappingNode) {
                findings.add(
                        node,
                        what + " has no text where a path should be; " + REMEDY
                                + ", and put a template in quotes, like \"{arg0.tenant}:{arg0.topic}\"");
            } else if (!(node instanceof ScalarNode)) {
                findings.add(node, what + " has no text where a path should be; " + REMEDY);
            }
            return;
        }
        try {
            Path path = Path.parse(text);
            String fault = fault(path);
            if (fault == null) {
                paths.add(path);
            } else {
                findings.add(node, fault);
            }
        } catch (IllegalArgumentException wrong) {
            findings.add(node, wrong);
        }
    }

    private @Nullable String fault(Path path) {
        for (String text : path.texts()) {
            if (NEARLY.matcher(text.strip()).matches()
                    || WITHOUT_BRACES.matcher(text).find()) {
                return "the template " + Texts.quote(path.toString()) + " has " + Texts.quote(text.strip())
                        + " outside of braces, where it is text; write each path in braces of its own, like {arg0.id}";
            }
        }
        for (Path part : path.parts()) {
            String fault = faultOfOne(part);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable String faultOfOne(Path path) {
        if (path.base() == Path.Base.LITERAL && NEARLY.matcher(path.toString()).matches()) {
            return Texts.quote(path.toString())
                    + " is not a path; begin it with argN (arg0 is the first argument), this, return or error";
        }
        if (params != null && path.argument() >= params.size()) {
            return "the path '" + path + "' reads an argument that params does not have; it names "
                    + Texts.count(params.size(), "type") + ", counted from arg0";
        }
        return null;
    }
}
