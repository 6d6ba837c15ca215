package com.acme.memory.facts;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Facts that are there from the start, with what they ask of a value. */
final class BuiltInFact {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\.\\d{1,9})?");

    static final List<BuiltInFact> ALL = List.of(
            new BuiltInFact("LANG-001", "Python 3.12 or newer", BuiltInFact::python),
            new BuiltInFact("QUAL-001", "Test coverage of 70 % or more", BuiltInFact::coverage),
            new BuiltInFact("QUAL-004", "Files of up to 800 lines, never more than 1000", BuiltInFact::lines));

    private final Fact fact;
    private final FactCheck check;

    private BuiltInFact(String id, String description, FactCheck check) {
        this.fact = new Fact(id, description, "", FactStatus.ACTIVE);
        this.check = check;
    }

    Fact fact() {
        return fact;
    }

    /** What the fact with this id asks; null of a fact that is not built in. */
    static @Nullable FactCheck check(String id) {
        return ALL.stream()
                .filter(each -> each.fact.id().equals(id))
                .map(each -> each.check)
                .findFirst()
                .orElse(null);
    }

    private static Validation python(Object value, Fact fact) {
        Matcher version = VERSION.matcher(value.toString());
        if (!version.matches()) {
            return invalid(fact, Severity.ERROR, "'" + value + "' is no version such as 3.12");
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major > 3 || (major == 3 && minor >= 12)
                ? valid(fact)
                : invalid(fact, Severity.ERROR, "Python " + value + " is older than 3.12");
    }

    private static Validation coverage(Object value, Fact fact) {
        if (!(value instanceof Number percent)) {
            return noNumber(value, fact);
        }
        return percent.doubleValue() >= 70
                ? valid(fact)
                : invalid(fact, Severity.ERROR, "a coverage of " + value + " % is below 70 %");
    }

    private static Validation lines(Object value, Fact fact) {
        if (!(value instanceof Number lines)) {
            return noNumber(value, fact);
        }
        if (lines.doubleValue() <= 800) {
            return valid(fact);
        }
        return lines.doubleValue() <= 1000
                ? invalid(fact, Severity.WARNING, value + " lines are more than 800")
                : invalid(fact, Severity.ERROR, value + " lines are more than 1000");
    }

    private static Validation noNumber(Object value, Fact fact) {
        return invalid(fact, Severity.ERROR, "'" + value + "' is no number");
    }

    private static Validation valid(Fact fact) {
        return new Validation(fact.id(), true, Severity.INFO, null);
    }

    private static Validation invalid(Fact fact, Severity severity, String reason) {
        return new Validation(fact.id(), false, severity, reason);
    }
}
